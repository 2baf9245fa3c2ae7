using System.Net.Mail;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;

namespace MikrotikBilling.Core.Notifications;

/// <summary>
/// What a server's reply means for the email. A reply of 500 and up is final (RFC 5321, 4.2.1), unless it speaks of our account: System.Net.Mail goes on after a
/// refused login, so a wrong password may show itself only when the recipient is named.
/// </summary>
internal static partial class SmtpReplies
{
    private const string ResponseMark = "The server response was: ";

    /// <summary>A message has one recipient and at most one copy. A refused copy does not make the email unsent.</summary>
    /// <returns>A note, when the recipient was taken.</returns>
    public static string? OfRecipients(SmtpFailedRecipientException failed, EmailMessage message)
    {
        SmtpFailedRecipientException[] all = failed is SmtpFailedRecipientsException { InnerExceptions: { Length: > 0 } several } ? several : [failed];
        var own = Array.Find(all, f => Is(f, message.ToAddress));
        if (own is null && message.CopyTo is { } copyTo && Array.Find(all, f => Is(f, copyTo)) is { } onlyCopy) return $"The copy to {copyTo} was refused: {Words(onlyCopy)}";
        own ??= all[0];
        var words = Words(own);
        var copyTaken = message.CopyTo is { } copy && !Array.Exists(all, f => Is(f, copy));
        return SpeaksOfAccount(words)
            ? throw new EmailFailedException(EmailFailureReach.Server, $"The server does not let this account send: {words}", inner: failed) { CopyWasTaken = copyTaken }
            : throw new EmailFailedException(EmailFailureReach.Email, $"The recipient was refused: {words}", IsFinal(own.StatusCode), failed) { CopyWasTaken = copyTaken };
    }

    public static EmailFailedException Of(SmtpException failed, EmailServer server)
    {
        switch (failed.InnerException)
        {
            case AuthenticationException e:
                return Failure(EmailFailureReach.Server, $"The certificate of {server.Host} is not trusted, so nothing was sent: {e.Message}");
            case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                return Failure(EmailFailureReach.Server, $"There is no server named {server.Host}.");
            case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                return Failure(EmailFailureReach.Server, $"{server} takes no connections. Is the port right?");
            case SocketException e:
                return Failure(EmailFailureReach.Server, $"{server} cannot be reached: {e.Message}");
            case IOException e:
                return Failure(EmailFailureReach.Unclear, $"{server} ended the connection: {e.Message}");
            case FormatException e:
                return new EmailFailedException(EmailFailureReach.Email, $"This email cannot be written: {e.Message}", isPermanent: true, failed);
        }
        var words = Words(failed);
        if (failed.StatusCode == SmtpStatusCode.GeneralFailure)
        {
            // No reply stands behind it: the server offers no STARTTLS, hung up, or an address cannot be written in ASCII.
            return failed.Message.Contains("secure", StringComparison.OrdinalIgnoreCase)
                ? Failure(EmailFailureReach.Server, $"{server} offers no encryption (STARTTLS), so nothing was sent. Is the port right?")
                : failed.Message.Contains("ASCII", StringComparison.OrdinalIgnoreCase)
                ? new EmailFailedException(EmailFailureReach.Email, "The address has letters that the server cannot take.", isPermanent: true, failed)
                : Failure(EmailFailureReach.Unclear, $"{server} did not take the email: {failed.Message}");
        }
        if (failed.StatusCode == SmtpStatusCode.MustIssueStartTlsFirst)
            return Failure(EmailFailureReach.Server, server.UserName is null
                ? $"The server asks for a sign-in or for encryption: {words}"
                : $"The server refused user name or password: {words}");
        if (failed.StatusCode is SmtpStatusCode.ServiceNotAvailable or SmtpStatusCode.ServiceClosingTransmissionChannel)
            return Failure(EmailFailureReach.Server, $"The server takes no emails for now: {words}");
        if (SpeaksOfAccount(words)) return Failure(EmailFailureReach.Server, $"The server does not let this account send: {words}");
        return new EmailFailedException(EmailFailureReach.Email, $"The server refused the email: {words}", IsFinal(failed.StatusCode), failed);

        EmailFailedException Failure(EmailFailureReach reach, string message) => new(reach, message, inner: failed);
    }

    private static bool IsFinal(SmtpStatusCode code) => (int)code >= 500;

    private static bool Is(SmtpFailedRecipientException failed, string address) =>
        string.Equals(failed.FailedRecipient?.Trim('<', '>'), address, StringComparison.OrdinalIgnoreCase);

    private static string Words(SmtpException failed)
    {
        var at = failed.Message.LastIndexOf(ResponseMark, StringComparison.Ordinal);
        var words = at < 0 ? failed.Message : failed.Message[(at + ResponseMark.Length)..];
        return (int)failed.StatusCode > 0 ? $"{(int)failed.StatusCode} {words.Trim()}" : words.Trim();
    }

    private static bool SpeaksOfAccount(string words) => Account().IsMatch(words);

    /// <summary>Sender address, sign-in and relaying, by enhanced code (RFC 3463) and by the words that servers use.</summary>
    [GeneratedRegex(@"\b5\.(1\.[78]|7\.(0|3|8|9|60))\b|\b(relay|relaying|authenticat\w*|sender|credentials|log ?in)\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Account();
}
