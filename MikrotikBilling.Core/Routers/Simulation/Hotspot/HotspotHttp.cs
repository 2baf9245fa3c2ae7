using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MikrotikBilling.Core.Routers.Simulation.Hotspot;

/// <summary>The web server of the simulated hotspot: a request, an answer, and the connection is closed.</summary>
internal sealed class HotspotHttp : IAsyncDisposable
{
    private const int MostBytes = 64 * 1024;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _serving;

    public HotspotHttp(SimulatedRouter router, IPAddress address, int port)
    {
        _listener = new TcpListener(address, port);
        _listener.Start();
        Door = new HotspotDoor(router, () => Port);
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public HotspotDoor Door { get; }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _serving;
        _ending.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true) _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_ending.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // the simulator ends
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
            try
            {
                var stream = client.GetStream();
                if (await ReadAsync(stream, ((IPEndPoint)client.Client.RemoteEndPoint!).Address) is not { } request) return;
                var answer = Door.Answer(request);
                var body = Encoding.UTF8.GetBytes(answer.Body);
                var head = string.Create(CultureInfo.InvariantCulture,
                    $"HTTP/1.1 {answer.Status} {(HttpStatusCode)answer.Status}\r\nContent-Type: {answer.ContentType}\r\nContent-Length: {body.Length}\r\nCache-Control: no-store\r\nConnection: close\r\n{(answer.Location is null ? "" : $"Location: {answer.Location}\r\n")}\r\n");
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _ending.Token);
                await stream.WriteAsync(body, _ending.Token);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // the device went away
            }
    }

    /// <summary>Null for what is no request, or too much of one.</summary>
    private async Task<DoorRequest?> ReadAsync(NetworkStream stream, IPAddress from)
    {
        var (buffer, length, head) = (new byte[MostBytes], 0, -1);
        while (head < 0)
        {
            var read = length == MostBytes ? 0 : await stream.ReadAsync(buffer.AsMemory(length), _ending.Token);
            if (read == 0) return null;
            length += read;
            head = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
        }
        var lines = Encoding.Latin1.GetString(buffer, 0, head).Split("\r\n");
        if (lines[0].Split(' ') is not [_, var target, _]) return null;
        var headers = lines.Skip(1).Select(l => l.Split(':', 2)).Where(l => l.Length == 2).GroupBy(l => l[0].Trim().ToLowerInvariant(), StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First()[1].Trim(), StringComparer.Ordinal);
        var rest = headers.TryGetValue("content-length", out var said) && int.TryParse(said, CultureInfo.InvariantCulture, out var size) ? size : 0;
        if (rest < 0 || head + 4 + rest > MostBytes) return null;
        while (length < head + 4 + rest)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length, head + 4 + rest - length), _ending.Token);
            if (read == 0) return null;
            length += read;
        }
        // Through a proxy the whole address stands there.
        var path = Uri.TryCreate(target, UriKind.Absolute, out var whole) && whole.Scheme == "http" ? whole.PathAndQuery : target;
        var host = whole?.Scheme == "http" ? whole.Authority : headers.GetValueOrDefault("host", "");
        return new DoorRequest(from, host, path.Split('?')[0], Fields(path.Split('?', 2) is [_, var query] ? query : ""), Fields(Encoding.UTF8.GetString(buffer, head + 4, rest)));
    }

    private static Dictionary<string, string> Fields(string text) => text.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(f => f.Split('=', 2))
        .GroupBy(f => WebUtility.UrlDecode(f[0]), StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First() is [_, var value] ? WebUtility.UrlDecode(value) : "", StringComparer.Ordinal);
}
