using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Printing;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers.Printing;

[Authorize(VouchersPermissions.Manage)]
public sealed class NewTemplateModel(VoucherTemplateService templates, VoucherSheetViews views) : TemplatePageModel(views)
{
    public Task OnGetAsync(CancellationToken cancellationToken) => DrawAsync(Input, cancellationToken);

    /// <summary>What stands in the form leads to this, right or wrong.</summary>
    public async Task<IActionResult> OnGetPreviewAsync(SaveVoucherTemplate input, CancellationToken cancellationToken)
    {
        await DrawAsync(input ?? new SaveVoucherTemplate(), cancellationToken);
        return this.Fragment<TemplatePreview>(new { Sample, Sheet });
    }

    public Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) => AnswerAsync(() => templates.AddAsync(Input, cancellationToken), "added", cancellationToken);
}
