using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Printing;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers.Printing;

/// <summary>The same sheets as one file.</summary>
[Authorize(VouchersPermissions.Codes)]
public sealed class PrintPdfModel(VoucherFiles files) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, Guid? template, int? from, int? to, CancellationToken cancellationToken, bool unused = true, bool unsold = false)
    {
        var made = await files.MakeAsync(id, new PrintVouchers(template, from, to, unused, unsold), cancellationToken);
        if (made.Ok) return File(made.Value.Content, "application/pdf", made.Value.Name);
        var status = VoucherFiles.StatusOf(made.Refusal);
        if (!made.Refusal.IsNotFound) ShellErrors.Say(HttpContext, new ErrorText(status, "Nothing was printed", made.Refusal.Message, "print"));
        return StatusCode(status);
    }
}
