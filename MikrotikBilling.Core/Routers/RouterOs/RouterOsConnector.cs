using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>Opens connections: the host is checked, then TCP, then TLS with the pinned certificate, then login.</summary>
public sealed class RouterOsConnector(IOptions<RouterOsOptions> options, HostGuard guard, TimeProvider clock) : IRouterOsConnector
{
    private readonly RouterOsOptions _options = options.Value;

    public async Task<IRouterOsConnection> ConnectAsync(
        RouterOsEndpoint endpoint, RouterOsCredentials credentials, CancellationToken cancellationToken)
    {
        var stage = RouterOsStage.Connect;
        try
        {
            Stream stream = await WithinAsync(_options.ConnectDeadline, "The router cannot be reached: no answer in time.",
                token => OpenAsync(endpoint, token), cancellationToken);
            string? sha256 = null;
            if (endpoint.UseTls)
            {
                stage = RouterOsStage.Secure;
                var plain = stream;
                (stream, sha256) = await WithinAsync(_options.TlsDeadline,
                    "The router accepted the connection but did not finish the TLS handshake in time.",
                    token => PinnedTls.SecureAsync(plain, endpoint, token), cancellationToken, plain);
            }
            stage = RouterOsStage.LogIn;
            return await LogInAsync(new RouterOsConnection(stream, endpoint, _options, clock, sha256), credentials, cancellationToken);
        }
        catch (RouterOsException e)
        {
            if (e.Stage != RouterOsStage.Resolve) e.Stage = stage;
            if (e.Router is not null) throw;
            throw new RouterOsException(e.Kind, e.Message, e.InnerException) { Router = endpoint.ToString(), Stage = e.Stage };
        }
    }

    private async Task<RouterOsConnection> LogInAsync(
        RouterOsConnection connection, RouterOsCredentials credentials, CancellationToken cancellationToken)
    {
        try
        {
            await RouterOsLogin.RunAsync(connection, credentials, _options, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task<Stream> OpenAsync(RouterOsEndpoint endpoint, CancellationToken cancellationToken)
    {
        var addresses = await ResolveAsync(endpoint, cancellationToken);
        SocketException? last = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                KeepAlive(socket);
                await socket.ConnectAsync(new IPEndPoint(address, endpoint.Port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                last = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        throw Explain(last!, endpoint);
    }

    private async Task<IReadOnlyList<IPAddress>> ResolveAsync(RouterOsEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            return await guard.ResolveAsync(endpoint.Host, cancellationToken);
        }
        catch (RouterOsException e)
        {
            e.Stage = RouterOsStage.Resolve;
            throw;
        }
    }

    /// <summary>An idle <c>listen</c> on a router that lost power ends by these probes.</summary>
    private void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)_options.KeepAliveTime.TotalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, (int)_options.KeepAliveInterval.TotalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, _options.KeepAliveProbes);
    }

    private static RouterOsException Explain(SocketException e, RouterOsEndpoint endpoint) => e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused or SocketError.ConnectionReset => new RouterOsException(RouterOsErrorKind.Refused, string.Create(
            CultureInfo.InvariantCulture,
            $"The router refuses connections on port {endpoint.Port}. Its {ServiceOf(endpoint)} service may be off or on another port."), e),
        SocketError.TimedOut => new RouterOsException(RouterOsErrorKind.TimedOut, "The router cannot be reached: no answer in time.", e),
        _ => new RouterOsException(RouterOsErrorKind.Unreachable, "The router cannot be reached: there is no way to its address.", e),
    };

    private static string ServiceOf(RouterOsEndpoint endpoint) => endpoint.UseTls ? "api-ssl" : "api";

    /// <summary>One step of connecting with its own deadline, measured by the injected clock.</summary>
    private async Task<T> WithinAsync<T>(
        TimeSpan deadline, string late, Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken, Stream? owned = null)
    {
        using var limit = new CancellationTokenSource(deadline, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await step(both.Token);
        }
        catch (Exception e)
        {
            if (owned is not null) await owned.DisposeAsync();
            if (e is not OperationCanceledException) throw;
            cancellationToken.ThrowIfCancellationRequested();
            throw new RouterOsException(RouterOsErrorKind.TimedOut, late);
        }
    }
}
