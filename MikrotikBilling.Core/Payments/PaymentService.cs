using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments;

/// <summary>A booked payment and what it led to.</summary>
public sealed record TakenPayment(Payment Payment, MoneyPlan Plan, Renewed? Renewed);

/// <summary>
/// Takes money: payment, ledger, open invoices, renewal and the wish for the router in one transaction. The receipt number is unique over all
/// channels, the id of the form is used once; a race is lost at those indexes.
/// </summary>
public sealed class PaymentService(
    AppDbContext db, LedgerBooks books, RenewalService renewals, PaymentEntry entry, TenantQueries tenants, TimeProvider clock)
{
    /// <summary>The refusal of a payment that nobody said is right.</summary>
    public const string UnlikelyCode = "payment.unlikely-amount";

    /// <summary>More than so many times what is needed is asked about.</summary>
    public const int UnlikelyTimes = 10;

    /// <summary>What taking it would lead to now. Nothing is kept.</summary>
    public async Task<Result<MoneyPlan>> PlanAsync(TakePayment input, CancellationToken cancellationToken)
    {
        var amount = PaymentAmount.Of(input.Amount, (await tenants.CurrentAsync(cancellationToken)).Currency);
        if (!amount.Ok) return amount.Refusal;
        var plan = await renewals.PlanAsync(input.CustomerId, amount.Value, input.Wish, cancellationToken);
        return plan.Ok ? await MeasuredAsync(plan.Value, cancellationToken) : plan.Refusal;
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
        var money = amount.Value;
        var today = (await tenants.CurrentAsync(cancellationToken)).DayOf(clock.GetUtcNow());
        var received = input.ReceivedOn ?? today;
        if (received > today || received < today.AddYears(-1)) return new Refusal("payment.day", "Today, or a day within the last year.", nameof(input.ReceivedOn));
        if (await db.Set<Customer>().Where(c => c.Id == input.CustomerId).Select(c => new Payer(c.Name, c.Email)).SingleOrDefaultAsync(cancellationToken) is not { } payer) return Refusal.NotFound;

        var balance = (await books.TakeAsync([input.CustomerId], money.Currency, cancellationToken))[input.CustomerId];
        if (input.Id is { } id && await db.Set<Payment>().AnyAsync(p => p.Id == id, cancellationToken)) return AlreadySaved;
        if (Payment.KeyOf(input.Reference) is { } key && await db.Set<SuspenseItem>().AnyAsync(s => s.ReferenceKey == key && s.State == SuspenseState.Open, cancellationToken))
            return new Refusal("payment.in-suspense", "This receipt came in by itself and waits without an owner. Give it to this customer there.", nameof(input.Reference));
        return await entry.BookAsync(
            new NewPayment(input.CustomerId, money, input.Method)
            {
                Id = input.Id ?? Guid.CreateVersion7(),
                Reference = input.Reference,
                PayerName = input.PayerName,
                Note = input.Note,
                ReceivedOn = received,
                Wish = input.Wish,
                Stamp = input.Stamp,
                Objection = input.AmountConfirmed ? null : ObjectionAsync,
            },
            payer, balance, cancellationToken);
    }

    private async Task<Refusal?> ObjectionAsync(MoneyPlan plan, CancellationToken cancellationToken) => (await MeasuredAsync(plan, cancellationToken)).IsUnlikely
        ? new Refusal(UnlikelyCode, $"{plan.Incoming} is more than {UnlikelyTimes} times what is due or usual. Say that so much was received, or correct the amount.", nameof(TakePayment.AmountConfirmed))
        : null;

    private async Task<MoneyPlan> MeasuredAsync(MoneyPlan plan, CancellationToken cancellationToken)
    {
        var measure = plan.Needed.IsZero ? await UsualAsync(plan.CustomerId, plan.Incoming.Currency, cancellationToken) : plan.Needed.Minor;
        return plan with { IsUnlikely = measure > 0 && plan.Incoming.Minor > (Int128)measure * UnlikelyTimes };
    }

    /// <summary>Nothing is due: what the customer's dearest service costs, or the dearest profile while there is none.</summary>
    private async Task<long> UsualAsync(Guid customerId, string currency, CancellationToken cancellationToken)
    {
        var own = await db.Set<Subscription>().Where(s => s.CustomerId == customerId && s.Profile!.Price.Currency == currency).MaxAsync(s => (long?)s.Profile!.Price.Minor, cancellationToken);
        return own is > 0 ? own.Value : await db.Set<Profile>().Where(p => p.Price.Currency == currency).MaxAsync(p => (long?)p.Price.Minor, cancellationToken) ?? 0;
    }

    private async Task<Refusal> ReferenceTakenAsync(string reference, CancellationToken cancellationToken)
    {
        var key = Payment.KeyOf(reference);
        var other = await db.Set<Payment>().Where(p => p.ReferenceKey == key).Select(p => new { p.Number, Name = p.Customer!.Name }).FirstOrDefaultAsync(cancellationToken);
        return new Refusal("payment.duplicate-reference",
            other is null ? "This receipt number was booked already." : $"This receipt number was booked already: {other.Number}, {other.Name}.", nameof(TakePayment.Reference));
    }

    private static Refusal AlreadySaved => new("payment.already-saved", "This payment was booked already.");
}
