using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Billing.Ledger;
using MikrotikBilling.Web.Features.Subscriptions.Transfer;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports;

/// <summary>Everything the page draws.</summary>
/// <param name="Code">Chosen in the address; null is the company's.</param>
public sealed record ReceivablesView(Receivables Report, string? Code, string Url, bool MaySeeInvoices);

/// <summary>What customers owe, by how long it is past its day.</summary>
[Authorize(ReportsPermissions.View)]
public sealed class ReceivablesModel(ReceivableQueries receivables, ReceivableExport export, TenantQueries tenants, TimeProvider clock, IAuthorizationService authorization) : PageModel
{
    public ReceivablesView View { get; private set; } = null!;

    public async Task OnGetAsync(string? currency, string? cursor, CancellationToken cancellationToken)
    {
        var (today, code) = await AskedAsync(currency, cancellationToken);
        View = new ReceivablesView(await receivables.ReportAsync(today, code, cursor, cancellationToken), TrialBalanceQuery.Code(currency), PageUrl.Of(Request), await authorization.MayAsync(User, BillingPermissions.View));
    }

    public async Task<IActionResult> OnGetCsvAsync(string? currency, CancellationToken cancellationToken)
    {
        var (today, code) = await AskedAsync(currency, cancellationToken);
        return new CsvDownload($"receivables-{today:yyyy-MM-dd}.csv", (body, aborted) => export.WriteAsync(body, today, code, new TransferStyle(ByteOrderMark: true), aborted));
    }

    private async Task<(DateOnly Today, string Currency)> AskedAsync(string? currency, CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        return (tenant.DayOf(clock.GetUtcNow()), TrialBalanceQuery.Code(currency) ?? tenant.Currency);
    }
}
