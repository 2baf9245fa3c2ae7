using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Notifications;

/// <summary>The way out to a mail server; a border that tests stand in for.</summary>
public interface IEmailTransport
{
    /// <summary>Connects when the first email is sent.</summary>
    IEmailSession Open(EmailServer server);
}

/// <summary>One connection, for one email after the other. After a failure it is thrown away.</summary>
public interface IEmailSession : IDisposable
{
    /// <summary>Done once the server has taken it over. Throws <see cref="EmailFailedException"/> when it has not.</summary>
    /// <returns>What went wrong beside it (the copy was refused); null when nothing did.</returns>
    Task<string?> SendAsync(EmailMessage message, CancellationToken cancellationToken);
}

public sealed record EmailServer(string Host, int Port, bool UseStartTls, string? UserName, string? Password)
{
    /// <summary>Throws <see cref="SecretLostException"/> when the password cannot be read.</summary>
    public static EmailServer Of(EmailSettings settings, SecretBox secrets)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(secrets);
        return new EmailServer(settings.Host, settings.Port, settings.UseStartTls, settings.UserName, settings.ProtectedPassword is { } stored ? secrets.Reveal(stored) : null);
    }

    /// <summary>The password is masked.</summary>
    public override string ToString() => $"{Host}:{Port}";
}

/// <param name="Id">Becomes the Message-ID, so that a repeat can be told as such.</param>
public sealed record EmailMessage(Guid Id, string FromAddress, string FromName, string ToAddress, string? ToName, string Subject, string Text, string Html)
{
    public string? ReplyTo { get; init; }
    public string? CopyTo { get; init; }
    public IReadOnlyList<EmailAttachment> Attachments { get; init; } = [];

    public static EmailMessage Of(EmailSettings settings, string company, Guid id, string to, string? toName, string subject, string text, string html)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new EmailMessage(id, settings.FromAddress, settings.FromName ?? company, to, toName, subject, text, html) { ReplyTo = settings.ReplyTo, CopyTo = settings.CopyTo };
    }
}

/// <summary>How far a failure reaches.</summary>
public enum EmailFailureReach
{
    /// <summary>This email or its recipient; others may go.</summary>
    Email,

    /// <summary>The server or the account: no email goes out.</summary>
    Server,

    /// <summary>The server fell silent or hung up, over this email or over any.</summary>
    Unclear,
}

/// <summary>An email was not taken. The message is for people, with the words of the server.</summary>
public sealed class EmailFailedException(EmailFailureReach reach, string message, bool isPermanent = false, Exception? inner = null) : Exception(message, inner)
{
    public EmailFailureReach Reach { get; } = reach;

    /// <summary>The same email will not be taken later either.</summary>
    public bool IsPermanent { get; } = isPermanent;

    /// <summary>The operator's copy was taken all the same.</summary>
    public bool CopyWasTaken { get; init; }
}
