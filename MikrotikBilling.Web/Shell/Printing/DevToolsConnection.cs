using System.Buffers;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;

namespace MikrotikBilling.Web.Shell.Printing;

/// <summary>The DevTools protocol over one WebSocket: numbered commands, their answers, and events by session.</summary>
internal sealed class DevToolsConnection : IAsyncDisposable
{
    /// <summary>Of one message; a document of some thousand pages stays well below.</summary>
    private const int MaxMessage = 256 << 20;

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ConcurrentDictionary<int, Command> _commands = new();
    private readonly ConcurrentDictionary<string, Action<string, JsonElement>> _listeners = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ended = new();
    private Task _reading = Task.CompletedTask;
    private int _last;

    /// <summary>Cancelled when the browser is no longer there.</summary>
    public CancellationToken Ended { get; }

    private DevToolsConnection()
    {
        Ended = _ended.Token;
        _socket.Options.KeepAliveInterval = TimeSpan.Zero; // loopback: a browser that died closes it
    }

    public static async Task<DevToolsConnection> OpenAsync(Uri address, CancellationToken cancellationToken)
    {
        var connection = new DevToolsConnection();
        try
        {
            await connection._socket.ConnectAsync(address, cancellationToken);
        }
        catch (WebSocketException e)
        {
            await connection.DisposeAsync();
            throw new BrowserGoneException("The browser refused the connection.", e);
        }
        connection._reading = Task.Run(connection.ReadAsync, CancellationToken.None);
        return connection;
    }

    public void Listen(string session, Action<string, JsonElement> listener) => _listeners[session] = listener;

    public void Forget(string session) => _listeners.TryRemove(session, out _);

    /// <param name="parameters">An object named like the command's parameters.</param>
    /// <param name="session">Null speaks to the browser itself.</param>
    public async Task<JsonElement> SendAsync(string method, object? parameters, string? session, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var command = new Command(method);
        var id = Interlocked.Increment(ref _last);
        _commands[id] = command;
        try
        {
            // Ended is set before the commands are given up, so one that comes later is seen here.
            if (Ended.IsCancellationRequested) throw new BrowserGoneException("The browser is gone.");
            var message = JsonSerializer.SerializeToUtf8Bytes(session is null
                ? (object)new { id, method, @params = parameters ?? Nothing }
                : new { id, method, @params = parameters ?? Nothing, sessionId = session });
            await WriteAsync(message);
            return await command.Answer.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _commands.TryRemove(id, out _);
        }
    }

    // No token of a caller: a cancelled send would tear the whole connection down.
    private async Task WriteAsync(byte[] message)
    {
        await _sending.WaitAsync(CancellationToken.None);
        try
        {
            await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, Ended);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or InvalidOperationException)
        {
            throw new BrowserGoneException("The browser is gone.", e);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReadAsync()
    {
        var message = new ArrayBufferWriter<byte>(64 << 10);
        Exception? why = null;
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(message.GetMemory(32 << 10), Ended);
                if (part.MessageType == WebSocketMessageType.Close) break;
                message.Advance(part.Count);
                if (message.WrittenCount > MaxMessage) throw new InvalidDataException("The browser's answer is too large.");
                if (!part.EndOfMessage) continue;
                Take(message.WrittenMemory);
                if (message.Capacity > 4 << 20) message = new ArrayBufferWriter<byte>(64 << 10);
                else message.ResetWrittenCount();
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or InvalidDataException or JsonException)
        {
            why = e;
        }
        await _ended.CancelAsync();
        foreach (var command in _commands.Values) command.Answer.TrySetException(new BrowserGoneException("The browser is gone.", why));
    }

    private void Take(ReadOnlyMemory<byte> message)
    {
        using var parsed = JsonDocument.Parse(message);
        var root = parsed.RootElement;
        if (root.TryGetProperty("id", out var id))
        {
            if (!_commands.TryGetValue(id.GetInt32(), out var command)) return; // nobody waits any more
            if (root.TryGetProperty("error", out var error)) command.Answer.TrySetException(new DevToolsException(command.Method, error.GetProperty("message").GetString() ?? "refused"));
            else command.Answer.TrySetResult(root.GetProperty("result").Clone());
        }
        else if (root.TryGetProperty("sessionId", out var session) && _listeners.TryGetValue(session.GetString()!, out var listener))
        {
            listener(root.GetProperty("method").GetString()!, root.GetProperty("params").Clone());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _reading;
        _socket.Dispose();
        _sending.Dispose();
        _ended.Dispose();
    }

    private static readonly object Nothing = new();

    private sealed record Command(string Method)
    {
        public TaskCompletionSource<JsonElement> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
