using System.Security.Cryptography;
using System.Text;

namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>Logs a fresh connection in: one sentence since RouterOS 6.43, challenge and answer before.</summary>
internal static class RouterOsLogin
{
    public static async Task RunAsync(
        RouterOsConnection connection, RouterOsCredentials credentials, RouterOsOptions options, CancellationToken cancellationToken)
    {
        var login = RouterOsCommand.Of("/login").With("name", credentials.UserName).Within(options.LoginDeadline);
        var reply = await SendAsync(connection, login.With("password", credentials.Password), credentials, cancellationToken);
        if (reply.Ret is { } challenge)
        {
            if (!options.AllowLegacyLogin)
            {
                throw Error(RouterOsErrorKind.BadLogin,
                    "The router asks for the login form of RouterOS before 6.43, which is not allowed here. "
                    + $"Update RouterOS, or set {RouterOsOptions.Section}:{nameof(RouterOsOptions.AllowLegacyLogin)}.", connection);
            }
            var response = Respond(credentials.Password, challenge, connection);
            await SendAsync(connection, login.With("response", response), credentials, cancellationToken);
        }
        connection.MarkLoggedIn();
    }

    /// <summary>MD5 of a zero byte, the password and the challenge, behind <c>00</c> (MikroTik manual, "API", "Initial login").</summary>
    internal static string? Respond(string password, string challenge)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (challenge.Length != 32
            || Convert.FromHexString(challenge, bytes, out _, out _) != System.Buffers.OperationStatus.Done) return null;
#pragma warning disable CA5351 // the protocol of old routers
        var hash = MD5.HashData([0, .. Encoding.UTF8.GetBytes(password), .. bytes]);
#pragma warning restore CA5351
        return "00" + Convert.ToHexStringLower(hash);
    }

    private static string Respond(string password, string challenge, RouterOsConnection connection) =>
        Respond(password, challenge) ?? throw Error(RouterOsErrorKind.Protocol, "The router's login challenge is malformed.", connection);

    private static async Task<RouterOsReply> SendAsync(
        RouterOsConnection connection, RouterOsCommand login, RouterOsCredentials credentials, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.RunAsync(login, cancellationToken);
        }
        catch (RouterOsException e)
        {
            throw Explain(e, credentials, connection);
        }
    }

    private static RouterOsException Explain(RouterOsException e, RouterOsCredentials credentials, RouterOsConnection connection)
    {
        var raw = e.RawMessage is null || credentials.Password.Length == 0
            ? e.RawMessage
            : SecretWords.Scrub(e.RawMessage, [credentials.Password]);
        return e.Kind switch
        {
            RouterOsErrorKind.TimedOut => Error(e.Kind,
                "The router accepted the connection but did not answer the login in time.", connection, e),
            RouterOsErrorKind.Failed or RouterOsErrorKind.BadValue or RouterOsErrorKind.NoSuchCommand or RouterOsErrorKind.NoSuchItem
                or RouterOsErrorKind.Duplicate => Error(RouterOsErrorKind.BadLogin,
                    RouterOsErrors.WithRaw("The router refused the login.", raw), connection, e, raw),
            RouterOsErrorKind.BadLogin or RouterOsErrorKind.NoPermission => Error(e.Kind,
                RouterOsErrors.WithRaw(e.Kind == RouterOsErrorKind.BadLogin
                    ? "The router does not accept the user name and password."
                    : "The user may not use the API; its group on the router needs the policy api.", raw), connection, e, raw),
            _ => e,
        };
    }

    private static RouterOsException Error(
        RouterOsErrorKind kind, string message, RouterOsConnection connection, RouterOsException? cause = null, string? raw = null) =>
        new(kind, message)
        {
            Category = cause?.Category,
            RawMessage = raw,
            CommandPath = "/login",
            Router = connection.Endpoint.ToString(),
            CertificateSha256 = connection.CertificateSha256,
        };
}
