using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Billing.Documents;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Invoices;

/// <summary>Makes the printed document of an invoice: from its own figures and the names of then, so that it says the same for ever.</summary>
public sealed class InvoiceViews(DocumentSeller sellers, SettingsQueries settings, TenantQueries tenants)
{
    /// <param name="paper">For a PDF, which fetches nothing: the logo goes into it.</param>
    public async Task<InvoiceView> OfAsync(InvoiceDetails details, bool paper, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(details);
        var (invoice, tenant) = (details.Invoice, await tenants.CurrentAsync(cancellationToken));
        Language.Use(tenant.Language);
        var inclusive = details.PricesIncludeTax;
        return new InvoiceView
        {
            Language = tenant.Language,
            IsCreditNote = invoice.Kind == InvoiceKind.CreditNote,
            Number = invoice.Number ?? Said.T("Draft"),
            IssuedOn = invoice.IssuedOn ?? tenant.DayOf(invoice.CreatedAt),
            DueOn = invoice.Kind == InvoiceKind.CreditNote ? null : invoice.DueOn,
            Corrects = details.CorrectsNumber,
            CustomerNumber = invoice.Buyer.Reference,
            Seller = await sellers.OfAsync(invoice.Seller, paper, cancellationToken),
            Buyer = DocumentSeller.Of(invoice.Buyer),
            Stamp = Stamp(invoice),
            Lines = [.. details.Lines.Select(l => Line(l, details.Taxes, inclusive, tenant.Zone))],
            PricesIncludeTax = inclusive,
            Taxes = [.. details.Taxes.Select(t => new TaxView($"{t.Name} {TaxRegion.PercentText(t.Percent)}", t.Base, t.Tax))],
            Net = invoice.Net,
            Tax = invoice.Tax,
            Total = invoice.Total,
            Paid = invoice.Paid,
            Credited = invoice.Credited,
            Balance = invoice.State == InvoiceState.Draft ? invoice.Total : invoice.Due,
            Bank = invoice.IsOpen && invoice.Kind == InvoiceKind.Invoice ? Bank(invoice.PaymentDetails) : [],
            PayLink = invoice.IsOpen && Uri.TryCreate(PayLink.Of((await settings.CurrentAsync(cancellationToken)).PayPageUrl, invoice), UriKind.Absolute, out var link) ? link : null,
            Note = invoice.Note,
            Footer = invoice.Footer,
        };
    }

    private static StampView? Stamp(Invoice invoice) => (invoice.Kind, invoice.State) switch
    {
        (_, InvoiceState.Draft) => new StampView(Said.T("Draft"), Tone.Warn),
        (_, InvoiceState.Void) => new StampView(Said.T("Void"), Tone.Neutral),
        (InvoiceKind.CreditNote, _) => null,
        (_, InvoiceState.Paid) => new StampView(Said.T("Paid"), Tone.Good),
        (_, InvoiceState.Overdue) => new StampView(Said.T("Overdue"), Tone.Bad),
        _ => null,
    };

    private static InvoiceLineView Line(InvoiceLine line, IReadOnlyList<InvoiceTax> taxes, bool inclusive, TimeZoneInfo zone) =>
        new(line.Text, line.Quantity, line.UnitPrice, inclusive ? line.Total : line.Net)
        {
            Detail = Detail(line, zone),
            Unit = line.Unit,
            Discount = line.Discount.IsZero ? null : line.Discount,
            Tax = taxes.Count == 0 ? null : line.Tax.IsZero ? "—" : taxes.Count == 1 ? TaxRegion.PercentText(taxes[0].Percent) : Figures.Plain(line.Tax),
        };

    private static string? Detail(InvoiceLine line, TimeZoneInfo zone)
    {
        string?[] parts = [line is { PeriodStart: { } start, PeriodEnd: { } end } ? Period(start, end, zone) : null, line.Discount.IsZero ? null : line.DiscountText];
        return parts.Any(p => p is not null) ? string.Join(" · ", parts.OfType<string>()) : null;
    }

    /// <summary>Whole days as days, both included; else with the times.</summary>
    internal static string Period(DateTimeOffset start, DateTimeOffset end, TimeZoneInfo zone)
    {
        var (from, to) = (TimeZoneInfo.ConvertTime(start, zone).DateTime, TimeZoneInfo.ConvertTime(end, zone).DateTime);
        var format = DisplayFormat.Current;
        return from.TimeOfDay == TimeSpan.Zero && to.TimeOfDay == TimeSpan.Zero
            ? to == from.AddDays(1) ? format.Date(from) : $"{format.Date(from)} – {format.Date(to.AddDays(-1))}"
            : $"{format.Moment(from)} – {format.Moment(to)}";
    }

    /// <summary><c>Account: 0180 2961</c> is a fact with its name, other lines stand for themselves.</summary>
    internal static IReadOnlyList<FactView> Bank(string? text) => [.. DocumentSeller.Lines(text).Select(line =>
        line.IndexOf(':', StringComparison.Ordinal) is > 0 and < 30 and var at ? new FactView(line[..at].Trim(), line[(at + 1)..].Trim()) : new FactView("", line))];
}
