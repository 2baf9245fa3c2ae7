using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Vouchers.Printing;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers.Printing;

/// <summary>The designer, for a new template and for one that is there.</summary>
public abstract class TemplatePageModel(VoucherSheetViews views) : PageModel
{
    /// <summary>More rows than any sheet has.</summary>
    private const int Rows = 20;

    [BindProperty]
    public SaveVoucherTemplate Input { get; set; } = new();

    public VoucherSheetView Sample { get; private set; } = null!;

    /// <summary>Null for a roll.</summary>
    public VoucherSheetView? Sheet { get; private set; }

    public bool IsStale { get; private set; }

    protected virtual Guid? TemplateId => null;

    protected async Task DrawAsync(SaveVoucherTemplate input, CancellationToken cancellationToken)
    {
        var template = input.Sketch();
        var sample = await views.SampleAsync(template, template.IsRoll ? 1 : template.Columns * Rows, cancellationToken);
        Sample = sample with { Vouchers = [sample.Vouchers[0]] };
        Sheet = template.IsRoll ? null : sample;
    }

    protected async Task<IActionResult> AnswerAsync(Func<Task<Result<VoucherTemplate>>> save, string done, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
        {
            await DrawAsync(Input, cancellationToken);
            return this.InvalidFragment<TemplateForm>(Parameters());
        }
        var saved = await save();
        if (saved.Ok) return this.Leave(VoucherPrintingPages.Templates, toast: $"{saved.Value.Name} {done}.");
        if (saved.Refusal.IsNotFound) return NotFound();
        ModelState.AddRefusal(saved.Refusal);
        IsStale = saved.Refusal.Code == Refusal.StaleCode;
        await DrawAsync(Input, cancellationToken);
        return this.RefusedFragment<TemplateForm>(Parameters());
    }

    private object Parameters() => new { Input, Id = TemplateId, IsStale, Sample, Sheet, Errors = FormErrors.From(ModelState) };
}
