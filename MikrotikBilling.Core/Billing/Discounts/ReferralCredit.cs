using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Discounts;

/// <summary>Credits whoever brought a customer once that customer has paid an invoice, once for each; in the transaction of the payment.</summary>
internal sealed class ReferralCredit(AppDbContext db, DiscountService discounts, LedgerBooks books, AuditLog audit, TenantQueries tenants, TimeProvider clock) : ISettlementListener
{
    public async Task SettledAsync(Invoice invoice, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await discounts.RewardAsync(invoice.CustomerId, invoice.Id, (await tenants.CurrentAsync(cancellationToken)).DayOf(now), cancellationToken) is not { } reward) return;
        await books.TakeAsync([reward.ReferrerId], reward.Amount.Currency, cancellationToken);
        var lot = new CreditLot { Id = Guid.CreateVersion7(), CustomerId = reward.ReferrerId, Kind = CreditKind.Concession, Amount = reward.Amount, RemainingMinor = reward.Amount.Minor, At = now };
        db.Add(lot);
        await books.BookAsync(new Posting(LedgerKind.Concession, lot.Id, reward.ReferrerId, "Thanks for bringing a customer")
            .Debit(LedgerAccount.Concessions, reward.Amount, "Referral").Credit(LedgerAccount.Credit, reward.Amount), cancellationToken);
        audit.Record("discount.referrer-rewarded", "discount", reward.DiscountId, $"Credited {reward.Amount} for bringing a customer who has paid {invoice.Number}.", reward.ReferrerId);
    }
}
