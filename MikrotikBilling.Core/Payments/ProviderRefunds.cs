using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments;

/// <summary>
/// Part of a payment went back to the payer by way of the provider: it is taken from what is unspent of it, then from the invoices it paid, newest first, which
/// are open again.
/// </summary>
public sealed class ProviderRefunds(AppDbContext db, LedgerBooks books, Settlement settlement, CurrentActor actor, AuditLog audit, TimeProvider clock)
{
    public Task<Result<Payment>> TakeBackAsync(Guid paymentId, Money amount, string reason, CancellationToken cancellationToken) => db.ChangeAsync<Payment>(async token =>
    {
        var customer = await db.Set<Payment>().Where(p => p.Id == paymentId).Select(p => p.CustomerId).SingleAsync(token);
        await books.TakeAsync([customer], amount.Currency, token);
        var payment = await db.Set<Payment>().SingleAsync(p => p.Id == paymentId, token);
        if (payment.Refund(amount) is { Ok: false } refused) return refused.Refusal;
        var lot = await db.Set<CreditLot>().SingleAsync(l => l.Id == payment.Id, token);
        await settlement.FreeAsync(lot, amount, token);
        lot.RemainingMinor -= amount.Minor;
        var refund = new Refund { PaymentId = payment.Id, CustomerId = customer, Amount = amount, Method = payment.Method, Reason = TextRules.Cut(reason, 300), At = clock.GetUtcNow(), ActorName = actor.Name };
        db.Add(refund);
        await books.BookAsync(new Posting(LedgerKind.Refund, refund.Id, customer, $"Refund of {payment.Number}: {reason}")
            .Debit(LedgerAccount.Credit, amount).Credit(PaymentWords.AccountOf(payment.Method), amount, payment.Method.ToString()), token);
        audit.Record("payment.refunded", "payment", payment.Id, $"{amount} of {payment.Number} went back: {reason}.", customer);
        await db.SaveChangesAsync(token);
        return payment;
    }, cancellationToken);
}
