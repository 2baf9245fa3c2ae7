using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Subscriptions.Transfer;

/// <summary>What the form of columns draws.</summary>
/// <param name="Chosen">The field of each column; null leaves it out.</param>
public sealed record ColumnsView(ImportRun Run, IReadOnlyList<string> Headers, IReadOnlyList<TransferField?> Chosen, IReadOnlyList<IReadOnlyList<string>> Samples);

/// <summary>One import: its columns, what it would do, how far it is, what came of it.</summary>
[Authorize(CustomersPermissions.Manage)]
public sealed class DetailsModel(ImportService imports, ImportQueries queries, ImportReport report, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    private const int FirstShown = 10;

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary><c>columns</c> leads back to them while nothing was begun.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Step { get; set; }

    /// <summary>Rows of one outcome: <c>bad</c>, <c>new</c>…</summary>
    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public ImportRun Run { get; private set; } = null!;

    public ImportLine Line => ImportLine.Of(Run);

    public bool ShowsColumns => Run.State is ImportState.Rejected or ImportState.Uploaded || (Step == "columns" && Run.MayMap);

    public ColumnsView Columns { get; private set; } = null!;

    public Page<ImportRowLine>? Rows { get; private set; }

    public IReadOnlyList<ImportRowLine> First { get; private set; } = [];

    public TenantTime Time { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken)) return NotFound();
        if (ShowsColumns) await LoadColumnsAsync(null, cancellationToken);
        else if (Run.State != ImportState.Checking) await LoadRowsAsync(cancellationToken);
        return Page();
    }

    /// <summary>How far it is; the page is read anew once there is something else to see.</summary>
    public async Task<IActionResult> OnGetProgressAsync(CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken)) return NotFound();
        if (Run.State is not (ImportState.Checking or ImportState.Importing)) return this.Leave($"/customers/import/{Id}");
        return this.Fragment<ImportProgress>(new { Run = Line, Time });
    }

    /// <summary>The rows that stayed out, to be corrected.</summary>
    public async Task<IActionResult> OnGetBadAsync(bool bom, CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken)) return NotFound();
        var style = new TransferStyle(bom, await authorization.MayAsync(User, SubscriptionsPermissions.RevealPassword));
        return new CsvDownload($"{Path.GetFileNameWithoutExtension(Run.FileName)}-to-correct.csv", (body, aborted) => report.WriteAsync(body, Run, style, aborted));
    }

    public async Task<IActionResult> OnPostColumnsAsync([FromForm] Dictionary<int, string>? columns, CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken)) return NotFound();
        var count = ImportService.HeadersOf(Run).Count;
        List<TransferField?> chosen = [.. Enumerable.Range(0, count).Select(i => Enum.TryParse<TransferField>(columns?.GetValueOrDefault(i), out var field) && Enum.IsDefined(field) ? field : (TransferField?)null)];
        return await AnswerAsync(await imports.MapAsync(Id, chosen, cancellationToken), chosen, cancellationToken);
    }

    public async Task<IActionResult> OnPostReadAsync([FromForm] string? encoding, [FromForm] string? delimiter, CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken)) return NotFound();
        return await AnswerAsync(await imports.ReadAgainAsync(Id, encoding, delimiter, cancellationToken), null, cancellationToken, "?step=columns");
    }

    public async Task<IActionResult> OnPostStartAsync(CancellationToken cancellationToken)
    {
        var started = await imports.StartAsync(Id, cancellationToken);
        if (started.Refusal is { IsNotFound: true }) return NotFound();
        return started.Ok ? this.Leave($"/customers/import/{Id}") : this.Leave($"/customers/import/{Id}", ToastKind.Bad, started.Refusal.Message);
    }

    public async Task<IActionResult> OnPostStopAsync(CancellationToken cancellationToken)
    {
        var stopped = await imports.StopAsync(Id, cancellationToken);
        if (stopped.Refusal is { IsNotFound: true }) return NotFound();
        return stopped.Ok ? this.Leave($"/customers/import/{Id}", toast: "It stops after the present rows.") : this.Leave($"/customers/import/{Id}", ToastKind.Bad, stopped.Refusal.Message);
    }

    public async Task<IActionResult> OnPostDiscardAsync(CancellationToken cancellationToken)
    {
        var discarded = await imports.DiscardAsync(Id, cancellationToken);
        if (discarded.Refusal is { IsNotFound: true }) return NotFound();
        return discarded.Ok ? this.Leave("/customers/import", toast: "The file is forgotten; nothing was changed.") : this.Leave($"/customers/import/{Id}", ToastKind.Bad, discarded.Refusal.Message);
    }

    private async Task<IActionResult> AnswerAsync(Result<ImportRun> done, IReadOnlyList<TransferField?>? chosen, CancellationToken cancellationToken, string step = "")
    {
        if (done.Ok) return this.Leave($"/customers/import/{Id}{step}");
        if (!Run.MayMap) return this.Leave($"/customers/import/{Id}", ToastKind.Bad, done.Refusal.Message);
        Step = "columns";
        ModelState.AddModelError("", done.Refusal.Message);
        await LoadColumnsAsync(chosen, cancellationToken);
        return this.InvalidFragment<ImportColumns>(new { View = Columns, Errors = FormErrors.From(ModelState) });
    }

    private async Task<bool> FindAsync(CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(Id, cancellationToken) is not { } run) return false;
        Run = run;
        Time = await clock.NowAsync(cancellationToken);
        return true;
    }

    private async Task LoadColumnsAsync(IReadOnlyList<TransferField?>? chosen, CancellationToken cancellationToken) =>
        Columns = new ColumnsView(Run, ImportService.HeadersOf(Run), chosen ?? ImportService.MappingOf(Run), await imports.SamplesAsync(Run, cancellationToken));

    private async Task LoadRowsAsync(CancellationToken cancellationToken)
    {
        ImportRowState? wanted = Enum.TryParse<ImportRowState>(State, ignoreCase: true, out var state) && Enum.IsDefined(state) ? state
            : Run is { State: ImportState.Checked, Bad: > 0 } && !Request.Query.ContainsKey("state") ? ImportRowState.Bad : null;
        State = wanted?.ToString().ToLowerInvariant() ?? State;
        Rows = await queries.RowsAsync(Id, wanted, Cursor, cancellationToken);
        if (Run.State == ImportState.Checked && Cursor is null) First = await queries.FirstGoodAsync(Id, FirstShown, cancellationToken);
    }
}
