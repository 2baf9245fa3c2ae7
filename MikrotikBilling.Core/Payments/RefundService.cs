using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Customers;
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
        var amount = PaymentAmount.Of(input.Amount, (await tenants.CurrentAsync(cancellationToken)).Currency);
        if (!amount.Ok) return amount.Refusal;
        return await db.ChangeAsync<Money>(async token =>
        {
            await books.TakeAsync([customerId], amount.Value.Currency, token);
            if (version is { } expected) db.Expect(await db.Set<Payment>().SingleAsync(p => p.Id == paymentId, token), expected);
            var lot = await Unspent(customerId, amount.Value.Currency).SingleOrDefaultAsync(l => l.Id == paymentId, token);
            var there = lot?.Remaining ?? Money.Zero(amount.Value.Currency);
            if (lot is null || amount.Value > there) return new Refusal("payment.spent", $"{there} is unspent. Make a credit note for what it paid first.", nameof(input.Amount));
            if (await TakeFromAsync(lot, amount.Value, input.Method, input.Reason!.Trim(), null, token) is { } refused) return refused;
            await db.SaveChangesAsync(token);
            return amount.Value;
        }, cancellationToken);
    }

    /// <summary>What paying out would lead to now. Nothing is kept.</summary>
    public async Task<Result<PayOutPlan>> PlanAsync(PayOut input, CancellationToken cancellationToken)
    {
        var amount = PaymentAmount.Of(input.Amount, (await tenants.CurrentAsync(cancellationToken)).Currency);
        if (!amount.Ok) return amount.Refusal;
        return await db.Set<Customer>().AnyAsync(c => c.Id == input.CustomerId, cancellationToken)
            ? await PlanAsync(input.CustomerId, amount.Value, cancellationToken)
            : Refusal.NotFound;
    }

    /// <summary>Of the customer's credit, whatever it came from.</summary>
    public async Task<Result<PayOutPlan>> PayOutAsync(PayOut input, CancellationToken cancellationToken)
    {
        var amount = PaymentAmount.Of(input.Amount, (await tenants.CurrentAsync(cancellationToken)).Currency);
        if (!amount.Ok) return amount.Refusal;
        if (!await db.Set<Customer>().AnyAsync(c => c.Id == input.CustomerId, cancellationToken)) return Refusal.NotFound;
        try
        {
            return await db.ChangeAsync(token => PayOutInAsync(input, amount.Value, token), cancellationToken);
        }
        catch (DbUpdateException e) when (input.Id is not null && (e.IsUniqueViolation("Refunds") || e.IsUniqueViolation("SourceId")))
        {
            return AlreadySaved;
        }
    }

    private async Task<Result<PayOutPlan>> PayOutInAsync(PayOut input, Money amount, CancellationToken cancellationToken)
    {
        await books.TakeAsync([input.CustomerId], amount.Currency, cancellationToken);
        if (input.Id is { } id && await db.Set<Refund>().AnyAsync(r => r.Id == id, cancellationToken)) return AlreadySaved;
        var plan = await PlanAsync(input.CustomerId, amount, cancellationToken);
        if (!plan.Ok) return plan.Refusal;
        if (input.Stamp is { } stamp && stamp != plan.Value.Stamp) return MoneyRefusals.StalePreview;
        var lots = (await Unspent(input.CustomerId, amount.Currency).ToListAsync(cancellationToken)).ToDictionary(l => l.Id);
        foreach (var part in plan.Value.Parts)
            if (await TakeFromAsync(lots[part.LotId], part.Amount, input.Method, input.Words, part == plan.Value.Parts[0] ? input.Id : null, cancellationToken) is { } refused) return refused;
        await db.SaveChangesAsync(cancellationToken);
        return plan;
    }

    private async Task<Result<PayOutPlan>> PlanAsync(Guid customerId, Money amount, CancellationToken cancellationToken)
    {
        var lots = await Unspent(customerId, amount.Currency).AsNoTracking().Select(l => new
        {
            Lot = l,
            Receipt = db.Set<Payment>().Where(p => p.Id == l.Id).Select(p => p.Number).FirstOrDefault(),
            Note = db.Set<Invoice>().Where(i => i.Id == l.Id).Select(i => i.Number).FirstOrDefault(),
        }).ToListAsync(cancellationToken);
        return PayOutPlan.Make(customerId, amount, lots.ConvertAll(l => (l.Lot, l.Receipt ?? l.Note)));
    }

    /// <summary>Newest first.</summary>
    private IQueryable<CreditLot> Unspent(Guid customerId, string currency) => db.Set<CreditLot>()
        .Where(l => l.CustomerId == customerId && l.RemainingMinor > 0 && l.Amount.Currency == currency).OrderByDescending(l => l.At).ThenByDescending(l => l.Id);

    private async Task<Refusal?> TakeFromAsync(CreditLot lot, Money back, PaymentMethod method, string reason, Guid? id, CancellationToken cancellationToken)
    {
        var payment = lot.Kind == CreditKind.Payment ? await db.Set<Payment>().SingleAsync(p => p.Id == lot.Id, cancellationToken) : null;
        if (payment?.Refund(back) is { Ok: false } refused) return refused.Refusal;
        lot.RemainingMinor -= back.Minor;
        var refund = new Refund
        {
            Id = id ?? Guid.CreateVersion7(),
            PaymentId = payment?.Id,
            CustomerId = lot.CustomerId,
            Amount = back,
            Method = method,
            Reason = reason,
            At = clock.GetUtcNow(),
            ActorName = actor.Name,
        };
        db.Add(refund);
        await books.BookAsync(new Posting(LedgerKind.Refund, refund.Id, lot.CustomerId, payment is null ? $"Credit paid out: {reason}" : $"Refund of {payment.Number}: {reason}")
            .Debit(LedgerAccount.Credit, back).Credit(LedgerAccount.Cash, back, method.ToString()), cancellationToken);
        audit.Record("payment.refunded", "payment", payment?.Id ?? refund.Id, $"Gave {back} back{(payment is null ? "" : $" of {payment.Number}")}: {reason}", lot.CustomerId);
        return null;
    }

    private static Refusal AlreadySaved => new("payment.already-saved", "This was paid out already.");
}
