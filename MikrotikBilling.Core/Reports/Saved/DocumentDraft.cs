using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Reports.Saved;

/// <summary>Writes one or more parts of the reports that make themselves.</summary>
public interface IDocumentSource
{
    Task WriteAsync(DocumentDraft draft, CancellationToken cancellationToken);
}

/// <summary>A report while it is made.</summary>
/// <param name="period">Its days, with those before that they are compared with.</param>
/// <param name="now">When it is made.</param>
public sealed class DocumentDraft(TenantInfo tenant, ReportPeriod period, DateTimeOffset now)
{
    /// <summary>More lines than these say nothing, and a month of a large company would have thousands.</summary>
    public const int MostLines = 40;

    private readonly List<StoredFigure> _figures = [];
    private readonly List<StoredPart> _parts = [];

    public TenantInfo Tenant { get; } = tenant;
    public ReportPeriod Period { get; } = period;
    public string Currency => Tenant.Currency;
    public DaySpan Days => Period.Shown;
    public DateTimeOffset Begins { get; } = LocalTime.StartOf(period.Shown.From, tenant.Zone);

    /// <summary>The end of the last day; nothing after it is in the report, however late it is made.</summary>
    public DateTimeOffset Ends { get; } = LocalTime.StartOf(period.Shown.To.AddDays(1), tenant.Zone);

    /// <summary>Made when its days are over: what is open must be reckoned back.</summary>
    public bool IsOver => now >= Ends;

    /// <summary>Up to here: the end of its days, or now.</summary>
    public DateTimeOffset AsOf => IsOver ? Ends : now;

    public void Figure(Phrase label, StoredUnit unit, long value, long? before = null) => _figures.Add(new StoredFigure(label, unit, value, before));

    public void Part(Phrase title, Phrase first, IReadOnlyList<StoredColumn> columns, IReadOnlyList<StoredLine> lines, Phrase whenEmpty, StoredLine? total = null, int? count = null) =>
        _parts.Add(new StoredPart(title, first, columns, [.. lines.Take(MostLines)], lines.Count == 0 ? null : total, Math.Max(0, (count ?? lines.Count) - MostLines), whenEmpty));

    public StoredDocument Done() => new(Currency, _figures, _parts);
}
