using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Prints;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Prints;

/// <summary>The archive of a batch.</summary>
[Authorize(BillingPermissions.View)]
public sealed class ZipModel(PrintArchive archive) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        var opened = await archive.OpenAsync(id, cancellationToken);
        if (opened.Ok) return new ZipDownload(opened.Value, archive);
        return opened.Refusal.IsNotFound ? NotFound() : this.Leave(PrintsPages.Of(id), ToastKind.Bad, opened.Refusal.Message);
    }
}
