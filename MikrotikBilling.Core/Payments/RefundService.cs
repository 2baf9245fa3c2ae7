using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments;

/// <summary>
/// Gives unspent money back, from what came last. What was spent on an invoice needs a credit note first, which makes it credit again.
/// </summary>
public sealed class RefundService(AppDbContext db, LedgerBooks books, TenantQueries tenants, CurrentActor actor, AuditLog audit, TimeProvider clock)
{
    /// <summary>Of one payment.</summary>
    public async Task<Result<Money>> RefundAsync(Guid paymentId, RefundPayment input, int? version, CancellationToken cancellationToken)
    {
        if (await db.Set<Payment>().Where(p => p.Id == paymentId).Select(p => (Guid?)p.CustomerId).SingleOrDefaultAsync(cancellationToken) is not { } customerId) return Refusal.NotFound;
        return await GiveBackAsync(customerId, input, paymentId, version, cancellationToken);
    }

    /// <summary>Of the customer's credit, whatever it came from.</summary>
    public Task<Result<Money>> PayOutAsync(Guid customerId, RefundPayment input, CancellationToken cancellationToken) =>
        GiveBackAsync(customerId, input, null, null, cancellationToken);

    private async Task<Result<Money>> GiveBackAsync(Guid customerId, RefundPayment input, Guid? paymentId, int? version, CancellationToken cancellationToken)
    {
        var amount = PaymentAmount.Of(input.Amount, (await tenants.CurrentAsync(cancellationToken)).Currency);
        if (!amount.Ok) return amount.Refusal;
        return await db.ChangeAsync<Money>(async token =>
        {
            await books.TakeAsync([customerId], amount.Value.Currency, token);
            if (paymentId is { } id && version is { } expected) db.Expect(await db.Set<Payment>().SingleAsync(p => p.Id == id, token), expected);
            var lots = await db.Set<CreditLot>().Where(l => l.CustomerId == customerId && l.RemainingMinor > 0 && l.Amount.Currency == amount.Value.Currency && (paymentId == null || l.Id == paymentId))
                .OrderByDescending(l => l.At).ToListAsync(token);
            var there = new Money(lots.Sum(l => l.RemainingMinor), amount.Value.Currency);
            if (amount.Value > there) return new Refusal("payment.spent", $"{there} is unspent. Make a credit note for what it paid first.", nameof(input.Amount));
            var left = amount.Value;
            foreach (var lot in lots.TakeWhile(_ => !left.IsZero).ToList())
            {
                var back = lot.Remaining < left ? lot.Remaining : left;
                if (await TakeFromAsync(lot, back, input, token) is { } refused) return refused;
                left -= back;
            }
            await db.SaveChangesAsync(token);
            return amount.Value;
        }, cancellationToken);
    }

    private async Task<Refusal?> TakeFromAsync(CreditLot lot, Money back, RefundPayment input, CancellationToken cancellationToken)
    {
        var payment = lot.Kind == CreditKind.Payment ? await db.Set<Payment>().SingleAsync(p => p.Id == lot.Id, cancellationToken) : null;
        if (payment?.Refund(back) is { Ok: false } refused) return refused.Refusal;
        lot.RemainingMinor -= back.Minor;
        var reason = input.Reason!.Trim();
        var refund = new Refund { PaymentId = payment?.Id, CustomerId = lot.CustomerId, Amount = back, Method = input.Method, Reason = reason, At = clock.GetUtcNow(), ActorName = actor.Name };
        db.Add(refund);
        await books.BookAsync(new Posting(LedgerKind.Refund, refund.Id, lot.CustomerId, payment is null ? $"Credit paid out: {reason}" : $"Refund of {payment.Number}: {reason}")
            .Debit(LedgerAccount.Credit, back).Credit(LedgerAccount.Cash, back, input.Method.ToString()), cancellationToken);
        audit.Record("payment.refunded", "payment", payment?.Id ?? refund.Id, $"Gave {back} back{(payment is null ? "" : $" of {payment.Number}")}: {reason}", lot.CustomerId);
        return null;
    }
}
