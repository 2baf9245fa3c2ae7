namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>What went wrong with a router, told apart by what someone must do about it.</summary>
public enum RouterOsErrorKind
{
    /// <summary>Name not resolved, no route, connection lost. Try again later.</summary>
    Unreachable,

    /// <summary>The port is closed, or the router closed the connection at once (service off, address restriction, session limit).</summary>
    Refused,

    /// <summary>The router did not answer in time.</summary>
    TimedOut,

    /// <summary>The TLS handshake failed (often: no certificate assigned to the api-ssl service).</summary>
    Tls,

    /// <summary>No certificate is trusted yet for this router; <see cref="RouterOsException.CertificateSha256"/> is the one it showed.</summary>
    CertificateUnknown,

    /// <summary>The router showed another certificate than the trusted one.</summary>
    CertificateChanged,

    /// <summary>Wrong user name or password.</summary>
    BadLogin,

    /// <summary>The API user lacks a policy.</summary>
    NoPermission,

    NoSuchItem,
    NoSuchCommand,
    Duplicate,
    BadValue,

    /// <summary>The command was cancelled.</summary>
    Interrupted,

    /// <summary>Bytes that are no RouterOS API, or a sentence out of place.</summary>
    Protocol,

    /// <summary>The host may not be connected to (loopback, link-local, this server) by the installation's settings.</summary>
    HostNotAllowed,

    /// <summary>The device that answers is not the one that is meant: its serial number is another.</summary>
    OtherDevice,

    /// <summary>Any other trap of the router.</summary>
    Failed,
}

/// <summary>How far a connection came.</summary>
public enum RouterOsStage
{
    /// <summary>Looking up the name and checking that the address is allowed.</summary>
    Resolve,

    /// <summary>TCP.</summary>
    Connect,

    /// <summary>TLS and the certificate.</summary>
    Secure,

    LogIn,

    /// <summary>Logged in; a command failed.</summary>
    Command,
}

/// <summary>
/// The one exception of the RouterOS border. <see cref="Exception.Message"/> is fit for an operator and holds no secret.
/// </summary>
public sealed class RouterOsException : Exception
{
    public RouterOsException(RouterOsErrorKind kind, string message, Exception? inner = null) : base(message, inner) => Kind = kind;

    public RouterOsErrorKind Kind { get; }

    /// <summary>The trap's category 0 to 7 (MikroTik manual, "API", section "Traps"); null when the router sent none.</summary>
    public int? Category { get; init; }

    /// <summary>The router's own words, unchanged but for secrets of the command that it echoed; several traps are joined.</summary>
    public string? RawMessage { get; init; }

    public string? CommandPath { get; init; }

    /// <summary>Host and port.</summary>
    public string? Router { get; init; }

    public string? CertificateSha256 { get; init; }

    /// <summary>Where connecting ended; <see cref="RouterOsStage.Command"/> once logged in.</summary>
    public RouterOsStage Stage { get; internal set; } = RouterOsStage.Command;

    /// <summary>The same command may succeed later without anyone doing anything.</summary>
    public bool IsTransient => Kind is RouterOsErrorKind.Unreachable or RouterOsErrorKind.Refused or RouterOsErrorKind.TimedOut
        or RouterOsErrorKind.Protocol or RouterOsErrorKind.Interrupted;

    /// <summary>The connection itself is at fault and must not be reused.</summary>
    public bool IsConnectionFault => Kind is RouterOsErrorKind.Unreachable or RouterOsErrorKind.Refused or RouterOsErrorKind.Tls
        or RouterOsErrorKind.CertificateUnknown or RouterOsErrorKind.CertificateChanged or RouterOsErrorKind.BadLogin
        or RouterOsErrorKind.Protocol or RouterOsErrorKind.HostNotAllowed or RouterOsErrorKind.OtherDevice;
}
