using FluentValidation;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>Whose it is, as a person says.</summary>
public sealed record AssignSuspense
{
    public Guid CustomerId { get; init; }

    /// <summary>The service to renew with it; null settles what is due and leaves the rest as credit.</summary>
    public Guid? SubscriptionId { get; init; }

    /// <summary>Part of it; null gives all that is left.</summary>
    public decimal? Amount { get; init; }

    public string? Reason { get; init; }

    public RenewalWish? Wish => SubscriptionId is { } service ? new RenewalWish(service) : null;

    /// <summary>Of the preview that the person looked at; null gives it as it is now.</summary>
    public string? Stamp { get; init; }
}

public sealed class AssignSuspenseValidator : AbstractValidator<AssignSuspense>
{
    public AssignSuspenseValidator()
    {
        RuleFor(a => a.CustomerId).NotEmpty().Says("Choose a customer.");
        RuleFor(a => a.Amount).GreaterThan(0).Says("More than nothing.").LessThanOrEqualTo(TakePaymentValidator.Most).Says(TakePaymentValidator.TooMuch).When(a => a.Amount is not null);
        RuleFor(a => a.Reason).NotEmpty().Says("How do you know whose it is?").MaximumLength(300).Says("At most 300 letters.").BeLine();
    }
}

public sealed record ReturnSuspense
{
    public string? Reason { get; init; }
}

public sealed class ReturnSuspenseValidator : AbstractValidator<ReturnSuspense>
{
    public ReturnSuspenseValidator() => RuleFor(r => r.Reason).NotEmpty().Says("How was it sent back, and why?").MaximumLength(300).Says("At most 300 letters.").BeLine();
}

/// <summary>Finds an owner for money that has none. Undoing an assignment is reversing the payment that it made.</summary>
public sealed class SuspenseService(AppDbContext db, LedgerBooks books, PaymentEntry entry, RenewalService renewals, TenantQueries tenants, AuditLog audit, TimeProvider clock)
{
    /// <summary>What giving it away would lead to now. Nothing is kept.</summary>
    public async Task<Result<MoneyPlan>> PlanAsync(Guid id, AssignSuspense input, CancellationToken cancellationToken) =>
        await db.Set<SuspenseItem>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancellationToken) is { } item ? await PlanAsync(item, input, cancellationToken) : Refusal.NotFound;

    public async Task<Result<MoneyPlan>> PlanAsync(SuspenseItem item, AssignSuspense input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(input);
        var amount = AmountOf(item, input, (await tenants.CurrentAsync(cancellationToken)).Currency);
        if (!amount.Ok) return amount.Refusal;
        var plan = input.Wish is { } wish ? await renewals.PlanAsync(input.CustomerId, amount.Value, wish, cancellationToken) : (Result<MoneyPlan>?)null;
        // The money is in: where the service cannot be renewed it stays credit, here as when it is booked.
        return plan is { Ok: true } ? plan.Value : await renewals.PlanAsync(input.CustomerId, amount.Value, null, cancellationToken);
    }

    public Task<Result<TakenPayment>> AssignAsync(Guid id, AssignSuspense input, int? version, CancellationToken cancellationToken) => db.ChangeAsync<TakenPayment>(async token =>
    {
        if (await db.Set<Customer>().Where(c => c.Id == input.CustomerId).Select(c => new Payer(c.Name, c.Email)).SingleOrDefaultAsync(token) is not { } payer) return Refusal.NotFound;
        var tenant = await tenants.CurrentAsync(token);
        var balance = (await books.TakeAsync([input.CustomerId], tenant.Currency, token))[input.CustomerId];
        if (await db.Set<SuspenseItem>().SingleOrDefaultAsync(s => s.Id == id, token) is not { } item) return Refusal.NotFound;
        if (version is { } expected) db.Expect(item, expected);
        var amount = AmountOf(item, input, tenant.Currency);
        if (!amount.Ok) return amount.Refusal;

        var earlier = await db.Set<Payment>().CountAsync(p => p.SuspenseId == id, token);
        var booked = await entry.BookAsync(
            new NewPayment(input.CustomerId, amount.Value, item.Method)
            {
                // One receipt, shared out: each part is named after it.
                Reference = earlier == 0 ? item.Reference : $"{item.Reference}/{earlier + 1}",
                PayerName = item.PayerName ?? item.PayerPhone,
                Note = TextRules.Cut($"Assigned: {input.Reason!.Trim()}", 500),
                ReceivedOn = tenant.DayOf(item.At),
                Wish = input.Wish,
                Stamp = input.Stamp,
                SuspenseId = id,
                IsInAlready = true,
            },
            payer, balance, token);
        if (!booked.Ok) return booked.Refusal;
        item.Take(amount.Value, SuspenseState.Assigned, clock.GetUtcNow());
        audit.Record("suspense.assigned", "suspense", id, $"Gave {amount.Value} of {item.Reference} to {payer.Name}: {input.Reason!.Trim()}", input.CustomerId);
        await db.SaveChangesAsync(token);
        return booked;
    }, cancellationToken);

    /// <summary>What is left was sent back to whoever paid.</summary>
    public Task<Result<SuspenseItem>> ReturnAsync(Guid id, ReturnSuspense input, int? version, CancellationToken cancellationToken) => db.ChangeAsync<SuspenseItem>(async token =>
    {
        if (await db.Set<SuspenseItem>().SingleOrDefaultAsync(s => s.Id == id, token) is not { } item) return Refusal.NotFound;
        if (version is { } expected) db.Expect(item, expected);
        if (item.State != SuspenseState.Open) return Closed;
        var left = item.Remaining;
        item.Take(left, SuspenseState.Returned, clock.GetUtcNow());
        await books.BookAsync(new Posting(LedgerKind.SuspenseReturn, Guid.CreateVersion7(), null, $"Sent back: {item.Reference}. {input.Reason!.Trim()}")
            .Debit(LedgerAccount.Suspense, left, item.Method.ToString()).Credit(PaymentWords.AccountOf(item.Method), left, item.Method.ToString()), token);
        audit.Record("suspense.returned", "suspense", id, $"Sent {left} of {item.Reference} back: {input.Reason!.Trim()}");
        await db.SaveChangesAsync(token);
        return item;
    }, cancellationToken);

    private static Result<Money> AmountOf(SuspenseItem item, AssignSuspense input, string currency)
    {
        if (item.State != SuspenseState.Open) return Closed;
        if (item.Amount.Currency != currency) return new Refusal("suspense.currency", $"It came in {item.Amount.Currency}; the books are in {currency}. Send it back, or have it exchanged and enter what came of it.");
        var amount = input.Amount is { } part ? PaymentAmount.Of(part, currency) : item.Remaining;
        if (amount.Ok && amount.Value > item.Remaining) return new Refusal("suspense.amount", $"{item.Remaining} of it is left.", nameof(input.Amount));
        return amount;
    }

    private static Refusal Closed => new("suspense.closed", "Nothing of it is left to give away.");
}
