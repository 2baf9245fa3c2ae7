namespace MikrotikBilling.Core.Billing.Invoices;

/// <summary>Where one invoice can be paid.</summary>
public static class PayLink
{
    /// <param name="page">The tenant's pay page; without one there is no link.</param>
    public static string? Of(string? page, Invoice invoice) =>
        page is null ? null : $"{page}{(page.Contains('?', StringComparison.Ordinal) ? '&' : '?')}invoice={invoice.PayToken}";
}
