using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments;

/// <summary>A booked payment and what it led to.</summary>
public sealed record TakenPayment(Payment Payment, MoneyPlan Plan, Renewed? Renewed);

/// <summary>
/// Takes money: payment, ledger, open invoices, renewal and the wish for the router in one transaction. The receipt number is unique over all
/// channels, the id of the form is used once; a race is lost at those indexes.
/// </summary>
public sealed class PaymentService(
    AppDbContext db, LedgerBooks books, Settlement settlement, RenewalService renewals, BillingSettingsQueries settings, ReceiptMailer receipts, TenantQueries tenants,
    CurrentActor actor, AuditLog audit, TimeProvider clock)
{
    /// <summary>What taking it would lead to now. Nothing is kept.</summary>
    public async Task<Result<MoneyPlan>> PlanAsync(TakePayment input, CancellationToken cancellationToken)
    {
        var amount = PaymentAmount.Of(input.Amount, (await tenants.CurrentAsync(cancellationToken)).Currency);
        return amount.Ok ? await renewals.PlanAsync(input.CustomerId, amount.Value, input.Wish, cancellationToken) : amount.Refusal;
    }

    public async Task<Result<TakenPayment>> TakeAsync(TakePayment input, CancellationToken cancellationToken)
    {
        try
        {
            return await db.ChangeAsync(token => TakeInAsync(input, token), cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation("ReferenceKey"))
        {
            return await ReferenceTakenAsync(input.Reference!, cancellationToken);
        }
        catch (DbUpdateException e) when (input.Id is not null && (e.IsUniqueViolation("Payments") || e.IsUniqueViolation("SourceId") || e.IsUniqueViolation("CreditLots")))
        {
            return AlreadySaved;
        }
    }

    private async Task<Result<TakenPayment>> TakeInAsync(TakePayment input, CancellationToken cancellationToken)
    {
        var amount = PaymentAmount.Of(input.Amount, (await tenants.CurrentAsync(cancellationToken)).Currency);
        if (!amount.Ok) return amount.Refusal;
        var (money, tenant, now) = (amount.Value, await tenants.CurrentAsync(cancellationToken), clock.GetUtcNow());
        var today = tenant.DayOf(now);
        var received = input.ReceivedOn ?? today;
        if (received > today || received < today.AddYears(-1)) return new Refusal("payment.day", "A day within the last year.", nameof(input.ReceivedOn));
        if (await db.Set<Customer>().Where(c => c.Id == input.CustomerId).Select(c => new Payer(c.Name, c.Email)).SingleOrDefaultAsync(cancellationToken) is not { } payer) return Refusal.NotFound;

        var balance = (await books.TakeAsync([input.CustomerId], money.Currency, cancellationToken))[input.CustomerId];
        if (input.Id is { } id && await db.Set<Payment>().AnyAsync(p => p.Id == id, cancellationToken)) return AlreadySaved;
        var plan = await renewals.PlanAsync(balance, await settlement.OpenAsync(input.CustomerId, money.Currency, cancellationToken), money, input.Wish, cancellationToken);
        if (!plan.Ok) return plan.Refusal;
        if (input.Stamp is { } stamp && stamp != plan.Value.Stamp) return MoneyRefusals.StalePreview;

        var payment = await AddAsync(input, money, received, now, today, cancellationToken);
        if (plan.Value.Renewal is { } renewal) (payment.SubscriptionId, payment.RenewedTo) = (renewal.SubscriptionId, renewal.EndsAt);
        var renewed = await renewals.CarryOutAsync(plan.Value, cancellationToken);
        if (!renewed.Ok) return renewed.Refusal;
        audit.Record("payment.taken", "payment", payment.Id, $"Took {money} ({PaymentWords.Of(payment.Method)}), receipt {payment.Number}.", payment.CustomerId);
        await db.SaveChangesAsync(cancellationToken);
        var taken = new TakenPayment(payment, plan.Value, plan.Value.Renewal is null ? null : renewed.Value);
        await receipts.TakenAsync(payment, payer, plan.Value, taken.Renewed, cancellationToken);
        return taken;
    }

    private async Task<Payment> AddAsync(TakePayment input, Money money, DateOnly received, DateTimeOffset now, DateOnly today, CancellationToken cancellationToken)
    {
        var rules = await settings.CurrentAsync(cancellationToken);
        var numbers = new NumberFormat(rules.ReceiptPrefix, rules.NumbersRestartYearly, rules.NumberDigits);
        var payment = new Payment
        {
            Id = input.Id ?? Guid.CreateVersion7(),
            CustomerId = input.CustomerId,
            Number = numbers.Write(today, await db.TakeAsync(numbers.Series(today), 1, cancellationToken)),
            Method = input.Method,
            Amount = money,
            Reference = Trimmed(input.Reference),
            PayerName = Trimmed(input.PayerName),
            Note = Trimmed(input.Note),
            ReceivedOn = received,
            BookedAt = now,
            ActorId = actor.Id,
            ActorName = actor.Name,
        };
        payment.Begin();
        db.Add(payment);
        settlement.Receive(payment.Id, payment.CustomerId, CreditKind.Payment, money);
        await books.BookAsync(new Posting(LedgerKind.Payment, payment.Id, payment.CustomerId, $"Payment {payment.Number}, {PaymentWords.Of(payment.Method)}")
            .Debit(LedgerAccount.Cash, money, payment.Method.ToString()).Credit(LedgerAccount.Credit, money), cancellationToken);
        return payment;
    }

    private async Task<Refusal> ReferenceTakenAsync(string reference, CancellationToken cancellationToken)
    {
        var key = Payment.KeyOf(reference);
        var other = await db.Set<Payment>().Where(p => p.ReferenceKey == key).Select(p => new { p.Number, Name = p.Customer!.Name }).FirstOrDefaultAsync(cancellationToken);
        return new Refusal("payment.duplicate-reference",
            other is null ? "This receipt number was booked already." : $"This receipt number was booked already: {other.Number}, {other.Name}.", nameof(TakePayment.Reference));
    }

    private static Refusal AlreadySaved => new("payment.already-saved", "This payment was booked already.");

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
