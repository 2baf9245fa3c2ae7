using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Prints;
using MikrotikBilling.Core.Billing.Statements;
using MikrotikBilling.Web.Features.Billing.Invoices;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Prints;

/// <summary>Which documents, as the address of the page says it: the invoice list's own words, or <c>what=statements</c>. What cannot be read is left out.</summary>
/// <param name="Credit"><c>true</c>: statements also for those who have credit.</param>
public sealed record PrintQuery(string? What, string? Q, string? State, string? Kind, string? From, string? To, string? CustomerId, string? Credit)
{
    internal const string Statements = "statements";

    public bool IsStatements => What == Statements;

    public PrintRequest ToRequest(DateOnly today, Guid? id = null)
    {
        var (from, to) = StatementSpan.Of(ListWords.Day(From), ListWords.Day(To), today);
        return new PrintRequest(IsStatements ? PrintKind.Statements : PrintKind.Invoices)
        {
            Id = id,
            Invoices = Invoices,
            From = from,
            To = to,
            WithCredit = bool.TryParse(Credit, out var credit) && credit,
        };
    }

    public InvoiceFilter Invoices => new InvoiceListQuery(Q, State, Kind, From, To, CustomerId, null).ToFilter();

    /// <summary>For a form: what was read, not what was written, so that it asks for what was shown.</summary>
    public IEnumerable<(string Name, string Value)> Fields(PrintRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (IsStatements)
        {
            yield return ("what", Statements);
            yield return ("from", Day(request.From)!);
            yield return ("to", Day(request.To)!);
            if (request.WithCredit) yield return ("credit", "true");
            yield break;
        }
        var filter = request.Invoices;
        (string Name, string? Value)[] words =
        [
            ("q", filter.Number), ("state", filter.State?.ToString()), ("kind", filter.Kind?.ToString()), ("from", Day(filter.From)), ("to", Day(filter.To)), ("customerId", filter.CustomerId?.ToString()),
        ];
        foreach (var (name, value) in words)
            if (!string.IsNullOrEmpty(value)) yield return (name, value);
    }

    internal static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
