using System.Net;
using System.Net.Sockets;

namespace MikrotikBilling.Core.Routers.Simulation.Serving;

/// <summary>
/// A port that can be closed and opened again. While it is closed the number stays taken by a socket that does not listen, so that
/// connecting is refused and nobody else gets the port.
/// </summary>
internal sealed class ApiListener : IDisposable
{
    private readonly Func<Socket, Task> _serve;
    private readonly Lock _gate = new();
    private readonly Socket _placeholder;
    private readonly IPEndPoint _address;
    private Socket? _listening;

    public ApiListener(IPAddress bind, int port, Func<Socket, Task> serve)
    {
        _serve = serve;
        if (port != 0) RefuseWhenTaken(new IPEndPoint(bind, port));
        _placeholder = MakeSocket(bind);
        _placeholder.Bind(new IPEndPoint(bind, port));
        _address = (IPEndPoint)_placeholder.LocalEndPoint!;
    }

    public int Port => _address.Port;

    public void Open()
    {
        lock (_gate)
        {
            if (_listening is not null) return;
            _listening = MakeSocket(_address.Address);
            _listening.Bind(_address);
            _listening.Listen(512);
            _ = AcceptAsync(_listening);
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _listening?.Dispose();
            _listening = null;
        }
    }

    public void Dispose()
    {
        Close();
        _placeholder.Dispose();
    }

    /// <summary>Sockets that may share a port would share it with another program too; this one may not.</summary>
    private static void RefuseWhenTaken(IPEndPoint address)
    {
        using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(address);
        probe.Listen();
    }

    private static Socket MakeSocket(IPAddress bind)
    {
        var socket = new Socket(bind.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        return socket;
    }

    private async Task AcceptAsync(Socket listening)
    {
        while (true)
        {
            try
            {
                var client = await listening.AcceptAsync();
                client.NoDelay = true;
                _ = _serve(client);
            }
            catch (Exception error) when (error is ObjectDisposedException or SocketException or OperationCanceledException)
            {
                if (_listening != listening) return;
            }
        }
    }
}
