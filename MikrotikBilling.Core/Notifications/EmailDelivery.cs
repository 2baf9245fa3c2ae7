using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Notifications;

/// <param name="Waiting">Tried in vain; they are tried again.</param>
/// <param name="Broken">Tenants whose emails could not be looked at.</param>
public sealed record DeliveryCount(int Sent, int Waiting, int Failed, int Broken = 0)
{
    public static DeliveryCount operator +(DeliveryCount left, DeliveryCount right) =>
        new(left.Sent + right.Sent, left.Waiting + right.Waiting, left.Failed + right.Failed, left.Broken + right.Broken);

    public static DeliveryCount Add(DeliveryCount left, DeliveryCount right) => left + right;
}

/// <summary>
/// Sends what is due, each tenant for itself, one email after the other over one connection. An email is claimed by a conditional update, sent outside
/// any transaction, and its outcome written; the time of the next try stands in its row. Any number of these may run at once, on any number of nodes.
/// </summary>
public sealed class EmailDelivery(IServiceScopeFactory scopes, IEmailTransport transport, TimeProvider clock, ILogger<EmailDelivery> logger)
{
    /// <summary>How long a claim holds: far longer than three documents and the server may take.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private const int TenantsAtOnce = 8;

    /// <summary>So many emails in a row that the server fell silent over mean that it is not the emails.</summary>
    private const int SilencesThatMeanAway = 2;

    public async Task<DeliveryCount> DeliverDueAsync(CancellationToken cancellationToken)
    {
        List<EmailSettings> tenants;
        await using (var scope = scopes.CreateAsyncScope())
            tenants = [.. await scope.ServiceProvider.GetRequiredService<EmailSettingsQueries>().SetUpAsync(cancellationToken)];
        var (gate, total) = (new Lock(), new DeliveryCount(0, 0, 0));
        await Parallel.ForEachAsync(tenants, new ParallelOptions { MaxDegreeOfParallelism = TenantsAtOnce, CancellationToken = cancellationToken }, async (settings, token) =>
        {
            var count = await DeliverAsync(settings, token);
            lock (gate) total += count;
        });
        return total;
    }

    private async Task<DeliveryCount> DeliverAsync(EmailSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(settings.TenantId);
            using var pass = new Pass(scope.ServiceProvider, settings, transport, clock, logger);
            return await pass.RunAsync(cancellationToken);
        }
#pragma warning disable CA1031 // an edge: other tenants' emails go on, and these are looked at again
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            EmailLog.TenantFailed(logger, e, settings.TenantId);
            return new DeliveryCount(0, 0, 0, Broken: 1);
        }
    }

    /// <summary>One tenant's turn.</summary>
    private sealed class Pass(IServiceProvider services, EmailSettings settings, IEmailTransport transport, TimeProvider clock, ILogger logger) : IDisposable
    {
        private const int BatchSize = 50;

        private readonly AppDbContext _db = services.GetRequiredService<AppDbContext>();
        private readonly OutgoingEmails _rows = new(services.GetRequiredService<AppDbContext>(), clock);
        private IEmailSession? _session;

        public async Task<DeliveryCount> RunAsync(CancellationToken cancellationToken)
        {
            var (count, silences) = (new DeliveryCount(0, 0, 0), 0);
            await _rows.TidyAsync(cancellationToken);
            while (await _rows.DueAsync(BatchSize, cancellationToken) is { Count: > 0 } due)
            {
                foreach (var id in due)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (!await _rows.ClaimAsync(id, clock.GetUtcNow() + Lease, cancellationToken)) continue; // another one was faster
                    var row = await _db.Set<OutgoingEmail>().AsNoTracking().SingleAsync(m => m.Id == id, cancellationToken);
                    var failure = await TryAsync(row);
                    count += await WriteAsync(row, failure);
                    silences = failure is { Reach: EmailFailureReach.Unclear } ? silences + 1 : 0;
                    if (failure is not { Reach: EmailFailureReach.Server } && silences < SilencesThatMeanAway) continue;
                    // No email goes out now: the others count this try as theirs, instead of running into the same wall one by one.
                    await _rows.PostponeDueAsync(failure!.Message, cancellationToken);
                    return count;
                }
            }
            return count;
        }

        /// <summary>
        /// Null when it is sent. From the claim on there is no stopping: an email half said would be said twice. The transport's own deadline ends it.
        /// </summary>
        private async Task<EmailFailedException?> TryAsync(OutgoingEmail row)
        {
            try
            {
                var company = (await services.GetRequiredService<TenantQueries>().CurrentAsync(CancellationToken.None)).Name;
                var message = EmailMessage.Of(settings, company, row.Id, row.ToAddress, row.ToName, row.Subject, row.Text, row.Html) with { Attachments = await AttachmentsAsync(row) };
                if (row.IsCopied) message = message with { CopyTo = null };
                _session ??= transport.Open(EmailServer.Of(settings, services.GetRequiredService<SecretBox>()));
                row.LastError = await _session.SendAsync(message, CancellationToken.None);
                return null;
            }
            catch (EmailFailedException e)
            {
                HangUp();
                return e;
            }
            catch (SecretLostException e)
            {
                return new EmailFailedException(EmailFailureReach.Server, e.Message, inner: e);
            }
            catch (AttachmentUnavailableException e)
            {
                return new EmailFailedException(EmailFailureReach.Email, e.Message, inner: e);
            }
#pragma warning disable CA1031 // an item's edge: whatever is wrong with this email, the others go on
            catch (Exception e)
#pragma warning restore CA1031
            {
                EmailLog.Failed(logger, e, row.Id);
                HangUp();
                return new EmailFailedException(EmailFailureReach.Email, $"Unexpected: {e.Message}", inner: e);
            }
        }

        private async Task<DeliveryCount> WriteAsync(OutgoingEmail row, EmailFailedException? failure)
        {
            if (failure is null)
            {
                await _rows.SentAsync(row, row.LastError);
                EmailLog.Sent(logger, row.Id, row.Kind);
                return new DeliveryCount(1, 0, 0);
            }
            var state = await _rows.FailedAsync(row, failure.Message, failure.IsPermanent, isFree: failure.InnerException is AttachmentUnavailableException, row.IsCopied || failure.CopyWasTaken);
            EmailLog.NotSent(logger, row.Id, state, row.Attempts, failure.Reach);
            return state == EmailState.Failed ? new DeliveryCount(0, 0, 1) : new DeliveryCount(0, 1, 0);
        }

        private async Task<IReadOnlyList<EmailAttachment>> AttachmentsAsync(OutgoingEmail row)
        {
            var files = new List<EmailAttachment>();
            foreach (var wanted in row.Attachments)
            {
                var source = services.GetServices<IEmailAttachmentSource>().FirstOrDefault(s => s.Name == wanted.Source)
                    ?? throw new AttachmentUnavailableException($"Nothing here makes attachments of the kind “{wanted.Source}”.");
                files.Add(await source.MakeAsync(wanted.Id, row.CreatedAt, CancellationToken.None));
            }
            return files;
        }

        private void HangUp()
        {
            _session?.Dispose();
            _session = null;
        }

        public void Dispose() => HangUp();
    }
}

internal static partial class EmailLog
{
    [LoggerMessage(700, LogLevel.Debug, "Email {Id} ({Kind}) is sent")]
    public static partial void Sent(ILogger logger, Guid id, string kind);

    [LoggerMessage(701, LogLevel.Information, "Email {Id} was not sent at try {Attempt} ({Reach}); it is {State}")]
    public static partial void NotSent(ILogger logger, Guid id, EmailState state, int attempt, EmailFailureReach reach);

    [LoggerMessage(702, LogLevel.Error, "Email {Id} failed")]
    public static partial void Failed(ILogger logger, Exception exception, Guid id);

    [LoggerMessage(703, LogLevel.Error, "The emails of tenant {Tenant} could not be looked at")]
    public static partial void TenantFailed(ILogger logger, Exception exception, Guid tenant);

    [LoggerMessage(704, LogLevel.Error, "Emails could not be sent; they are looked at again")]
    public static partial void PassFailed(ILogger logger, Exception exception);
}
