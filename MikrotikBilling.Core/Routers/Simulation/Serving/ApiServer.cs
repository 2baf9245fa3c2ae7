using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Serving;

/// <summary>The API services of one router: plain and TLS ports and the connections on them.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly SimulatedRouter _router;
    private readonly SimulatorFaults _faults;
    private readonly RouterLoad _load;
    private readonly ServerCertificate _certificate;
    private readonly ApiListener _plain;
    private readonly ApiListener? _tls;
    private readonly ConcurrentDictionary<ApiConnection, Task> _connections = new();
    private readonly CancellationTokenSource _stopping = new();
    private int _opened;

    public ApiServer(SimulatedRouter router, SimulatorFaults faults)
    {
        (_router, _faults) = (router, faults);
        var options = router.Options;
        _load = new RouterLoad(options, faults);
        _certificate = new ServerCertificate(options);
        _plain = new ApiListener(options.BindAddress, options.Port, socket => ServeAsync(socket, secure: false));
        try
        {
            if (options.TlsPort is { } port) _tls = new ApiListener(options.BindAddress, port, socket => ServeAsync(socket, secure: true));
        }
        catch (SocketException)
        {
            _plain.Dispose();
            throw;
        }
    }

    public int Port => _plain.Port;

    public int? TlsPort => _tls?.Port;

    public ServerCertificate Certificate => _certificate;

    public int Opened => Volatile.Read(ref _opened);

    public int Open => _connections.Count;

    public int CommandsInFlight => _load.InFlight;

    public void Listen(bool listen)
    {
        if (listen)
        {
            _plain.Open();
            _tls?.Open();
        }
        else
        {
            _plain.Close();
            _tls?.Close();
        }
    }

    /// <summary>Ends all connections once the replies already made are on their way.</summary>
    public void FinishConnections()
    {
        foreach (var connection in _connections.Keys) _ = connection.FinishAsync();
    }

    public void DropConnections()
    {
        foreach (var connection in _connections.Keys) connection.Abort();
    }

    public async ValueTask DisposeAsync()
    {
        _plain.Dispose();
        _tls?.Dispose();
        await _stopping.CancelAsync();
        DropConnections();
        await Task.WhenAll(_connections.Values);
        _certificate.Dispose();
        _stopping.Dispose();
    }

    private Task ServeAsync(Socket socket, bool secure)
    {
        Interlocked.Increment(ref _opened);
        _router.NoteChange();
        var from = ((IPEndPoint)socket.RemoteEndPoint!).Address;
        if (Refuses(from, secure ? "api-ssl" : "api"))
        {
            socket.Dispose();
            return Task.CompletedTask;
        }
        var connection = new ApiConnection(_router, _faults, _load, new ApiSession(secure ? "api-ssl" : "api", from));
        var begin = new TaskCompletionSource();
        var served = ServeAsync(begin.Task, connection, socket, secure);
        _connections[connection] = served;
        begin.SetResult();
        return served;
    }

    private async Task ServeAsync(Task begin, ApiConnection connection, Socket socket, bool secure)
    {
        await begin;
        await using var network = new NetworkStream(socket, ownsSocket: true);
        using (connection)
        {
            try
            {
                if (secure && await SecureAsync(network) is { } stream)
                    await using (stream) await connection.ServeAsync(stream, _stopping.Token);
                else if (!secure)
                    await connection.ServeAsync(network, _stopping.Token);
            }
            finally
            {
                _connections.TryRemove(connection, out _);
                _router.NoteChange();
            }
        }
    }

    private async Task<SslStream?> SecureAsync(NetworkStream network)
    {
        if (_faults.FailTlsHandshake) return null;
        var stream = new SslStream(network);
        try
        {
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate.Current },
                _stopping.Token);
            return stream;
        }
        catch (Exception error) when (error is AuthenticationException or IOException or OperationCanceledException)
        {
            await stream.DisposeAsync();
            return null;
        }
    }

    /// <summary>Session limit and address restriction: the connection was accepted and is closed at once.</summary>
    private bool Refuses(IPAddress from, string service)
    {
        if (_faults.CloseOnConnect) return true;
        return _router.Use(() =>
        {
            Row? row = _router.Table("/ip/service").ByName(service);
            var most = row?.Stored("max-sessions") is not null ? row.Number("max-sessions") : _router.Options.MaxSessions;
            return row is null || row.IsDisabled || _connections.Count >= most || !AddressList.Allows(row.Stored("address"), from);
        });
    }
}
