using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Web.Features.Subscriptions.Transfer;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Gateways.Reconciling;

/// <summary>One comparison: as a draft its columns and what would be kept, then each difference until it is settled.</summary>
[Authorize(BillingPermissions.Ledger)]
public sealed class DetailsModel(ReconciliationViews views, ReconciliationService service, ReconciliationSettling settling, ReconciliationBooking booking, ReconciliationExport export) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>Of the list as the address says it; a press comes back to the same place.</summary>
    [FromQuery]
    public DifferenceListQuery Query { get; set; } = new(null, null, null, null);

    public ReconciliationView View { get; private set; } = null!;

    /// <summary>Null unless a draft waits to be told which column holds what.</summary>
    public StatementColumnsView? Columns { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? step, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        if (View.IsDraft && View.MaySettle && (View.Run.Plan is null || step == "columns")) Columns = await views.ColumnsAsync(View.Run, View.Account, null, cancellationToken);
        return Page();
    }

    /// <summary>What the list shows, as a file.</summary>
    public async Task<IActionResult> OnGetCsvAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken)
        ? new CsvDownload("reconciliation.csv", (body, aborted) => export.WriteAsync(body, Query.ToFilter(Id), new TransferStyle(ByteOrderMark: true), aborted))
        : NotFound();

    [Needs(GatewaysPermissions.Reconcile)]
    public async Task<IActionResult> OnPostColumnsAsync([FromForm(Name = "Input")] ReadStatement input, CancellationToken cancellationToken)
    {
        var mapped = ModelState.IsValid ? await service.MapAsync(Id, input, cancellationToken) : (Result<ReconciliationRun>?)null;
        if (mapped is { Ok: true, Value: { Problem: null } }) return this.Leave(ReconcilingPages.Of(Id));
        if (!await LoadAsync(cancellationToken)) return NotFound();
        if (mapped?.Refusal is { } refusal) ModelState.AddRefusal(refusal);
        if (!View.IsDraft || await views.ColumnsAsync(View.Run, View.Account, input, cancellationToken) is not { } columns) return this.Leave(ReconcilingPages.Of(Id), ToastKind.Info, "It is kept already.");
        Columns = columns;
        return this.InvalidFragment<StatementColumns>(new { View = Columns, Errors = FormErrors.From(ModelState) });
    }

    [Needs(GatewaysPermissions.Reconcile)]
    public async Task<IActionResult> OnPostKeepAsync(CancellationToken cancellationToken)
    {
        var kept = await service.KeepAsync(Id, cancellationToken);
        return kept.Ok ? this.Leave(ReconcilingPages.Of(Id), toast: kept.Value.Differences == 0 ? "Kept: both sides agree." : "Kept. It stays open until each difference is settled.") : await RefuseAsync(kept.Refusal, cancellationToken);
    }

    [Needs(GatewaysPermissions.Reconcile)]
    public async Task<IActionResult> OnPostDiscardAsync(CancellationToken cancellationToken)
    {
        var done = await service.DiscardAsync(Id, cancellationToken);
        return done.Ok ? this.Leave(ReconcilingPages.Runs, toast: "The list is forgotten; nothing was changed.") : await RefuseAsync(done.Refusal, cancellationToken);
    }

    [Needs(GatewaysPermissions.Reconcile)]
    public async Task<IActionResult> OnPostBookAsync(Guid row, CancellationToken cancellationToken)
    {
        var done = await booking.BookAsync(Id, row);
        return done.Ok ? await AgainAsync(done.Value.IsDuplicate ? "A message told of it in the meantime." : done.Value.Words, cancellationToken) : await RefuseAsync(done.Refusal, cancellationToken);
    }

    [Needs(GatewaysPermissions.Reconcile)]
    public async Task<IActionResult> OnPostBookMissingAsync(string? stamp, CancellationToken cancellationToken)
    {
        var done = await booking.BookMissingAsync(Id, stamp, cancellationToken);
        if (!done.Ok) return await RefuseAsync(done.Refusal, cancellationToken);
        var (booked, suspense, refused, left) = done.Value;
        return await AgainAsync(
            $"{Units.Count(booked + suspense)} booked{(suspense > 0 ? $", {Units.Count(suspense)} of them without an owner" : "")}.{(refused > 0 ? $" {Units.Count(refused)} could not be booked." : "")}{(left > refused ? $" {Units.Count(left)} are left: press again." : "")}",
            cancellationToken, refused > 0 ? ToastKind.Warn : ToastKind.Good);
    }

    [Needs(GatewaysPermissions.Reconcile)]
    public async Task<IActionResult> OnPostNoteAsync(Guid row, [FromForm(Name = "Input")] SettleByNote input, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
        {
            if (!await LoadAsync(cancellationToken)) return NotFound();
            View = View with { Typed = (row, input.Note) };
            return this.InvalidFragment<ReconciliationPage>(Parameters);
        }
        var done = await settling.NoteAsync(Id, row, input, cancellationToken);
        return done.Ok ? await AgainAsync("Noted.", cancellationToken) : await RefuseAsync(done.Refusal, cancellationToken);
    }

    [Needs(GatewaysPermissions.Reconcile)]
    public async Task<IActionResult> OnPostLookAgainAsync(CancellationToken cancellationToken)
    {
        var done = await settling.LookAgainAsync(Id, cancellationToken);
        if (!done.Ok) return await RefuseAsync(done.Refusal, cancellationToken);
        return await AgainAsync(done.Value == 0 ? "Nothing of it agrees yet." : Phrase.Of($"{Units.Count(done.Value)} agree now."), cancellationToken, done.Value == 0 ? ToastKind.Info : ToastKind.Good);
    }

    private object Parameters => new { View, Errors = FormErrors.From(ModelState) };

    /// <summary>The page with its filters, without what names a press.</summary>
    private string Here => PageUrl.With(PageUrl.Of(Request), ("row", null), ("step", null));

    private async Task<IActionResult> AgainAsync(Phrase toast, CancellationToken cancellationToken, ToastKind kind = ToastKind.Good)
    {
        if (!Request.IsHtmx()) return this.Leave(Here, kind, toast);
        if (!await LoadAsync(cancellationToken)) return NotFound();
        Response.Toast(kind, toast);
        return this.Fragment<ReconciliationPage>(Parameters);
    }

    private async Task<IActionResult> RefuseAsync(Refusal refusal, CancellationToken cancellationToken)
    {
        if (refusal.IsNotFound || !await LoadAsync(cancellationToken)) return NotFound();
        ModelState.Clear();
        ModelState.AddModelError("", refusal.Message);
        return this.RefusedFragment<ReconciliationPage>(Parameters);
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await views.MakeAsync(Id, Query, Here, User, cancellationToken) is not { } view) return false;
        View = view;
        return true;
    }
}
