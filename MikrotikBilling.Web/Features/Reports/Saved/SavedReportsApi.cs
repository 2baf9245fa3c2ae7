using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Saved;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports.Saved;

/// <summary>Reports that made themselves, for programs; amounts in whole units of the currency.</summary>
public static class SavedReportsApi
{
    public sealed record LineJson(Guid Id, string Rhythm, DateOnly From, DateOnly To, DateTimeOffset MadeAt, bool MadeLater);

    public sealed record FigureJson(string Name, string Unit, decimal Value, decimal? Before);

    public sealed record ColumnJson(string Name, string Unit);

    public sealed record RowJson(string Name, string? Note, IReadOnlyList<decimal?> Values);

    /// <param name="More">Rows that were left out.</param>
    public sealed record PartJson(string Title, IReadOnlyList<ColumnJson> Columns, IReadOnlyList<RowJson> Rows, int More);

    public sealed record StoredJson(Guid Id, string Rhythm, DateOnly From, DateOnly To, DateTimeOffset MadeAt, bool MadeLater, string Currency, IReadOnlyList<FigureJson> Figures, IReadOnlyList<PartJson> Parts);

    /// <param name="Rhythm">daily, weekly or monthly; else all.</param>
    public sealed record StoredListQuery(string? Rhythm, string? Cursor) : IListQuery
    {
        public StoredListQuery()
            : this(null, null)
        {
        }

        public IEnumerable<string> Unreadable
        {
            get
            {
                if (!string.IsNullOrEmpty(Rhythm) && ListWords.Word<ReportRhythm>(Rhythm) is null) yield return "rhythm";
            }
        }
    }

    internal static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/reports/saved").RequireAuthorization(ReportsPermissions.View);
        api.MapGet("", async ([AsParameters] StoredListQuery query, SavedReportQueries reports, CancellationToken token) =>
        {
            var page = await reports.GeneratedAsync(ListWords.Word<ReportRhythm>(query.Rhythm), query.Cursor, token);
            return TypedResults.Ok(new ApiList<LineJson>([.. page.Items.Select(r => new LineJson(r.Id, ReportScreen.Word(r.Rhythm), r.FirstDay, r.LastDay, r.MadeAt, r.IsLate))], page.Next));
        });
        api.MapGet("/{id:guid}", FindAsync);
    }

    private static async Task<Results<Ok<StoredJson>, ProblemHttpResult>> FindAsync(Guid id, SavedReportQueries reports, CancellationToken cancellationToken) =>
        ApiResults.Found(await reports.FindGeneratedAsync(id, cancellationToken) is { } found ? Json(found, StoredDocument.Read(found.Content)) : null);

    private static StoredJson Json(GeneratedReport report, StoredDocument document)
    {
        return new StoredJson(report.Id, ReportScreen.Word(report.Rhythm), report.FirstDay, report.LastDay, report.MadeAt, report.IsLate, document.Currency,
            [.. document.Figures.Select(f => new FigureJson(f.Label, ReportScreen.Word(f.Unit), Amount(f.Unit, f.Value)!.Value, Amount(f.Unit, f.Before)))],
            [.. document.Parts.Select(p => new PartJson(p.Title, [.. p.Columns.Select(c => new ColumnJson(c.Name, ReportScreen.Word(c.Unit)))],
                [.. p.Lines.Select(l => new RowJson(l.Name, l.Note, [.. p.Columns.Zip(l.Values, (c, v) => Amount(c.Unit, v))]))], p.More))]);

        decimal? Amount(StoredUnit unit, long? value) => value is { } some && unit == StoredUnit.Money ? new Money(some, document.Currency).ToDecimal() : value;
    }
}
