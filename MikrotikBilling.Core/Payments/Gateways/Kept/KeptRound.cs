using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Customers;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments.Gateways.Kept;

/// <summary>One company's round: sets aside what is over, charges what is due, one charge each in a scope of its own, and has providers forget what was removed.</summary>
public sealed class KeptRound(AppDbContext db, SavedMethods methods, SavedMethodService service, BillingSettingsQueries settings, TenantQueries tenants, IServiceScopeFactory scopes, ILogger<KeptRound> logger)
{
    public const string Actor = "Automatic charge";
    private const int BatchSize = 200;

    /// <returns>How many charges were made, and how many of them are paid by now.</returns>
    public async Task<(int Charged, int Paid)> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        var today = tenant.DayOf(now);
        foreach (var over in await db.Set<SavedMethod>().Where(m => m.RemovedAt == null && m.LastDay < today).OrderBy(m => m.Id).Select(m => m.Id).ToListAsync(cancellationToken))
            await methods.EndOverAsync(over, today, cancellationToken);
        var (charged, paid) = (0, 0);
        // What is owed comes first: a renewal would have to pay it as well.
        await foreach (var due in InvoicesAsync(today, cancellationToken)) Count(await TryAsync(tenant.Id, due, cancellationToken));
        await foreach (var due in EndingAsync(now, tenant.Currency, cancellationToken)) Count(await TryAsync(tenant.Id, due, cancellationToken));
        await service.ForgetDueAsync(now, cancellationToken);
        return (charged, paid);

        void Count(PaymentAttempt? attempt)
        {
            if (attempt is null) return;
            charged++;
            if (attempt.State == AttemptState.Succeeded) paid++;
        }
    }

    /// <summary>Open invoices from their due day on; not of those who were given more time.</summary>
    private async IAsyncEnumerable<KeptDue> InvoicesAsync(DateOnly today, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (from, last) = (today.AddDays(-KeptDue.Longest.Days), Guid.Empty);
        while (true)
        {
            var batch = await db.Set<Invoice>().AsNoTracking()
                .Where(i => (i.State == InvoiceState.Sent || i.State == InvoiceState.PartlyPaid || i.State == InvoiceState.Overdue) && i.Kind == InvoiceKind.Invoice && i.DueOn >= from && i.DueOn <= today && i.Id > last
                    && i.Customer!.ArchivedAt == null && SavedMethodQueries.Chargeable(db).Any(m => m.CustomerId == i.CustomerId)
                    && !db.Set<CustomerBilling>().Any(b => b.CustomerId == i.CustomerId && b.DunningExcludedUntil >= today))
                .OrderBy(i => i.Id).Take(BatchSize).Select(i => new { i.Id, i.CustomerId, i.DueOn }).ToListAsync(cancellationToken);
            foreach (var invoice in batch) yield return new KeptDue(invoice.CustomerId, null, null, invoice.Id, invoice.DueOn);
            if (batch.Count < BatchSize) yield break;
            last = batch[^1].Id;
        }
    }

    /// <summary>Prepaid services that renew by themselves and end soon, or ended a little while ago.</summary>
    private async IAsyncEnumerable<KeptDue> EndingAsync(DateTimeOffset now, string currency, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (from, until, last) = (now - KeptDue.Longest, now.AddHours((await settings.CurrentAsync(cancellationToken)).ChargeKeptHours), Guid.Empty);
        while (true)
        {
            var batch = await db.Set<Subscription>().AsNoTracking()
                .Where(s => (s.Status == SubscriptionStatus.Active || s.Status == SubscriptionStatus.Grace || s.Status == SubscriptionStatus.Expired) && s.ExpiresAt > from && s.ExpiresAt <= until && s.Id > last
                    && s.AutoRenews && s.ArchivedAt == null && s.Profile!.PaymentMode == PaymentMode.Prepaid && s.Profile.Price.Currency == currency && SavedMethodQueries.Chargeable(db).Any(m => m.CustomerId == s.CustomerId))
                .OrderBy(s => s.Id).Take(BatchSize).Select(s => new { s.Id, s.CustomerId, s.ExpiresAt }).ToListAsync(cancellationToken);
            foreach (var ending in batch) yield return new KeptDue(ending.CustomerId, ending.Id, ending.ExpiresAt, null, null);
            if (batch.Count < BatchSize) yield break;
            last = batch[^1].Id;
        }
    }

    /// <summary>Null where nothing was charged.</summary>
    private async Task<PaymentAttempt?> TryAsync(Guid tenantId, KeptDue due, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(tenantId);
        scope.ServiceProvider.GetRequiredService<CurrentActor>().SpeakAs(Actor);
        try
        {
            var charged = await scope.ServiceProvider.GetRequiredService<KeptCharges>().ChargeDueAsync(due, cancellationToken);
            return charged.Ok ? charged.Value : null;
        }
#pragma warning disable CA1031 // an item's edge: the others are charged all the same; the janitor asks how this one stands
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            KeptLog.ChargeFailed(logger, e, due.SubscriptionId ?? due.InvoiceId ?? due.CustomerId);
            return null;
        }
    }
}

internal static partial class KeptLog
{
    [LoggerMessage(366, LogLevel.Error, "The charge for {Target} broke off; its provider is asked how it stands")]
    public static partial void ChargeFailed(ILogger logger, Exception exception, Guid target);
}
