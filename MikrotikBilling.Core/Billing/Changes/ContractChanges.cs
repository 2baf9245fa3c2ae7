using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Emails;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Changes;

/// <summary>A change of what a customer pays for, in the middle of what is paid.</summary>
public sealed record ChangeWish(Guid SubscriptionId)
{
    /// <summary>The profile to change to; null ends the service.</summary>
    public Guid? ProfileId { get; init; }

    /// <summary>For an end: unused time comes back as credit.</summary>
    public bool GivesBack { get; init; } = true;

    /// <summary>What is missing may stay open on the invoice.</summary>
    public bool LetOpen { get; init; }

    public string? Reason { get; init; }

    /// <summary>The moment of the preview; null divides now.</summary>
    public DateTimeOffset? AsOf { get; init; }

    public string? Stamp { get; init; }

    /// <summary>Of the service as it was looked at; for those who carry no stamp.</summary>
    public int? Version { get; init; }
}

/// <summary>What came of it.</summary>
public sealed record ContractChanged(ContractPrice Price, IReadOnlyList<string> CreditNotes, string? InvoiceNumber, Guid? InvoiceId);

/// <summary>
/// Changes the profile of a service or ends it, to the cent and in one transaction: credit notes for unused time, an invoice for the rest, settlement,
/// periods, contract.
/// </summary>
public sealed class ContractChanges(
    AppDbContext db, LedgerBooks books, Settlement settlement, InvoiceIssuer issuer, CreditNotes notes, SubscriptionSetupService setup, SubscriptionService subscriptions,
    PriceTermsQueries terms, BillingMailer mailer, TenantQueries tenants, TimeProvider clock)
{
    /// <summary>So long may a person look at a preview.</summary>
    public static readonly TimeSpan PreviewHolds = TimeSpan.FromMinutes(15);

    /// <summary>What it would cost. Nothing is kept.</summary>
    public async Task<Result<ContractPrice>> PlanAsync(ChangeWish wish, CancellationToken cancellationToken)
    {
        var currency = (await tenants.CurrentAsync(cancellationToken)).Currency;
        var credit = await db.Set<CustomerBalance>().Where(b => b.Currency == currency && db.Set<Subscription>().Any(s => s.Id == wish.SubscriptionId && s.CustomerId == b.CustomerId))
            .Select(b => b.CreditMinor).SingleOrDefaultAsync(cancellationToken);
        return await PlanAsync(wish, new Money(credit, currency), cancellationToken);
    }

    public async Task<Result<ContractChanged>> CarryOutAsync(ChangeWish wish, CancellationToken cancellationToken) =>
        await db.ChangeAsync<ContractChanged>(async token =>
        {
            var now = clock.GetUtcNow();
            if (wish.AsOf is { } asOf && (asOf > now || asOf < now - PreviewHolds)) return MoneyRefusals.StalePreview;
            if (await db.Set<Subscription>().Where(s => s.Id == wish.SubscriptionId && s.ArchivedAt == null).Select(s => (Guid?)s.CustomerId).SingleOrDefaultAsync(token) is not { } customerId)
                return Refusal.NotFound;
            var currency = (await tenants.CurrentAsync(token)).Currency;
            var balance = (await books.TakeAsync([customerId], currency, token))[customerId];
            var plan = await PlanAsync(wish, balance.Credit, token);
            if (!plan.Ok) return plan.Refusal;
            if (wish.Stamp is { } stamp && stamp != plan.Value.Stamp) return MoneyRefusals.StalePreview;
            // What is used already must be paid in any case; it is only the time to come that may have to wait for money.
            if (!plan.Value.Missing.IsZero && !wish.LetOpen && plan.Value.Rest.Count > 0) return MoneyRefusals.NotEnough(plan.Value.Missing);
            return await BookAsync(customerId, wish, plan.Value, token);
        }, cancellationToken);

    private async Task<Result<ContractPrice>> PlanAsync(ChangeWish wish, Money credit, CancellationToken cancellationToken)
    {
        var subscription = await db.Set<Subscription>().AsNoTracking().Include(s => s.Profile).SingleOrDefaultAsync(s => s.Id == wish.SubscriptionId && s.ArchivedAt == null, cancellationToken);
        if (subscription is null) return Refusal.NotFound;
        if (wish.Version is { } version && version != subscription.Version) return Refusal.Stale;
        if (subscription.Status == SubscriptionStatus.Cancelled) return new Refusal("subscription.cancelled", "A cancelled service is not changed any more.");
        if (subscription.Status == SubscriptionStatus.Paused && wish.ProfileId is not null) return new Refusal("subscription.paused", "Resume the service first.");
        Profile? to = null;
        if (wish.ProfileId is { } id)
        {
            to = await db.Set<Profile>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancellationToken);
            if (to is null) return new Refusal("profile.unknown", "There is no such profile.", nameof(wish.ProfileId));
            if (to.Id == subscription.ProfileId) return new Refusal("subscription.unchanged", "It is on this profile already.", nameof(wish.ProfileId));
        }
        var tenant = await tenants.CurrentAsync(cancellationToken);
        // Whole seconds, so that a form can name the moment.
        var asOf = wish.AsOf ?? clock.GetUtcNow();
        asOf = asOf.AddTicks(-(asOf.Ticks % TimeSpan.TicksPerSecond));
        var periods = await PeriodsAsync(subscription.Id, ContractPrice.DividesAtFor(subscription, asOf), cancellationToken);
        var billedTo = await db.Set<BillingPeriod>().Where(p => p.SubscriptionId == subscription.Id && p.DroppedAt == null).MaxAsync(p => (DateTimeOffset?)p.EndsAt, cancellationToken);
        // The end of what was paid before charges nothing, so nothing applies to it.
        var applying = to is null && subscription.Profile!.PaymentMode == PaymentMode.Prepaid
            ? new PriceTerms(new PricingRules(false, TaxRounding.PerLine), [], null)
            : await terms.ForAsync(new PriceQuestion(subscription.CustomerId, subscription.Id, wish.ProfileId ?? subscription.ProfileId), tenant.DayOf(asOf), cancellationToken);
        return ContractPrice.Make(subscription, subscription.Profile!, to, periods, applying, credit, billedTo ?? subscription.StartsAt, wish.GivesBack, asOf, tenant.Zone);
    }

    private async Task<List<OpenPeriod>> PeriodsAsync(Guid subscriptionId, DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        var rows = await db.Set<BillingPeriod>().AsNoTracking().Where(p => p.SubscriptionId == subscriptionId && p.EndsAt > asOf && p.DroppedAt == null)
            .OrderBy(p => p.StartsAt).ToListAsync(cancellationToken);
        var ids = rows.Where(r => r.InvoiceId is not null).Select(r => r.InvoiceId!.Value).Distinct().ToList();
        var invoices = await db.Set<Invoice>().AsNoTracking().Where(i => ids.Contains(i.Id)).ToDictionaryAsync(i => i.Id, cancellationToken);
        var left = new Dictionary<Guid, Money>();
        foreach (var invoice in invoices.Values) left[invoice.Id] = await notes.CreditableAsync(invoice, cancellationToken);
        return rows.ConvertAll(p => new OpenPeriod(p.Id, p.InvoiceId, p.InvoiceId is { } i ? invoices[i].Number : null, p.StartsAt, p.EndsAt, p.BilledTo - p.BilledFrom, p.Price,
            p.InvoiceId is { } known ? left[known] : Money.Zero(p.Price.Currency),
            p.InvoiceId is { } due ? invoices[due].Due : Money.Zero(p.Price.Currency))
        { BilledFrom = p.BilledFrom, BilledTo = p.BilledTo });
    }

    private async Task<Result<ContractChanged>> BookAsync(Guid customerId, ChangeWish wish, ContractPrice plan, CancellationToken cancellationToken)
    {
        var written = await CreditAsync(plan, wish, cancellationToken);
        var now = clock.GetUtcNow();
        var open = await db.Set<BillingPeriod>().Where(p => p.SubscriptionId == plan.SubscriptionId && p.EndsAt > plan.DividesAt && p.DroppedAt == null).ToListAsync(cancellationToken);
        foreach (var period in wish.GivesBack ? open : []) period.CutAt(plan.DividesAt, now);
        await db.SaveChangesAsync(cancellationToken);

        var invoice = plan.Charge is null ? null : await ChargeAsync(customerId, plan, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        if (invoice is not null) await mailer.IssuedAsync([invoice], cancellationToken);
        if (plan.Elapsed is not null) (await db.Set<Subscription>().SingleAsync(s => s.Id == plan.SubscriptionId, cancellationToken)).BilledUp();
        if (plan.FreeFrom is { } free) db.Add(Free(plan, free, wish.ProfileId!.Value));
        var changed = wish.ProfileId is { } profile
            ? await setup.ChangeProfileAsync(plan.SubscriptionId, profile, plan.SubscriptionVersion, cancellationToken)
            : await subscriptions.CancelAsync(plan.SubscriptionId, wish.Reason, plan.SubscriptionVersion, cancellationToken);
        return changed.Ok ? new ContractChanged(plan, written, invoice?.Number, invoice?.Id) : changed.Refusal;
    }

    /// <summary>What was given or paid elsewhere before it was to be paid afterwards is not asked for afterwards.</summary>
    private static BillingPeriod Free(ContractPrice plan, DateTimeOffset from, Guid profileId) =>
        BillingPeriod.Of(plan.SubscriptionId, profileId, null, from, plan.AsOf, Money.Zero(plan.CreditBefore.Currency));

    private async Task<List<string>> CreditAsync(ContractPrice plan, ChangeWish wish, CancellationToken cancellationToken)
    {
        var written = new List<string>();
        var reason = wish.ProfileId is null ? "The service ended" : "The profile was changed";
        foreach (var credit in plan.Credits.Where(c => !c.Amount.IsZero))
        {
            var invoice = await db.Set<Invoice>().SingleAsync(i => i.Id == credit.InvoiceId, cancellationToken);
            var all = await db.Set<InvoiceLine>().AsNoTracking().Where(l => l.InvoiceId == invoice.Id).OrderBy(l => l.Position).ToListAsync(cancellationToken);
            var lines = all.Where(l => l.SubscriptionId == plan.SubscriptionId && plan.Credits.Any(c => c.InvoiceId == invoice.Id && l.PeriodStart >= c.BilledFrom && l.PeriodEnd <= c.BilledTo)).ToList();
            var taxes = await db.Set<InvoiceTax>().AsNoTracking().Where(t => t.InvoiceId == invoice.Id).ToListAsync(cancellationToken);
            written.Add((await notes.CreditInAsync(invoice, InvoicePart.Of(lines, taxes, credit.Amount), reason, cancellationToken)).Number!);
            await db.SaveChangesAsync(cancellationToken);
        }
        return written;
    }

    private async Task<Invoice> ChargeAsync(Guid customerId, ContractPrice plan, CancellationToken cancellationToken)
    {
        var invoice = (await issuer.IssueAsync([new InvoiceDraft(customerId, plan.Charge!) { SubscriptionId = plan.SubscriptionId }], cancellationToken))[0];
        foreach (var line in plan.Charge!.Lines)
            db.Add(BillingPeriod.Of(plan.SubscriptionId, line.Source.ProfileId!.Value, invoice.Id, line.Source.PeriodStart!.Value, line.Source.PeriodEnd!.Value, line.Total));
        await settlement.SettleAsync(invoice, cancellationToken);
        return invoice;
    }
}
