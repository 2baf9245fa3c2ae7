using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Web.Features.Billing.Ledger;

/// <summary>One transaction with its entries, and the one that undoes it or that it undoes.</summary>
[Authorize(BillingPermissions.Ledger)]
public sealed class DetailsModel(LedgerQueries ledger, IEnumerable<ILedgerSource> sources, TenantClock clock) : PageModel
{
    public LedgerDetails Details { get; private set; } = null!;

    /// <summary>Page of what it books.</summary>
    public string? SourceUrl { get; private set; }

    public TenantTime Time { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await ledger.FindAsync(id, cancellationToken) is not { } found) return NotFound();
        (Details, Time) = (found, await clock.NowAsync(cancellationToken));
        SourceUrl = LedgerWords.SourceUrl(found.Transaction);
        if (SourceUrl is null && sources.FirstOrDefault(s => s.Kind == found.Transaction.Kind) is { } source) SourceUrl = await source.UrlAsync(found.Transaction.SourceId, cancellationToken);
        return Page();
    }
}
