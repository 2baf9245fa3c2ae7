using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Printing;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers.Printing;

[Authorize(VouchersPermissions.Manage)]
public sealed class EditTemplateModel(VoucherPrintQueries queries, VoucherTemplateService templates, VoucherSheetViews views) : TemplatePageModel(views)
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>As it is kept.</summary>
    public string Name { get; private set; } = "";

    protected override Guid? TemplateId => Id;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await queries.TemplateAsync(Id, cancellationToken) is not { } template) return NotFound();
        (Name, Input) = (template.Name, SaveVoucherTemplate.Of(template));
        await DrawAsync(Input, cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await queries.TemplateAsync(Id, cancellationToken) is not { } template) return NotFound();
        Name = template.Name;
        return await AnswerAsync(() => templates.EditAsync(Id, Input, Input.Version, cancellationToken), "saved", cancellationToken);
    }

    public async Task<IActionResult> OnPostDeleteAsync(CancellationToken cancellationToken)
    {
        if (await queries.TemplateAsync(Id, cancellationToken) is not { } template) return NotFound();
        await templates.DeleteAsync(Id, cancellationToken);
        return this.Leave(VoucherPrintingPages.Templates, toast: $"{template.Name} deleted.");
    }
}
