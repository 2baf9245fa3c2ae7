using Microsoft.EntityFrameworkCore;
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
    AppDbContext db, LedgerBooks books, RenewalService renewals, PaymentEntry entry, TenantQueries tenants, TimeProvider clock)
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
        var money = amount.Value;
        var today = (await tenants.CurrentAsync(cancellationToken)).DayOf(clock.GetUtcNow());
        var received = input.ReceivedOn ?? today;
        if (received > today || received < today.AddYears(-1)) return new Refusal("payment.day", "A day within the last year.", nameof(input.ReceivedOn));
        if (await db.Set<Customer>().Where(c => c.Id == input.CustomerId).Select(c => new Payer(c.Name, c.Email)).SingleOrDefaultAsync(cancellationToken) is not { } payer) return Refusal.NotFound;

        var balance = (await books.TakeAsync([input.CustomerId], money.Currency, cancellationToken))[input.CustomerId];
        if (input.Id is { } id && await db.Set<Payment>().AnyAsync(p => p.Id == id, cancellationToken)) return AlreadySaved;
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
            },
            payer, balance, cancellationToken);
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
