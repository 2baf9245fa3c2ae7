using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Saved;
using MikrotikBilling.Web.Features.Billing.Documents;
using MikrotikBilling.Web.Features.Billing.Invoices;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Reports.Saved;

/// <summary>A stored report as page, paper and attachment draw it.</summary>
public sealed record StoredReportView(GeneratedReport Report, StoredDocument Document, TenantTime Time)
{
    public static StoredReportView Of(GeneratedReport report, TenantTime time)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new StoredReportView(report, StoredDocument.Read(report.Content), time);
    }

    public Phrase Title => RhythmWords.Title(Report.Rhythm);

    public string FileName => $"{Title.InEnglish} {Report.LastDay:yyyy-MM-dd}";

    public Phrase Made => Report.IsLate ? Phrase.Of($"Made later, {Time.Moment(Report.MadeAt)}, with the figures of its days.") : Phrase.Of($"Made {Time.Moment(Report.MadeAt)}, with the figures as they were then.");

    public string Text(StoredUnit unit, long value) => unit switch
    {
        StoredUnit.Money => Figures.Text(new Money(value, Document.Currency)),
        StoredUnit.Minutes => RhythmWords.Text(unit, value, Document.Currency),
        _ => Units.Count(value),
    };

    public string Column(StoredColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return column.Unit == StoredUnit.Money ? $"{column.Name}, {Document.Currency}" : column.Name;
    }

    /// <summary>For a column whose head says the currency.</summary>
    public string Cell(StoredUnit unit, long? value) => value is not { } some ? "—" : unit == StoredUnit.Money ? Figures.Plain(new Money(some, Document.Currency)) : Text(unit, some);
}

/// <summary>A report that made itself, as it was, on the screen and on paper.</summary>
[Authorize(ReportsPermissions.View)]
public sealed class DetailsModel(SavedReportQueries queries, DocumentSeller sellers, IPdfPrinter printer, TenantClock clock) : PageModel
{
    public StoredReportView View { get; private set; } = null!;

    public string? WhyNoPdf => printer.WhyNot;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnGetPdfAsync(Guid id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken)
        ? this.Pdf<StoredReportDocument>(new { View, Seller = await sellers.NowAsync(paper: true, cancellationToken) }, View.FileName)
        : NotFound();

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await queries.FindGeneratedAsync(id, cancellationToken) is not { } found) return false;
        View = StoredReportView.Of(found, await clock.NowAsync(cancellationToken));
        return true;
    }
}
