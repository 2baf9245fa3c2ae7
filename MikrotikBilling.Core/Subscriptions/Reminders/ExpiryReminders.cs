using System.ComponentModel;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Settings;

namespace MikrotikBilling.Core.Subscriptions.Reminders;

/// <summary>
/// Queues a reminder for each prepaid service that comes near its end, the nearest of the tenant's days only: after three days down a customer gets one,
/// not three. The key of the email holds the end, so a renewed service is reminded anew and nobody is twice.
/// </summary>
public sealed class ExpiryReminders(IServiceScopeFactory scopes, ILogger<ExpiryReminders> logger)
{
    private const int BatchSize = 200;

    public async Task<(int Queued, int Broken)> QueueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        IReadOnlyList<EmailSettings> tenants;
        // Without a way out reminders would pile up, to be sent when they are of no use any more.
        await using (var scope = scopes.CreateAsyncScope())
            tenants = await scope.ServiceProvider.GetRequiredService<EmailSettingsQueries>().SetUpAsync(cancellationToken);
        var (queued, broken) = (0, 0);
        foreach (var settings in tenants)
        {
            if (ReminderDays.Read(settings.ReminderDays) is not { Count: > 0 } days) continue;
            try
            {
                queued += await QueueAsync(settings.TenantId, days, now, cancellationToken);
            }
#pragma warning disable CA1031 // an edge: the other tenants' customers are reminded
            catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                RemindersLog.TenantFailed(logger, e, settings.TenantId);
                broken++;
            }
        }
        return (queued, broken);
    }

    private async Task<int> QueueAsync(Guid tenantId, IReadOnlyList<int> days, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(tenantId);
        var outbox = scope.ServiceProvider.GetRequiredService<EmailOutbox>();
        var renewers = scope.ServiceProvider.GetServices<IRenewsByItself>().ToList();
        var link = PayPage.Of(await scope.ServiceProvider.GetRequiredService<SettingsQueries>().CurrentAsync(cancellationToken)).Url?.AbsoluteUri;
        var queued = 0;
        for (Ending? last = null; ;)
        {
            var batch = await BatchAsync(scope.ServiceProvider.GetRequiredService<AppDbContext>(), now, now.AddDays(days[0]), last, cancellationToken);
            var goingOn = await GoingOnAsync(renewers, batch, cancellationToken);
            queued += await outbox.QueueAsync([.. batch.Where(e => !goingOn.Contains(e.Id)).Select(e => Request(e, days, now, link)).OfType<EmailRequest>()], cancellationToken);
            if (batch.Count < BatchSize) return queued;
            last = batch[^1];
        }
    }

    private static async Task<HashSet<Guid>> GoingOnAsync(List<IRenewsByItself> renewers, List<Ending> batch, CancellationToken cancellationToken)
    {
        var goingOn = new HashSet<Guid>();
        if (batch.Count == 0) return goingOn;
        foreach (var renewer in renewers) goingOn.UnionWith(await renewer.OfAsync(batch.ConvertAll(e => new EndingService(e.Id, e.CustomerId, e.End)), cancellationToken));
        return goingOn;
    }

    /// <summary>In the order of their ends, those that had no email for it yet.</summary>
    private static async Task<List<Ending>> BatchAsync(AppDbContext db, DateTimeOffset now, DateTimeOffset until, Ending? last, CancellationToken cancellationToken)
    {
        var rows = db.Set<Subscription>().AsNoTracking().Where(s => s.Status == SubscriptionStatus.Active && s.ExpiresAt > now && s.ExpiresAt <= until
            && s.Profile!.PaymentMode == PaymentMode.Prepaid && s.Customer!.Email != null && s.Customer.ArchivedAt == null);
        if (last is not null) rows = rows.Where(s => s.ExpiresAt >= last.End && (s.ExpiresAt > last.End || s.Id > last.Id));
        return await rows.OrderBy(s => s.ExpiresAt).ThenBy(s => s.Id).Take(BatchSize).Select(s => new Ending(
            s.Id, s.StartsAt, s.ExpiresAt, s.UserName, s.CustomerId, s.Customer!.Name, s.Customer.Email!, s.Profile!.Name, s.Profile.Price, s.Profile.DurationCount, s.Profile.DurationUnit))
            .ToListAsync(cancellationToken);
    }

    private static EmailRequest? Request(Ending ending, IReadOnlyList<int> days, DateTimeOffset now, string? link)
    {
        var nearest = days.Last(d => ending.End <= now.AddDays(d));
        // Who bought a day this morning needs no word that it ends tomorrow.
        if (ending.End.AddDays(-nearest) <= ending.StartsAt || ending.Period <= TimeSpan.FromDays(nearest)) return null;
        return new EmailRequest(new ExpiryReminder(ending.Customer, $"{ending.Profile} ({ending.UserName})", ending.End, now, ending.Price.IsZero ? null : ending.Price, link), ending.Email, ending.Customer)
        {
            CustomerId = ending.CustomerId,
            DedupeKey = string.Create(CultureInfo.InvariantCulture, $"{ExpiryReminder.Key}:{ending.Id}:{ending.End.UtcTicks}:{nearest}"),
            UselessAt = ending.End,
        };
    }

    private sealed record Ending(
        Guid Id, DateTimeOffset StartsAt, DateTimeOffset End, string UserName, Guid CustomerId, string Customer, string Email, string Profile, Money Price, int Count, SpanUnit Unit)
    {
        /// <summary>About as long as what is sold; a month counts as its shortest.</summary>
        public TimeSpan Period => Unit switch
        {
            SpanUnit.Hours => TimeSpan.FromHours(Count),
            SpanUnit.Days => TimeSpan.FromDays(Count),
            SpanUnit.Weeks => TimeSpan.FromDays(7 * Count),
            _ => TimeSpan.FromDays(28 * Count),
        };
    }
}

/// <summary>Each hour.</summary>
[Description("Reminds customers by email that their service ends soon.")]
public sealed class RemindBeforeExpiryJob(ExpiryReminders reminders) : IAppJob
{
    public const string Key = "remind-before-expiry";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (queued, broken) = await reminders.QueueAsync(now, cancellationToken);
        return broken == 0 ? $"{queued} reminders queued." : throw new InvalidOperationException($"{queued} reminders queued. Those of {broken} companies could not be.");
    }
}

internal static partial class RemindersLog
{
    [LoggerMessage(330, LogLevel.Error, "Customers of tenant {Tenant} could not be reminded")]
    public static partial void TenantFailed(ILogger logger, Exception exception, Guid tenant);
}
