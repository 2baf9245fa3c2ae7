using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Invoices;

/// <summary>Invoices that wait for money. They are counted as many as are open, so the figure is a minute old at most.</summary>
internal sealed class InvoicesDashboard(InvoiceQueries invoices, TenantQueries tenants) : IDashboardSource
{
    private const string Overdue = "invoices-overdue";
    private static readonly TimeSpan KeepFor = TimeSpan.FromMinutes(1);

    public IReadOnlyList<DashboardPart> Parts { get; } =
        [new(Overdue, DashboardPlace.Tile, 100, "Overdue invoices", "How many invoices are past their day, and how many are open in all.", BillingPermissions.View) { IsUsual = false }];

    public async Task<IReadOnlyList<DashboardContent>> ReadAsync(DashboardRequest request, CancellationToken cancellationToken)
    {
        if (!request.Wants(Overdue)) return [];
        var currency = (await tenants.CurrentAsync(cancellationToken)).Currency;
        var open = await request.KeptAsync("invoices", KeepFor, () => invoices.OpenAsync(currency, cancellationToken));
        return
        [
            DashboardContent.Tile(Overdue, "Overdue invoices", Units.Count(open.Overdue), $"of {Units.Count(open.Open)} open", "file", $"{InvoicesPages.Invoices}?state={InvoiceState.Overdue}", open.Overdue > 0 ? Tone.Warn : Tone.Neutral),
        ];
    }
}
