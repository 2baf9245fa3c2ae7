using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Emails;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Runs;

/// <summary>What one transaction invoiced.</summary>
public sealed record InvoicedBatch(int Issued, Money Total);

/// <summary>
/// Invoices postpaid services, many in one transaction: documents, settlement from credit, periods and the new end. A service whose period was
/// billed meanwhile is no longer due when it is read again under its customer's balance, and a period is unique.
/// </summary>
public sealed class PostpaidInvoicing(
    AppDbContext db, LedgerBooks books, Settlement settlement, InvoiceIssuer issuer, PriceTermsQueries terms, MainSubscription main, IEnumerable<IAccessListener> listeners,
    BillingMailer mailer, AuditLog audit, TenantQueries tenants, TimeProvider clock)
{
    /// <summary>Services with a period that is over, by their end.</summary>
    public static IQueryable<Subscription> Due(IQueryable<Subscription> subscriptions, DateTimeOffset through) => subscriptions
        .Where(s => (s.Status == SubscriptionStatus.Active || s.Status == SubscriptionStatus.Grace || s.Status == SubscriptionStatus.Suspended)
            && s.ExpiresAt <= through && s.Profile!.PaymentMode == PaymentMode.Postpaid && s.ArchivedAt == null);

    /// <summary>What these would be invoiced for; nothing is kept.</summary>
    public async Task<IReadOnlyList<(Subscription Subscription, IReadOnlyList<DuePeriod> Periods, DateTimeOffset EndsAt)>> PlanAsync(
        IReadOnlyCollection<Guid> subscriptionIds, DateTimeOffset through, bool tracked, CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        var rows = Due(db.Set<Subscription>(), through).Where(s => subscriptionIds.Contains(s.Id)).Include(s => s.Profile).OrderBy(s => s.Id);
        // A preview names the customers too.
        var due = await (tracked ? rows : rows.Include(s => s.Customer).AsNoTracking()).ToListAsync(cancellationToken);
        var billed = await db.Set<BillingPeriod>().Where(p => subscriptionIds.Contains(p.SubscriptionId) && p.DroppedAt == null)
            .GroupBy(p => p.SubscriptionId).Select(g => new { g.Key, To = g.Max(p => p.EndsAt) }).ToDictionaryAsync(g => g.Key, g => g.To, cancellationToken);
        var voided = (await db.Set<BillingPeriod>().Where(p => subscriptionIds.Contains(p.SubscriptionId) && p.DroppedAt != null)
            .Select(p => new { p.SubscriptionId, p.StartsAt }).ToListAsync(cancellationToken)).ToLookup(p => p.SubscriptionId, p => p.StartsAt);
        var applying = await terms.ForManyAsync([.. due.Select(s => new PriceQuestion(s.CustomerId, s.Id, s.ProfileId) { Renews = true })], tenant.DayOf(clock.GetUtcNow()), cancellationToken);
        return [.. due.Select(s =>
        {
            DateTimeOffset? to = billed.TryGetValue(s.Id, out var last) ? last : null;
            var (periods, ends) = DuePeriods.Of(s, s.Profile!, to, voided[s.Id].Count(at => at >= (to ?? s.StartsAt)), applying[s.Id], through, tenant.Zone);
            return (s, periods, ends);
        })];
    }

    public async Task<InvoicedBatch> InvoiceAsync(IReadOnlyCollection<Guid> subscriptionIds, DateTimeOffset through, CancellationToken cancellationToken) =>
        await db.InTransactionAsync(token => InvoiceInAsync(subscriptionIds, through, token), cancellationToken);

    private async Task<InvoicedBatch> InvoiceInAsync(IReadOnlyCollection<Guid> subscriptionIds, DateTimeOffset through, CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        var customers = await db.Set<Subscription>().Where(s => subscriptionIds.Contains(s.Id)).Select(s => s.CustomerId).Distinct().ToListAsync(cancellationToken);
        var balances = await books.TakeAsync(customers, tenant.Currency, cancellationToken);
        var due = await PlanAsync(subscriptionIds, through, tracked: true, cancellationToken);
        if (due.Count == 0) return new InvoicedBatch(0, Money.Zero(tenant.Currency));

        var charged = due.SelectMany(d => d.Periods.Where(p => p.Document is not null).Select(p => (d.Subscription, Period: p))).ToList();
        var invoices = await issuer.IssueAsync([.. charged.Select(c => new InvoiceDraft(c.Subscription.CustomerId, c.Period.Document!) { SubscriptionId = c.Subscription.Id })], cancellationToken);
        for (var i = 0; i < charged.Count; i++) AddPeriod(charged[i].Period, invoices[i], tenant.Currency);
        foreach (var (subscription, periods, endsAt) in due)
        {
            foreach (var free in periods.Where(p => p.Document is null)) AddPeriod(free, null, tenant.Currency);
            subscription.AnchorDay = subscription.AnchorFor(subscription.ExpiresAt, tenant.Zone);
            if (subscription.RollTo(endsAt) is { Ok: false } refused) throw new InvalidOperationException($"{subscription.Id}: {refused.Refusal.Message}");
            audit.Record("subscription.invoiced", "subscription", subscription.Id, $"Invoiced {subscription.UserName} up to {tenant.Moment(periods.Count > 0 ? periods[^1].EndsAt : endsAt)}.", subscription.CustomerId);
        }
        await db.SaveChangesAsync(cancellationToken);
        foreach (var invoice in invoices.Where(i => balances[i.CustomerId].CreditMinor > 0)) await settlement.SettleAsync(invoice, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await mailer.IssuedAsync(invoices, cancellationToken);
        await main.RefreshAsync([.. due.Select(d => d.Subscription.CustomerId).Distinct()], cancellationToken);
        // A new period changes nothing on the router but an allowance that begins again.
        List<Guid> capped = [.. due.Where(d => d.Subscription.Profile!.DataCapBytes is not null).Select(d => d.Subscription.Id)];
        if (capped.Count > 0)
            foreach (var listener in listeners) await listener.AccessChangedAsync(capped, cancellationToken);
        return new InvoicedBatch(invoices.Count, invoices.Aggregate(Money.Zero(tenant.Currency), (sum, i) => sum + i.Total));
    }

    private void AddPeriod(DuePeriod period, Invoice? invoice, string currency) => db.Add(BillingPeriod.Of(
        period.SubscriptionId, period.ProfileId, invoice?.Id, period.StartsAt, period.EndsAt, period.Document?.Lines[0].Total ?? Money.Zero(currency)));
}
