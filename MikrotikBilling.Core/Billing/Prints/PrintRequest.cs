using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Billing.Prints;

/// <summary>Which documents are asked for.</summary>
public sealed record PrintRequest(PrintKind Kind)
{
    /// <summary>For invoices and credit notes.</summary>
    public InvoiceFilter Invoices { get; init; } = new();

    /// <summary>First day of the statements.</summary>
    public DateOnly From { get; init; }

    /// <summary>Last day, included.</summary>
    public DateOnly To { get; init; }

    /// <summary>Statements also for those who owe nothing and have credit.</summary>
    public bool WithCredit { get; init; }

    /// <summary>Made by a form: pressed twice, it is one batch.</summary>
    public Guid? Id { get; init; }

    /// <summary>As lists and the history call it.</summary>
    public string Title
    {
        get
        {
            if (Kind == PrintKind.Statements) return $"Statements of who {(WithCredit ? "owes or has credit" : "owes")}, {Span(From, To)}";
            string?[] parts =
            [
                Invoices.Kind switch { InvoiceKind.Invoice => "Invoices", InvoiceKind.CreditNote => "Credit notes", _ => "Invoices and credit notes" },
                Invoices.State switch
                {
                    null => null,
                    InvoiceState.Sent => "open",
                    InvoiceState.PartlyPaid => "partly paid",
                    { } state => state.ToString().ToLowerInvariant(),
                },
                Span(Invoices.From, Invoices.To),
                Invoices.CustomerId is null ? null : "of one customer",
                string.IsNullOrWhiteSpace(Invoices.Number) ? null : $"number {Invoices.Number.Trim()}",
            ];
            var title = string.Join(", ", parts.OfType<string>());
            return title.Length > 200 ? title[..200] : title;
        }
    }

    private static string? Span(DateOnly? from, DateOnly? to) => (from, to) switch
    {
        (null, null) => null,
        ({ } first, null) => $"from {DisplayFormat.Current.Date(first)}",
        (null, { } last) => $"until {DisplayFormat.Current.Date(last)}",
        ({ } first, { } last) => $"{DisplayFormat.Current.Date(first)} – {DisplayFormat.Current.Date(last)}",
    };
}

/// <summary>A document in a preview.</summary>
public sealed record PrintSample(string Name, Guid CustomerId, string Customer);

/// <summary>What a batch would be.</summary>
/// <param name="Documents">Counted up to one more than <paramref name="Most"/>.</param>
/// <param name="Most">Of one batch.</param>
/// <param name="Void">Of them, voided.</param>
/// <param name="Bytes">About so large; by what the last batch of its kind was.</param>
/// <param name="First">The first of them.</param>
public sealed record PrintPreview(string Title, int Documents, int CreditNotes, int Void, int Most, long Bytes, IReadOnlyList<PrintSample> First)
{
    public bool IsTooMany => Documents > Most;
}
