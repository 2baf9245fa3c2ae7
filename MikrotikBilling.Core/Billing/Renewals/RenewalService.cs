using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Renewals;

/// <summary>What is wanted: one service, so many periods, perhaps with a promotional code.</summary>
public sealed record RenewalWish(Guid SubscriptionId, int Periods = 1, string? DiscountCode = null);

/// <summary>What came of it: the invoice (none where it cost nothing) and the new end.</summary>
public sealed record Renewed(Guid SubscriptionId, Guid? InvoiceId, string? InvoiceNumber, DateTimeOffset EndsAt);

/// <summary>Renews services from credit: invoice, settlement, period and contract in one transaction.</summary>
public sealed class RenewalService(
    AppDbContext db, LedgerBooks books, Settlement settlement, InvoiceIssuer issuer, ContractChange contract, PriceTermsQueries terms, TenantQueries tenants, TimeProvider clock)
{
    /// <summary>What so much money would lead to now. Nothing is kept.</summary>
    /// <param name="incoming">Null spends what is there.</param>
    public async Task<Result<MoneyPlan>> PlanAsync(Guid customerId, Money? incoming, RenewalWish? wish, CancellationToken cancellationToken)
    {
        var currency = incoming?.Currency ?? (await tenants.CurrentAsync(cancellationToken)).Currency;
        var balance = await db.Set<CustomerBalance>().AsNoTracking().SingleOrDefaultAsync(b => b.CustomerId == customerId && b.Currency == currency, cancellationToken)
            ?? new CustomerBalance { CustomerId = customerId, Currency = currency };
        var open = await Settlement.OpenOf(db.Set<Invoice>().AsNoTracking(), [customerId], currency).ToListAsync(cancellationToken);
        return await PlanAsync(balance, open, incoming ?? Money.Zero(currency), wish, cancellationToken);
    }

    /// <summary>Renews from the credit that is there.</summary>
    /// <param name="stamp">Of the plan that the person looked at; null takes it as it is now.</param>
    public async Task<Result<Renewed>> RenewAsync(Guid customerId, RenewalWish wish, string? stamp, CancellationToken cancellationToken) =>
        await db.ChangeAsync<Renewed>(async token =>
        {
            var plan = await TakeAndPlanAsync(customerId, wish, token);
            if (!plan.Ok) return plan.Refusal;
            if (stamp is not null && stamp != plan.Value.Stamp) return MoneyRefusals.StalePreview;
            if (plan.Value.Renewal is null) return MoneyRefusals.NotEnough(plan.Value.Missing);
            return await CarryOutAsync(plan.Value, token);
        }, cancellationToken);

    /// <summary>Takes the customer's balance and plans with the credit that is there.</summary>
    public async Task<Result<MoneyPlan>> TakeAndPlanAsync(Guid customerId, RenewalWish wish, CancellationToken cancellationToken)
    {
        var currency = (await tenants.CurrentAsync(cancellationToken)).Currency;
        var balance = (await books.TakeAsync([customerId], currency, cancellationToken))[customerId];
        return await PlanAsync(balance, await settlement.OpenAsync(customerId, currency, cancellationToken), Money.Zero(currency), wish, cancellationToken);
    }

    /// <summary>The plan from the facts of this transaction.</summary>
    public async Task<Result<MoneyPlan>> PlanAsync(CustomerBalance balance, IReadOnlyList<Invoice> open, Money incoming, RenewalWish? wish, CancellationToken cancellationToken)
    {
        if (wish is null) return MoneyPlan.Make(balance, open, incoming, null);
        var found = await db.Set<Subscription>().AsNoTracking().Where(s => s.Id == wish.SubscriptionId && s.CustomerId == balance.CustomerId && s.ArchivedAt == null)
            .Select(s => new { Subscription = s, Profile = s.Profile!, BilledTo = db.Set<BillingPeriod>().Where(p => p.SubscriptionId == s.Id && p.DroppedAt == null).Max(p => (DateTimeOffset?)p.EndsAt) })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null) return Refusal.NotFound;
        var (subscription, profile) = (found.Subscription, found.Profile);
        if (profile.Price.Currency != balance.Currency)
            return new Refusal("money.currency", $"{profile.Name} is priced in {profile.Price.Currency}, the money is {balance.Currency}.");
        var tenant = await tenants.CurrentAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var applying = await terms.ForAsync(new PriceQuestion(balance.CustomerId, subscription.Id, profile.Id, wish.DiscountCode) { Renews = true }, tenant.DayOf(now), cancellationToken);
        if (applying.Refused is { } refused) return refused;
        var wanted = RenewalPlan.Make(subscription, profile, applying, wish.Periods, now, tenant.Zone);
        return wanted.Ok
            ? MoneyPlan.Make(balance, open, incoming, wanted.Value with { BilledTo = found.BilledTo }, profile.SellsPartTime ? (plan, money) => plan.Share(money, applying) : null)
            : wanted.Refusal;
    }

    /// <summary>
    /// Settles what the plan settles and renews what it renews. The balance was taken in this transaction, and incoming money is on it already.
    /// </summary>
    public async Task<Result<Renewed>> CarryOutAsync(MoneyPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Settlements.Count > 0) await settlement.SettleAllAsync(plan.CustomerId, plan.Incoming.Currency, cancellationToken, plan.Settlements[0].InvoiceId);
        return plan.Renewal is { } renewal ? await RenewInAsync(plan.CustomerId, renewal, cancellationToken) : new Renewed(Guid.Empty, null, null, default);
    }

    /// <summary>An end that a person moved back gave up what was billed beyond it.</summary>
    private async Task GiveUpAsync(RenewalPlan plan, CancellationToken cancellationToken)
    {
        var beyond = await db.Set<BillingPeriod>().Where(p => p.SubscriptionId == plan.SubscriptionId && p.DroppedAt == null && p.EndsAt > plan.StartsAt).ToListAsync(cancellationToken);
        foreach (var period in beyond) period.CutAt(plan.StartsAt, clock.GetUtcNow());
    }

    private async Task<Result<Renewed>> RenewInAsync(Guid customerId, RenewalPlan plan, CancellationToken cancellationToken)
    {
        Invoice? invoice = null;
        if (!plan.Total.IsZero || plan.Document.Discounts.Count > 0)
        {
            var today = (await tenants.CurrentAsync(cancellationToken)).DayOf(clock.GetUtcNow());
            invoice = (await issuer.IssueAsync([new InvoiceDraft(customerId, plan.Document) { SubscriptionId = plan.SubscriptionId, DueOn = today }], cancellationToken))[0];
            await settlement.SettleAsync(invoice, cancellationToken);
        }
        if (plan.BilledTo > plan.StartsAt) await GiveUpAsync(plan, cancellationToken);
        db.Add(BillingPeriod.Of(plan.SubscriptionId, plan.ProfileId, invoice?.Id, plan.StartsAt, plan.EndsAt, plan.Document.Total));
        var tenant = await tenants.CurrentAsync(cancellationToken);
        var changed = await contract.ApplyAsync(plan.SubscriptionId, null, "subscription.renewed", (subscription, now) =>
        {
            // Settling may have enabled it in this very transaction; profile and end are what the plan rests on.
            if (subscription.ProfileId != plan.ProfileId || (!plan.IsLate && subscription.ExpiresAt != plan.StartsAt)) return (Result.Stale, "");
            var result = subscription.ExtendTo(plan.EndsAt, now);
            if (result.Ok) subscription.AnchorDay = plan.AnchorDay;
            return (result, $"Renewed {subscription.UserName} until {tenant.Moment(plan.EndsAt)}{(invoice is null ? "" : $", {invoice.Number} over {invoice.Total}")}.");
        }, cancellationToken);
        return changed.Ok ? new Renewed(plan.SubscriptionId, invoice?.Id, invoice?.Number, plan.EndsAt) : changed.Refusal;
    }
}
