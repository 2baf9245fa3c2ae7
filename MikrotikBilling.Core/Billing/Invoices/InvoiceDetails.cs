using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;

namespace MikrotikBilling.Core.Billing.Invoices;

/// <summary>An invoice as lists and files show it.</summary>
public sealed record InvoiceSummary
{
    public Guid Id { get; init; }
    public InvoiceKind Kind { get; init; }
    public InvoiceState State { get; init; }

    /// <summary>None while it is a draft.</summary>
    public string? Number { get; init; }

    public Guid CustomerId { get; init; }
    public required string Customer { get; init; }
    public long CustomerNumber { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateOnly? IssuedOn { get; init; }
    public DateOnly? DueOn { get; init; }
    public Money Net { get; init; }
    public Money Tax { get; init; }
    public Money Total { get; init; }
    public Money Paid { get; init; }
    public Money Credited { get; init; }

    public bool IsOpen => State is InvoiceState.Sent or InvoiceState.PartlyPaid or InvoiceState.Overdue;

    /// <summary>Still to be paid.</summary>
    public Money Due => IsOpen ? Total - Paid - Credited : Money.Zero(Total.Currency);
}

/// <summary>Money that settled an invoice.</summary>
/// <param name="LotId">That of the payment or credit note.</param>
/// <param name="Text"><c>Payment RCP-2026-000045, cash</c>.</param>
public sealed record SettledFrom(Guid LotId, CreditKind Kind, string Text, Money Amount, DateTimeOffset At);

/// <param name="Reason">As the customer reads it.</param>
public sealed record CreditNoteLine(Guid Id, string Number, DateOnly IssuedOn, Money Total, string? Reason);

/// <summary>An e-mail about an invoice.</summary>
public sealed record InvoiceEmailLine(Guid Id, string Kind, string To, EmailState State, DateTimeOffset CreatedAt, DateTimeOffset? SentAt, string? Error);

/// <summary>One document in full.</summary>
public sealed record InvoiceDetails(Invoice Invoice, IReadOnlyList<InvoiceLine> Lines, IReadOnlyList<InvoiceTax> Taxes)
{
    /// <summary>As he is called today; on the document stands the name of then.</summary>
    public string Customer { get; init; } = "";

    public string CustomerNumber { get; init; } = "";
    public string? CustomerEmail { get; init; }

    /// <summary>Of the invoice that a credit note corrects.</summary>
    public string? CorrectsNumber { get; init; }

    /// <summary>The service it is mostly about: <c>Home 10 (jane)</c>.</summary>
    public string? Service { get; init; }

    /// <summary>That service while it is let in: voiding the invoice does not stop it.</summary>
    public RunningService? Running { get; init; }

    public IReadOnlyList<SettledFrom> PaidBy { get; init; } = [];
    public IReadOnlyList<CreditNoteLine> CreditNotes { get; init; } = [];
    public IReadOnlyList<InvoiceEmailLine> Emails { get; init; } = [];

    /// <summary>Prices of its lines have tax in them: told by its own figures, whatever the settings say today.</summary>
    public bool PricesIncludeTax => Lines.Any(l => !l.Tax.IsZero) && Lines.Where(l => !l.Tax.IsZero).All(l => l.Gross - l.Discount == l.Total);

    /// <summary>What may still be credited.</summary>
    public Money Creditable => Invoice.Kind == InvoiceKind.CreditNote || Invoice.State is InvoiceState.Draft or InvoiceState.Void
        ? Money.Zero(Invoice.Total.Currency)
        : CreditNotes.Aggregate(Invoice.Total, (left, note) => left - note.Total);
}

/// <param name="Until">Its end; null when it goes on past it.</param>
public sealed record RunningService(Guid Id, string Text, DateTimeOffset? Until);

/// <summary>What is to be paid over all customers.</summary>
public sealed record OpenSums(int Open, Money OpenTotal, int Overdue, Money OverdueTotal);

/// <param name="Open">Still to be paid of <paramref name="Total"/>.</param>
public sealed record InvoiceStat(InvoiceKind Kind, InvoiceState State, int Count, Money Total, Money Open);
