using MikrotikBilling.Core.Billing.Pricing;

namespace MikrotikBilling.Core.Billing.Invoices;

/// <summary>A priced document on its way into the books.</summary>
public sealed record InvoiceDraft(Guid CustomerId, PricedDocument Document)
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public InvoiceKind Kind { get; init; }

    /// <summary>The service it is mostly about.</summary>
    public Guid? SubscriptionId { get; init; }

    /// <summary>For a credit note.</summary>
    public Guid? CorrectsId { get; init; }

    /// <summary>Null takes the customer's or the tenant's terms.</summary>
    public DateOnly? DueOn { get; init; }

    public string? Note { get; init; }
}
