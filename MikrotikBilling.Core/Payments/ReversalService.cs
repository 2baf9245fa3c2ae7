using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Emails;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Clocks;
using MikrotikBilling.Core.Payments.Gateways;

namespace MikrotikBilling.Core.Payments;

/// <summary>
/// Undoes a payment that was entered by mistake, bounced, or was booked for the wrong customer: what it settled is open again, and nothing of it is left. What
/// was given back of it before was given without having come in, so the customer owes it: it is invoiced.
/// </summary>
public sealed class ReversalService(
    AppDbContext db, LedgerBooks books, Settlement settlement, InvoiceIssuer issuer, BillingMailer mailer, OnlineClocks clocks, SuspenseBooks suspense, GatewayCatalog gateways, AuditLog audit,
    TimeProvider clock)
{
    /// <summary>By a person. What came by a provider is there still, and nobody's from now on.</summary>
    public Task<Result<Payment>> ReverseAsync(Guid id, string reason, int? version, CancellationToken cancellationToken) => ReverseAsync(id, reason, version, isGone: false, cancellationToken);

    /// <summary>The provider has taken the money back.</summary>
    internal Task<Result<Payment>> TakenBackAsync(Guid id, string reason, CancellationToken cancellationToken) => ReverseAsync(id, reason, null, isGone: true, cancellationToken);

    private Task<Result<Payment>> ReverseAsync(Guid id, string reason, int? version, bool isGone, CancellationToken cancellationToken) => db.ChangeAsync<Payment>(async token =>
    {
        var movement = isGone ? null : await TakeMovementAsync(id, token);
        if (movement is { RefundedMinor: > 0 }) return new Refusal("payment.partly-back", "Part of it went back to the payer by the provider. Give the rest back too, or pay it out.");
        if (await db.Set<Payment>().Where(p => p.Id == id).Select(p => new { p.CustomerId, p.Amount.Currency }).SingleOrDefaultAsync(token) is not { } known) return Refusal.NotFound;
        await books.TakeAsync([known.CustomerId], known.Currency, token);
        // Read again under the balance: a refund may have come first.
        var payment = await db.Set<Payment>().SingleAsync(p => p.Id == id, token);
        if (version is { } expected) db.Expect(payment, expected);
        if (payment.Reverse(reason, clock.GetUtcNow()) is { Ok: false } refused) return refused.Refusal;
        await BookAsync(payment, token);
        await db.SaveChangesAsync(token);
        if (!payment.Refunded.IsZero) await ClaimAsync(payment, token);
        if (payment.SuspenseId is { } item) await ReopenAsync(item, payment.Amount, token);
        else if (movement is not null) await suspense.ReceiveAsync(movement, gateways.Find(movement.Gateway)?.Info.Method ?? payment.Method, $"It was booked as {payment.Number}: {reason}", null, payment.Id, token);
        await db.SaveChangesAsync(token);
        await clocks.CallOffAsync(payment.Id, token);
        return payment;
    }, cancellationToken);

    /// <summary>Before anything else, as whoever tells of it does.</summary>
    private async Task<GatewayMovement?> TakeMovementAsync(Guid paymentId, CancellationToken cancellationToken)
    {
        var row = db.Set<GatewayMovement>().Where(m => m.PaymentId == paymentId && m.State == MovementState.Succeeded);
        return await row.ExecuteUpdateAsync(set => set.SetProperty(m => m.Version, m => m.Version + 1), cancellationToken) == 0 ? null : await row.FirstAsync(cancellationToken);
    }

    private async Task BookAsync(Payment payment, CancellationToken cancellationToken)
    {
        var lot = await db.Set<CreditLot>().SingleAsync(l => l.Id == payment.Id, cancellationToken);
        var kept = payment.Amount - payment.Refunded;
        await settlement.FreeAsync(lot, kept, cancellationToken);
        lot.RemainingMinor -= kept.Minor;
        var booked = await db.Set<LedgerTransaction>().Where(t => t.Kind == LedgerKind.Payment && t.SourceId == payment.Id).Select(t => t.Id).SingleAsync(cancellationToken);
        var posting = new Posting(LedgerKind.Reversal, payment.Id, payment.CustomerId, $"Reversed {payment.Number}: {payment.ReversalReason}") { ReversesId = booked }
            .Credit(payment.CameFrom, payment.Amount, payment.Method.ToString());
        if (!kept.IsZero) posting.Debit(LedgerAccount.Credit, kept);
        // The invoice that claims it books it as sold; together they leave a debt and nothing sold.
        if (!payment.Refunded.IsZero) posting.Debit(LedgerAccount.Revenue, payment.Refunded);
        await books.BookAsync(posting, cancellationToken);
        audit.Record("payment.reversed", "payment", payment.Id, $"Reversed {payment.Number} over {payment.Amount}: {payment.ReversalReason}", payment.CustomerId);
    }

    private async Task ReopenAsync(Guid suspenseId, Money amount, CancellationToken cancellationToken)
    {
        var item = await db.Set<SuspenseItem>().SingleAsync(s => s.Id == suspenseId, cancellationToken);
        item.Reopen(amount);
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task ClaimAsync(Payment payment, CancellationToken cancellationToken)
    {
        var line = new PriceLine(LineKind.Other, $"Given back on {payment.Number}, a payment that did not stand", 1, "piece", payment.Refunded);
        var document = Pricer.Price([line], new PricingRules(false, TaxRounding.PerLine), payment.Amount.Currency);
        var invoice = (await issuer.IssueAsync([new InvoiceDraft(payment.CustomerId, document)], cancellationToken))[0];
        await settlement.SettleAsync(invoice, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await mailer.IssuedAsync([invoice], cancellationToken);
    }
}
