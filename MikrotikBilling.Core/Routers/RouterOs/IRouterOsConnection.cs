namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>
/// A logged-in connection to one router. Safe for concurrent use: every command carries its own tag and replies find their caller.
/// All members throw <see cref="RouterOsException"/> for what the router or the network did, and
/// <see cref="OperationCanceledException"/> at once when the caller gives up (the router is told with <c>/cancel</c>).
/// </summary>
public interface IRouterOsConnection : IAsyncDisposable
{
    private static readonly Task<RouterOsException?> NeverClosed = new TaskCompletionSource<RouterOsException?>().Task;

    RouterOsEndpoint Endpoint { get; }

    /// <summary>False once the connection has failed or was closed; it never recovers, take a new one.</summary>
    bool IsOpen { get; }

    /// <summary>
    /// A command missed its deadline and nothing at all was heard since: perhaps half-open. New work is better begun on another
    /// connection; this one recovers with the next answer or is given up.
    /// </summary>
    bool IsDoubtful => false;

    /// <summary>Completes when the connection ends: with the reason, or with null when it was closed on this side.</summary>
    Task<RouterOsException?> Closed => NeverClosed;

    /// <summary>SHA-256 of the certificate the router showed, upper-case hex without separators; null on a plain connection.</summary>
    string? CertificateSha256 { get; }

    /// <summary>Commands that may be under way at once now; adapts to the router's reply times.</summary>
    int Window { get; }

    /// <summary>Sends the command and gathers its whole reply.</summary>
    Task<RouterOsReply> RunAsync(RouterOsCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// Sends the command and hands out rows as they arrive, with back-pressure. Leaving the loop early cancels the command on the
    /// router. <c>listen</c> and other endless commands are read this way.
    /// </summary>
    IAsyncEnumerable<RouterOsRow> StreamAsync(RouterOsCommand command, CancellationToken cancellationToken);
}
