using FluentValidation;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments.Gateways.Attempts;

/// <summary>Whom to ask for money, for what, and by which provider.</summary>
public sealed record RequestPayment
{
    /// <summary>The account with the provider.</summary>
    public Guid AccountId { get; init; }

    /// <summary>One of the three: an invoice, a service that is to be renewed, or a customer's credit.</summary>
    public Guid? InvoiceId { get; init; }

    public Guid? SubscriptionId { get; init; }
    public Guid? CustomerId { get; init; }

    /// <summary>In whole units of the tenant's currency; null takes what is due.</summary>
    public decimal? Amount { get; init; }

    /// <summary>Where the payer is asked on his phone; null takes the customer's.</summary>
    public string? Phone { get; init; }

    /// <summary>The payer agrees that what he pays with is kept and charged again; for providers that keep it (<see cref="IKeepsMethods"/>).</summary>
    public bool KeepsMethod { get; init; }
}

public sealed class RequestPaymentValidator : AbstractValidator<RequestPayment>
{
    public RequestPaymentValidator()
    {
        RuleFor(r => r.AccountId).NotEmpty().Says("Choose how it is to be paid.");
        RuleFor(r => r.InvoiceId).Must((r, _) => r.InvoiceId is not null || r.SubscriptionId is not null || r.CustomerId is not null).Says("An invoice, a service or a customer.");
        RuleFor(r => r.Amount).GreaterThan(0).Says("More than nothing.").LessThanOrEqualTo(TakePaymentValidator.Most).Says(TakePaymentValidator.TooMuch).When(r => r.Amount is not null);
        RuleFor(r => r.Phone).MaximumLength(32).Says("At most 32 letters.").BeLine();
    }
}

/// <summary>What is to be paid, and by whom.</summary>
/// <param name="Reference">What the payer knows it by.</param>
public sealed record AttemptTarget(Guid CustomerId, Guid? InvoiceId, Guid? SubscriptionId, Money Due, string Reference, string Text)
{
    public required string CustomerNumber { get; init; }
    public string? PayerName { get; init; }
    public string? PayerEmail { get; init; }
    public string? Phone { get; init; }
}

/// <summary>Finds what a request is about and what is due for it.</summary>
public sealed class AttemptTargets(AppDbContext db, RenewalService renewals, TenantQueries tenants)
{
    public async Task<Result<AttemptTarget>> FindAsync(RequestPayment input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var currency = (await tenants.CurrentAsync(cancellationToken)).Currency;
        var wished = input.Amount is { } amount ? PaymentAmount.Of(amount, currency) : (Result<Money>?)null;
        if (wished is { Ok: false } wrong) return wrong.Refusal!;
        var target = input.InvoiceId is { } invoice ? await InvoiceAsync(invoice, wished?.Value, cancellationToken)
            : input.SubscriptionId is { } service ? await ServiceAsync(service, wished?.Value, currency, cancellationToken)
            : input.CustomerId is { } customer ? await CreditAsync(customer, wished?.Value, currency, cancellationToken)
            : Refusal.NotFound;
        if (target.Ok && target.Value.Due.Minor <= 0) return new Refusal("attempt.nothing-due", "Nothing is due. Say how much is to be asked for.", nameof(input.Amount));
        return target;
    }

    private async Task<Result<AttemptTarget>> InvoiceAsync(Guid id, Money? amount, CancellationToken cancellationToken)
    {
        if (await db.Set<Invoice>().AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, cancellationToken) is not { } invoice) return Refusal.NotFound;
        if (!invoice.IsOpen || invoice.Kind != InvoiceKind.Invoice) return new Refusal("attempt.invoice-closed", $"{invoice.Number ?? "A draft"} is not open.");
        return await OfAsync(invoice.CustomerId, invoice.Id, null, amount ?? invoice.Due, invoice.Number!, $"Invoice {invoice.Number}", cancellationToken);
    }

    /// <summary>What one more period needs beyond what is there; open invoices are in it, as they are paid before.</summary>
    private async Task<Result<AttemptTarget>> ServiceAsync(Guid id, Money? amount, string currency, CancellationToken cancellationToken)
    {
        if (await db.Set<Subscription>().AsNoTracking().Where(s => s.Id == id && s.ArchivedAt == null).Select(s => new { s.CustomerId, s.UserName, Profile = s.Profile!.Name }).SingleOrDefaultAsync(cancellationToken) is not { } service) return Refusal.NotFound;
        var plan = await renewals.PlanAsync(service.CustomerId, Money.Zero(currency), new RenewalWish(id), cancellationToken);
        if (!plan.Ok) return plan.Refusal;
        return await OfAsync(service.CustomerId, null, id, amount ?? plan.Value.Needed - plan.Value.CreditBefore, "", $"{service.Profile} {service.UserName}", cancellationToken);
    }

    private async Task<Result<AttemptTarget>> CreditAsync(Guid id, Money? amount, string currency, CancellationToken cancellationToken)
    {
        var open = await Settlement.OpenOf(db.Set<Invoice>().AsNoTracking(), [id], currency).ToListAsync(cancellationToken);
        var credit = await db.Set<CreditLot>().Where(l => l.CustomerId == id && l.RemainingMinor > 0 && l.Amount.Currency == currency).SumAsync(l => l.RemainingMinor, cancellationToken);
        return await OfAsync(id, null, null, amount ?? new Money(open.Sum(i => i.Due.Minor) - credit, currency), "", "Internet", cancellationToken);
    }

    private async Task<Result<AttemptTarget>> OfAsync(Guid customerId, Guid? invoiceId, Guid? subscriptionId, Money due, string reference, string text, CancellationToken cancellationToken)
    {
        if (await db.Set<Customer>().Where(c => c.Id == customerId).Select(c => new { c.Number, c.Name, c.Email, c.Phone }).SingleOrDefaultAsync(cancellationToken) is not { } customer) return Refusal.NotFound;
        return new AttemptTarget(customerId, invoiceId, subscriptionId, due, reference.Length > 0 ? reference : Customer.NumberOf(customer.Number), text) { CustomerNumber = Customer.NumberOf(customer.Number), PayerName = customer.Name, PayerEmail = customer.Email, Phone = customer.Phone };
    }
}
