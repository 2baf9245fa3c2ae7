using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Renewals;

/// <summary>A service that can be paid for.</summary>
public sealed record PayableService(Guid Id, string UserName, string Profile, Money Price, CalendarSpan Duration, PaymentMode Mode);

/// <summary>An invoice that is open.</summary>
public sealed record OpenInvoice(Guid Id, string Number, InvoiceState State, DateOnly DueOn, Money Due);

/// <summary>Where a customer stands.</summary>
public sealed record CustomerMoney(Money Credit, Money Owed, IReadOnlyList<OpenInvoice> Open, IReadOnlyList<PayableService> Services)
{
    /// <summary>One press: so much cash that nothing is owed any more; null when nothing is, or credit does.</summary>
    public MoneyPlan? PaysAll { get; init; }
}

/// <summary>One press: so much cash for so long.</summary>
/// <param name="Plan">What it leads to; its stamp goes with the press.</param>
/// <param name="Cash">To be handed over, open invoices in it; zero when the credit does.</param>
public sealed record QuickRenewal(PayableService Service, MoneyPlan Plan, Money Cash);

public sealed class CustomerMoneyQueries(AppDbContext db, PriceTermsQueries terms, TenantQueries tenants, TimeProvider clock)
{
    public async Task<CustomerMoney> OfAsync(Guid customerId, CancellationToken cancellationToken) => Standing(await FactsAsync(customerId, cancellationToken));

    /// <summary>Where the customer stands, and what one press would do for each of the first few prepaid services.</summary>
    public async Task<(CustomerMoney Money, IReadOnlyList<QuickRenewal> Renewals)> WithRenewalsAsync(Guid customerId, int most, CancellationToken cancellationToken)
    {
        var (facts, tenant, now) = (await FactsAsync(customerId, cancellationToken), await tenants.CurrentAsync(cancellationToken), clock.GetUtcNow());
        var prepaid = facts.Services.Where(s => s.Profile!.PaymentMode == PaymentMode.Prepaid && s.Profile.Price.Currency == facts.Balance.Currency).Take(most).ToList();
        if (prepaid.Count == 0) return (Standing(facts), []);
        var applying = await terms.ForManyAsync(prepaid.ConvertAll(s => new PriceQuestion(customerId, s.Id, s.ProfileId) { Renews = true }), tenant.DayOf(now), cancellationToken);
        var renewals = new List<QuickRenewal>();
        foreach (var service in prepaid)
        {
            var wanted = RenewalPlan.Make(service, service.Profile!, applying[service.Id], 1, now, tenant.Zone);
            if (!wanted.Ok || wanted.Value.Total.IsZero) continue;
            var needed = facts.Balance.Owed + wanted.Value.Total - facts.Balance.Credit;
            var cash = needed.Minor > 0 ? needed : Money.Zero(needed.Currency);
            renewals.Add(new QuickRenewal(Payable(service), MoneyPlan.Make(facts.Balance, facts.Open, cash, wanted.Value), cash));
        }
        return (Standing(facts), renewals);
    }

    private async Task<Facts> FactsAsync(Guid customerId, CancellationToken cancellationToken)
    {
        var currency = (await tenants.CurrentAsync(cancellationToken)).Currency;
        var balance = await db.Set<CustomerBalance>().AsNoTracking().SingleOrDefaultAsync(b => b.CustomerId == customerId && b.Currency == currency, cancellationToken)
            ?? new CustomerBalance { CustomerId = customerId, Currency = currency };
        var open = balance.OwedMinor == 0 ? [] : await Settlement.OpenOf(db.Set<Invoice>().AsNoTracking(), [customerId], currency).ToListAsync(cancellationToken);
        var services = await db.Set<Subscription>().AsNoTracking().Include(s => s.Profile).Where(s => s.CustomerId == customerId && s.ArchivedAt == null && s.Status != SubscriptionStatus.Cancelled)
            .OrderBy(s => s.CreatedAt).ToListAsync(cancellationToken);
        return new Facts(balance, open, services);
    }

    private static CustomerMoney Standing(Facts facts) => new(
        facts.Balance.Credit, facts.Balance.Owed, facts.Open.ConvertAll(i => new OpenInvoice(i.Id, i.Number!, i.State, i.DueOn!.Value, i.Due)), facts.Services.ConvertAll(Payable))
    {
        PaysAll = facts.Balance.Owed > facts.Balance.Credit ? MoneyPlan.Make(facts.Balance, facts.Open, facts.Balance.Owed - facts.Balance.Credit, null) : null,
    };

    private static PayableService Payable(Subscription s) => new(s.Id, s.UserName, s.Profile!.Name, s.Profile.Price, s.Profile.Duration, s.Profile.PaymentMode);

    private sealed record Facts(CustomerBalance Balance, List<Invoice> Open, List<Subscription> Services);
}
