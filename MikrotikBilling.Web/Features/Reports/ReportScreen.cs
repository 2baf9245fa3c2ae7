using System.Text.Json;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Web.Features.Billing.Documents;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Reports;

/// <summary>A report over days as the page, the paper and the overview draw it: any of them, whatever it is of.</summary>
/// <param name="Path">Address without its days.</param>
/// <param name="About">What it counts, in a sentence.</param>
/// <param name="Noun">What its sum is called: <c>Revenue</c>.</param>
/// <param name="Report">Null while the days make no span.</param>
public sealed record ReportScreen(string Path, Phrase Title, Phrase About, Phrase Noun, ReportPeriod Period, PeriodReport? Report)
{
    /// <summary>What it can be divided by; none where there is one way alone.</summary>
    public IReadOnlyList<SelectOption> Ways { get; init; } = [];

    public string By { get; init; } = "";

    /// <summary>Head of the rows that it is divided by.</summary>
    public Phrase GroupHead { get; init; } = "";

    /// <summary>What is counted beside the sum; null counts nothing.</summary>
    public Phrase? CountHead { get; init; }

    /// <summary>Chosen in the address; null is the company's.</summary>
    public string? Currency { get; init; }

    /// <summary>All that anything was booked in.</summary>
    public IReadOnlyList<string> Currencies { get; init; } = [];

    /// <summary>The rows behind some days; null for who may not see them.</summary>
    public Func<DaySpan, string?> DaysUrl { get; init; } = _ => null;

    /// <summary>The rows behind a row over these days.</summary>
    public Func<ReportFigure, DaySpan, string?> GroupUrl { get; init; } = (_, _) => null;

    /// <summary>Whether the ledger can be asked if it says the same.</summary>
    public bool HasLedger { get; init; }

    /// <summary>Key of the <see cref="Glossary"/>, where its title is a hard word.</summary>
    public string? Term { get; init; }

    public string? WhyNoPdf { get; init; }

    /// <summary>Registered as one that can be saved with its filters.</summary>
    public bool CanBeSaved { get; init; }

    /// <summary>Whether its rows are shares of a whole; where they are parts of a reckoning they are not.</summary>
    public bool HasShares { get; init; } = true;

    /// <summary>Whether a change says something in percent; of a net that may be near zero it does not.</summary>
    public bool HasPercents { get; init; } = true;

    /// <summary>Whether a rise is bad news.</summary>
    public bool MoreIsWorse { get; init; }

    /// <summary>How a sum that is no money is written; as a number where nothing is said.</summary>
    public Func<long, string>? Words { get; init; }

    /// <summary>A table that is dear to make, as the address of a part that is fetched by itself.</summary>
    public ReportPart? Part { get; init; }

    /// <summary>Says that nothing happened.</summary>
    public Phrase EmptyTitle { get; init; } = "Nothing was booked";

    /// <summary>What else is worth a tile.</summary>
    public IReadOnlyList<ReportTile> Tiles { get; init; } = [];

    /// <summary>What it tells beside what its sum is divided by.</summary>
    public IReadOnlyList<ReportTable> Tables { get; init; } = [];

    /// <summary>What is drawn instead of the sums: how much there was at the end of each step.</summary>
    public ReportCourse? Course { get; init; }

    /// <summary>The same report over other days or by something else.</summary>
    public string Url(PeriodName? period = null, string? by = null, string? handler = null)
    {
        var days = (period ?? Period.Name) is var name and not PeriodName.Days ? $"period={Word(name)}" : Period.Days.Query;
        var step = period is null && Period.Step != ReportPeriod.StepFor(Period.Days.Length) ? $"&step={Word(Period.Step)}" : "";
        var way = (by ?? By) is { Length: > 0 } some && Ways.Count > 0 && some != Ways[0].Value ? $"&by={some}" : "";
        return $"{Path}?{days}{step}{way}{(Currency is null ? "" : $"&currency={Currency}")}{(handler is null ? "" : $"&handler={handler}")}";
    }

    public string FileName => $"{Path[(Path.LastIndexOf('/') + 1)..]}-{Period.Shown.From:yyyy-MM-dd}-{Period.Shown.To:yyyy-MM-dd}.csv";

    /// <summary>Money with its currency, or a number.</summary>
    public string Text(long value) => Report?.Currency is { } currency ? Figures.Text(new Money(value, currency)) : Words?.Invoke(value) ?? Units.Count(value);

    /// <summary>For a table whose head says the currency.</summary>
    public string Plain(long value) => Report?.Currency is { } currency ? Figures.Plain(new Money(value, currency)) : Words?.Invoke(value) ?? Units.Count(value);

    /// <summary>A difference, for a tile.</summary>
    public string ChangeText(long change) => Report?.Currency is { } currency ? $"{currency} {ChangePlain(change)}" : ChangePlain(change);

    /// <summary>A difference, for a table.</summary>
    public string ChangePlain(long change) => change > 0 ? $"+{Plain(change)}" : Plain(change);

    /// <summary><c>+12.5 %</c>; null where there is nothing to compare with.</summary>
    public static Phrase? Percent(Compared sum) => sum.Percent is not { } percent ? null : percent == 0 ? "the same" : percent > 0 ? $"+{percent:0.#} %" : $"−{-percent:0.#} %";

    /// <summary>How good news a change is.</summary>
    public Tone ToneOf(long change) => change == 0 ? Tone.Neutral : change < 0 == MoreIsWorse ? Tone.Good : Tone.Bad;

    public static Phrase StepWord(ReportStep step) => step switch { ReportStep.Week => "week", ReportStep.Month => "month", _ => "day" };

    /// <summary>What <c>report.ts</c> draws.</summary>
    public Phrase Chart()
    {
        var report = Report!;
        var digits = report.Currency is { } currency ? Core.Kernel.Currency.Digits(currency) : 0;
        return JsonSerializer.Serialize(new
        {
            labels = report.Buckets.Select(b => Label(b.Days ?? b.BeforeDays!.Value)),
            now = report.Buckets.Select((b, i) => b.Days is null ? null : Whole(Course is null ? b.Sum.Now : Course.Now.ElementAtOrDefault(i))),
            before = report.Buckets.Select((b, i) => b.BeforeDays is null ? null : Whole(Course is null ? b.Sum.Before : Course.Before.ElementAtOrDefault(i))),
            names = new[] { (Course?.Name ?? Noun).ToString(), T("Before") },
            unit = report.Currency ?? "",
            digits,
        });

        decimal? Whole(long? value) => value is not { } some ? null : report.Currency is { } code ? new Money(some, code).ToDecimal() : some;
    }

    private string Label(DaySpan days) => Period.Step == ReportStep.Month ? DisplayFormat.ShortMonth(days.From) : DisplayFormat.ShortDay(days.From);

    /// <summary>As it begins a row.</summary>
    internal static string Capital(string text) => text.Length == 0 ? text : $"{char.ToUpperInvariant(text[0])}{text[1..]}";

    /// <summary>A word as addresses have it: <c>lastMonth</c>.</summary>
    internal static string Word<T>(T value) where T : struct, Enum => value.ToString() is var text ? $"{char.ToLowerInvariant(text[0])}{text[1..]}" : "";
}

/// <summary>One figure beside the sum.</summary>
public sealed record ReportTile(Phrase Label, string Value, Phrase? Hint, Tone Tone, string? Url);

/// <param name="Id">Of the element that the answer replaces.</param>
/// <param name="Label">What comes, as in "Loading …".</param>
public sealed record ReportPart(string Id, string Handler, Phrase Label);

/// <summary>How much there was at the end of each step of the days, and of those before.</summary>
public sealed record ReportCourse(Phrase Name, IReadOnlyList<long?> Now, IReadOnlyList<long?> Before);

/// <summary>What is said of whether the ledger has the same sum.</summary>
public sealed record LedgerSays(LedgerCheck Check, string Currency);
