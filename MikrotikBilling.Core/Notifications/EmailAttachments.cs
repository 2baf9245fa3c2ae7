namespace MikrotikBilling.Core.Notifications;

/// <summary>A file as it goes out with an email.</summary>
public sealed record EmailAttachment(string FileName, string ContentType, byte[] Bytes);

/// <summary>Makes the files of one kind when an email is sent, in a scope of its tenant. The feature that owns the record implements it.</summary>
public interface IEmailAttachmentSource
{
    /// <summary>As in <see cref="EmailAttachmentRef.Source"/>: lower-case letters and dashes.</summary>
    string Name { get; }

    /// <summary>Throws <see cref="AttachmentUnavailableException"/> when it cannot be made for now.</summary>
    /// <param name="promisedAt">When the words of the email were written. A file that tells of the same facts tells them as they were then.</param>
    Task<EmailAttachment> MakeAsync(Guid id, DateTimeOffset promisedAt, CancellationToken cancellationToken);
}

/// <summary>What is missing is not the email's fault (no browser to print with): it waits, with this reason shown, until it can be made.</summary>
public sealed class AttachmentUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
