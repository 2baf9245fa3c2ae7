using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Prints;
using MikrotikBilling.Core.Billing.Statements;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Prints;

/// <summary>Everything the page draws.</summary>
/// <param name="Preview">Null while the days make no span.</param>
/// <param name="Id">Of the batch that the button starts, so that pressed twice it is one.</param>
public sealed record PrintChoiceView(PrintQuery Query, PrintRequest Request, PrintPreview? Preview, Guid Id, DateOnly Today, string? Refusal, string? WhyNot);

/// <summary>Which documents would be printed, and the button that does it.</summary>
[Authorize(BillingPermissions.View)]
public sealed class NewModel(PrintRunService prints, IDocumentPrinter printer, TenantClock clock) : PageModel
{
    public PrintChoiceView View { get; private set; } = null!;

    public async Task OnGetAsync([FromQuery] PrintQuery query, CancellationToken cancellationToken) => await LoadAsync(query, null, null, cancellationToken);

    public async Task<IActionResult> OnPostAsync([FromForm] PrintQuery query, [FromForm] Guid? id, CancellationToken cancellationToken)
    {
        var started = await prints.StartAsync(query.ToRequest(await TodayAsync(cancellationToken), id), cancellationToken);
        if (started.Ok) return this.Leave(PrintsPages.Of(started.Value.Id));
        await LoadAsync(query, id, started.Refusal.Message, cancellationToken);
        ModelState.AddModelError("", started.Refusal.Message);
        return this.RefusedFragment<PrintChoice>(new { View });
    }

    private async Task LoadAsync(PrintQuery query, Guid? id, string? refusal, CancellationToken cancellationToken)
    {
        var today = await TodayAsync(cancellationToken);
        var request = query.ToRequest(today);
        var wrong = query.IsStatements ? StatementSpan.Wrong(request.From, request.To) : null;
        View = new PrintChoiceView(
            query, request, wrong is null ? await prints.PreviewAsync(request, cancellationToken) : null, id ?? Guid.CreateVersion7(), today, refusal ?? wrong, printer.WhyNot);
    }

    private async Task<DateOnly> TodayAsync(CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        return DateOnly.FromDateTime(time.Local(time.Now));
    }
}
