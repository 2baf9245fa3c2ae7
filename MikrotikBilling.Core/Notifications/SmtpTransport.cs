using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;

namespace MikrotikBilling.Core.Notifications;

/// <summary>
/// SMTP by System.Net.Mail: STARTTLS and signing in, no TLS from the first byte (port 465). With STARTTLS asked for, a server that does not offer it, or
/// whose certificate is not trusted, gets nothing.
/// </summary>
public sealed class SmtpTransport(TimeProvider clock) : IEmailTransport
{
    /// <summary>For one email, from connecting to the server's word that it has it.</summary>
    internal TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    public IEmailSession Open(EmailServer server) => new Session(server, Deadline, clock);

    private sealed class Session : IEmailSession
    {
        private readonly EmailServer _server;
        private readonly TimeSpan _deadline;
        private readonly TimeProvider _clock;
        private readonly SmtpClient _client;

        public Session(EmailServer server, TimeSpan deadline, TimeProvider clock)
        {
            (_server, _deadline, _clock) = (server, deadline, clock);
            _client = new SmtpClient(server.Host, server.Port)
            {
                EnableSsl = server.UseStartTls,
                UseDefaultCredentials = false,
                Credentials = server.UserName is null ? null : new NetworkCredential(server.UserName, server.Password ?? ""),
            };
        }

        public async Task<string?> SendAsync(EmailMessage message, CancellationToken cancellationToken)
        {
            using var limit = new CancellationTokenSource(_deadline, _clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                // The client does not heed the token while it waits for the last word, so it is left to itself: closing the session ends it.
                await SendAsync(Mail(message), either.Token).WaitAsync(either.Token);
                return null;
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw new EmailFailedException(EmailFailureReach.Unclear, $"{_server} did not answer within {_deadline.TotalSeconds:0} seconds.", inner: e);
            }
            catch (SmtpFailedRecipientException e)
            {
                return SmtpReplies.OfRecipients(e, message);
            }
            catch (SmtpException e)
            {
                throw SmtpReplies.Of(e, _server);
            }
            catch (FormatException e)
            {
                throw new EmailFailedException(EmailFailureReach.Email, $"This email cannot be written: {e.Message}", isPermanent: true, e);
            }
        }

        public void Dispose() => _client.Dispose();

        private async Task SendAsync(MailMessage mail, CancellationToken cancellationToken)
        {
            using (mail) await _client.SendMailAsync(mail, cancellationToken);
        }

        /// <summary>Text and HTML as alternatives, the better one last (RFC 2046, 5.1.4).</summary>
        private static MailMessage Mail(EmailMessage message)
        {
            var mail = new MailMessage
            {
                From = new MailAddress(message.FromAddress, message.FromName, Encoding.UTF8),
                Subject = message.Subject,
                SubjectEncoding = Encoding.UTF8,
                HeadersEncoding = Encoding.UTF8,
            };
            mail.To.Add(new MailAddress(message.ToAddress, message.ToName, Encoding.UTF8));
            if (message.ReplyTo is { } reply) mail.ReplyToList.Add(new MailAddress(reply));
            if (message.CopyTo is { } copy) mail.Bcc.Add(new MailAddress(copy));
            mail.Headers["Message-ID"] = $"<{message.Id:N}@{mail.From.Host}>";
            mail.Headers["Auto-Submitted"] = "auto-generated"; // RFC 3834: no out-of-office answers, please
            mail.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(message.Text, Encoding.UTF8, MediaTypeNames.Text.Plain));
            mail.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(message.Html, Encoding.UTF8, MediaTypeNames.Text.Html));
            foreach (var attachment in message.Attachments)
            {
                var part = new Attachment(new MemoryStream(attachment.Bytes), attachment.FileName, attachment.ContentType) { TransferEncoding = TransferEncoding.Base64, NameEncoding = Encoding.UTF8 };
                if (part.ContentDisposition is { } disposition) disposition.FileName = attachment.FileName;
                mail.Attachments.Add(part);
            }
            return mail;
        }
    }
}
