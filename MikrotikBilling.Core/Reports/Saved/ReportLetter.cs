using System.Globalization;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Notifications.Templates;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Tenants;
using static MikrotikBilling.Core.Kernel.Words.Said;

namespace MikrotikBilling.Core.Reports.Saved;

/// <summary>Names of what makes itself.</summary>
public static class RhythmWords
{
    public static Phrase Title(ReportRhythm rhythm) => rhythm switch
    {
        ReportRhythm.Daily => "Daily report",
        ReportRhythm.Weekly => "Weekly report",
        _ => "Monthly report",
    };

    /// <summary>A number of a stored report as people read it.</summary>
    public static string Text(StoredUnit unit, long value, string currency) => unit switch
    {
        StoredUnit.Money => new Money(value, currency).ToString(),
        StoredUnit.Minutes => value < 60 ? T($"{value} min") : T($"{DisplayFormat.Current.Count(value / 60)} h {value % 60} min"),
        _ => DisplayFormat.Current.Count(value),
    };
}

/// <summary>Tells one of the staff of a report that made itself: its figures, and the whole of it attached.</summary>
/// <param name="MadeLater">When it was made, where that was not in time.</param>
public sealed record ReportLetter(string Person, ReportRhythm Rhythm, DaySpan Days, DateTimeOffset? MadeLater, StoredDocument Document, bool HasPdf, Language? Language = null) : IEmailContent
{
    public const string Key = "report";
    private const int Lines = 10;

    public static EmailTemplateKind Template { get; } = new(Key, "Report to staff", "Goes to those of the staff who were chosen for it, when a daily, weekly or monthly report was made.", "{{title}}", $$$"""
        Hello {{person}},

        {{title}}.

        {{{string.Join("\n\n", Enumerable.Range(1, Lines).Select(i => $"{{{{figure{i}}}}}"))}}}

        {{late}}

        {{attached}}

        {{company}}
        """, [EmailPlaceholder.Company, new EmailPlaceholder("person", "Name of the staff member", "Amina"), new EmailPlaceholder("title", "Which report", "Daily report, 24 Nov 2026"),
            .. Enumerable.Range(1, Lines).Select(i => new EmailPlaceholder($"figure{i}", i == 1 ? "The first figure" : Phrase.Of($"Figure {i}; empty when there are fewer"), i <= Samples.Length ? Samples[i - 1] : "")),
            new EmailPlaceholder("late", "Says that it was made later; empty when it was made in time", ""),
            new EmailPlaceholder("attached", "Where the whole of it is", "The whole report is attached, and kept under Reports.")]);

    private static string[] Samples => ["Money taken: KES 24,500.00 (before KES 21,000.00)", "Revenue: KES 18,200.00 (before KES 17,900.00)", "New customers: 3"];

    public string Kind => Key;

    public IReadOnlyDictionary<string, string?> Values(TenantInfo tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        var values = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["person"] = Person,
            ["title"] = $"{RhythmWords.Title(Rhythm)}, {Days.Words}",
            ["late"] = MadeLater is { } at ? T($"It was made later, {tenant.Moment(at)}, with the figures of its days.") : null,
            ["attached"] = HasPdf ? T("The whole report is attached, and kept under Reports.") : T("The whole report is kept under Reports."),
        };
        foreach (var (index, figure) in Document.Figures.Take(Lines).Index())
            values[string.Create(CultureInfo.InvariantCulture, $"figure{index + 1}")] = $"{figure.Label}: {Text(figure, figure.Value)}{(figure.Before is { } before ? $" ({T($"before {Text(figure, before)}")})" : "")}";
        return values;

        string Text(StoredFigure figure, long value) => RhythmWords.Text(figure.Unit, value, Document.Currency);
    }
}
