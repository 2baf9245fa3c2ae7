using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications.Notices;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>Gets money into the books that is nobody's. The caller has taken the movement in its transaction.</summary>
public sealed class SuspenseBooks(AppDbContext db, LedgerBooks books, AuditLog audit, NoticeService notices, TimeProvider clock)
{
    /// <param name="asked">The customer who was asked for it; null where nobody was.</param>
    /// <param name="was">The payment that it was booked as before.</param>
    public async Task<SuspenseItem> ReceiveAsync(GatewayMovement movement, PaymentMethod method, string reason, Guid? asked, Guid? was, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(movement);
        var who = asked is null ? null : await db.Set<Customer>().Where(c => c.Id == asked).Select(c => new { c.Number, c.Name, c.Phone }).SingleAsync(cancellationToken);
        var item = new SuspenseItem
        {
            Method = method,
            Amount = movement.Amount,
            RemainingMinor = movement.Amount.Minor,
            Reference = TextRules.Cut(movement.TransactionId, 64),
            ReferenceKey = Payment.KeyOf(movement.TransactionId) ?? "",
            Account = movement.Account ?? (who is null ? null : Customer.NumberOf(who.Number)),
            PayerName = movement.PayerName ?? who?.Name,
            PayerPhone = movement.PayerPhone ?? who?.Phone,
            Reason = TextRules.Cut(reason, 300),
            WasPaymentId = was,
            At = clock.GetUtcNow(),
        };
        db.Add(item);
        (movement.PaymentId, movement.SuspenseId) = (null, item.Id);
        await books.BookAsync(new Posting(LedgerKind.Suspense, item.Id, null, $"Nobody's yet: {PaymentWords.Of(method)} {item.Reference}")
            .Debit(PaymentWords.AccountOf(method), item.Amount, method.ToString()).Credit(LedgerAccount.Suspense, item.Amount, method.ToString()), cancellationToken);
        audit.Record("suspense.received", "suspense", item.Id, $"{item.Amount} came in that is nobody's yet ({item.Reference}). {reason}");
        // Last of all: many payments share the one notice.
        db.BeforeCommit(async token => await notices.HoldAsync(MoneyNotices.OfSums(await db.Set<SuspenseItem>().CountAsync(s => s.State == SuspenseState.Open, token)), token));
        return item;
    }
}
