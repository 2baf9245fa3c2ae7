using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Subscriptions.Moves;

namespace MikrotikBilling.Core.Reports.Growth;

public enum CustomersBy { Movement, State }

public enum RecurringBy { Movement, Profile }

/// <summary>What changes recurring revenue.</summary>
public enum RecurringMove { New, Reactivation, Expansion, Contraction, Churn }

/// <summary>Customers through a period.</summary>
/// <param name="Steps">Of the days shown, the oldest first.</param>
/// <param name="Since">The first day that is known; what was there before moves were kept entered on the day it was made, as it stood.</param>
public sealed record CustomerGrowth(PeriodReport Report, IReadOnlyList<GrowthStep> Steps, DateOnly? Since)
{
    public int Left => Steps.Sum(s => s.Count(MoveKind.Left));

    public int CameBack => Steps.Sum(s => s.Count(MoveKind.CameBack));

    public int New => Steps.Sum(s => s.Count(MoveKind.New));

    public int PayingBefore => Steps.Count == 0 ? 0 : Steps[0].Open.Paying;

    public int PayingNow => Steps.Count == 0 ? 0 : Steps[^1].Close.Paying;

    public decimal PayingAverage => Steps.Count == 0 ? 0 : Steps.Average(s => (s.Open.Paying + s.Close.Paying) / 2m);

    /// <summary>Left, in percent of those who paid at the beginning; null where nobody did.</summary>
    public decimal? Churn => ChurnOf(Left, PayingBefore);

    /// <summary>Of those who left, so many in percent did not come back within the days.</summary>
    public decimal? NetChurn => ChurnOf(Math.Max(0, Left - CameBack), PayingBefore);

    public static decimal? ChurnOf(int left, int paying) => paying <= 0 ? null : Math.Round(100m * left / paying, 1, MidpointRounding.AwayFromZero);
}

/// <summary>Recurring revenue at the end of some days.</summary>
/// <param name="Monthly">Of one month, in minor units.</param>
/// <param name="Services">That pay.</param>
/// <param name="Customers">That pay.</param>
public sealed record RecurringStep(DaySpan Days, long Monthly, int Services, int Customers, IReadOnlyDictionary<RecurringMove, long> Moves)
{
    /// <summary>A customer's revenue in a month.</summary>
    public long? PerCustomer => Customers == 0 ? null : (long)Math.Round((decimal)Monthly / Customers, 0, MidpointRounding.AwayFromZero);
}

/// <summary>Recurring revenue through a period; the report itself is of what changed it.</summary>
/// <param name="Customers">For churn.</param>
public sealed record RecurringRevenue(PeriodReport Report, IReadOnlyList<RecurringStep> Steps, IReadOnlyList<RecurringStep> Before, CustomerGrowth Customers)
{
    public RecurringStep? Last => Steps.Count == 0 ? null : Steps[^1];

    /// <summary>At the end, and before the first day.</summary>
    public Compared Monthly => new(Last?.Monthly ?? 0, (Last?.Monthly ?? 0) - Report.Total.Now);

    /// <summary>Those who left and did not come back, as a part of those who paid on the average, in a mean month.</summary>
    public decimal? MonthlyChurn => Customers.PayingAverage <= 0 ? null : Math.Max(0, Customers.Left - Customers.CameBack) / Customers.PayingAverage / (Report.Period.Shown.Length / 30.4375m);

    /// <summary>What a customer pays until he leaves; null while nobody leaves.</summary>
    public long? Lifetime => MonthlyChurn is > 0.0001m and var churn && Last?.PerCustomer is { } each ? (long)Math.Round(each / churn, 0, MidpointRounding.AwayFromZero) : null;
}

/// <summary>What one profile did in a period; services that pay.</summary>
public sealed record ProfileLine(Guid Id, string Name, int Before, int Now, int New, int CameBack, int ChangedTo, int ChangedFrom, int Left, long Monthly, long Revenue)
{
    public int Net => Now - Before;
}

/// <summary>Profiles through a period.</summary>
public sealed record ProfileGrowth(PeriodReport Report, IReadOnlyList<ProfileLine> Lines, string Currency);

/// <summary>Customers, recurring revenue and profiles over days, from the moves that are kept.</summary>
public sealed class GrowthReports(MoveQueries moves, MoneyReports money)
{
    public async Task<CustomerGrowth> CustomersAsync(ReportPeriod period, CustomersBy by, CancellationToken cancellationToken) =>
        await InShortAsync(period, by, cancellationToken) with { Since = await moves.SinceAsync(cancellationToken) };

    /// <summary>The same without saying since when it is known: one statement.</summary>
    public async Task<CustomerGrowth> InShortAsync(ReportPeriod period, CustomersBy by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(period);
        return Customers(period, by, await moves.CourseAsync(MoveOf.Customer, period, cancellationToken), null);
    }

    /// <param name="currency">Services in another are not counted.</param>
    public async Task<RecurringRevenue> RecurringAsync(ReportPeriod period, RecurringBy by, string currency, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(period);
        var rows = await moves.CourseAsync(null, period, cancellationToken);
        var prices = await moves.PricesAsync(currency, cancellationToken);
        var names = by == RecurringBy.Profile ? await moves.ProfileNamesAsync(cancellationToken) : [];
        var customers = GrowthCourse.Of(period, rows.Where(m => m.Of == MoveOf.Customer));
        var steps = GrowthCourse.Of(period, rows.Where(m => m.Of == MoveOf.Service));
        var changes = steps.Select(s => (s.Days, Changes: RecurringChange.Of(s, prices))).ToList();
        var values = changes.SelectMany(s => s.Changes.Select(c => new DayValue(s.Days.From, by == RecurringBy.Profile ? c.Profile.ToString() : c.Move.ToString(), c.Minor, c.Services))).ToList();
        var report = PeriodReport.Of(period, currency, values, key => by == RecurringBy.Profile ? NameOf(names, key) : Words(Enum.Parse<RecurringMove>(key)));
        var made = steps.Select((s, i) => new RecurringStep(
            s.Days, s.Close.Monthly(prices, s.Days.To), s.Close.Paying, customers[i].Close.Paying,
            changes[i].Changes.GroupBy(c => c.Move).ToDictionary(g => g.Key, g => g.Sum(c => c.Minor)))).ToList();
        return new RecurringRevenue(report, made.FindAll(s => period.Shown.Has(s.Days.From)), made.FindAll(s => !period.Shown.Has(s.Days.From)), Customers(period, CustomersBy.Movement, rows.FindAll(m => m.Of == MoveOf.Customer), await moves.SinceAsync(cancellationToken)));
    }

    public async Task<ProfileGrowth> ProfilesAsync(ReportPeriod period, string currency, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(period);
        var rows = await moves.WholeAsync(MoveOf.Service, period, cancellationToken);
        var changes = (await moves.PayingAsync(period, cancellationToken)).ConvertAll(c => new DayValue(c.Day, "", c.Change));
        var (prices, names) = (await moves.PricesAsync(currency, cancellationToken), await moves.ProfileNamesAsync(cancellationToken));
        var revenue = (await money.RevenueAsync(period, RevenueBy.Profile, currency, cancellationToken)).Groups.ToDictionary(g => g.Key, g => g.Sum.Now, StringComparer.Ordinal);
        var steps = GrowthCourse.Of(period.Both, rows);
        var shown = steps[^1];
        var values = steps.SelectMany(s => s.Moves.SelectMany(m => Ends(m).Select(e => new DayValue(s.Days.From, e.Profile.ToString(), e.Change)))).ToList();
        List<ProfileLine> lines = [.. prices.Profiles.Union(names.Keys).Select(id => Line(id)).Where(l => l.Now > 0 || l.Before > 0 || l.Revenue != 0 || l.New + l.CameBack + l.ChangedTo > 0).OrderByDescending(l => l.Now).ThenByDescending(l => l.Revenue).ThenBy(l => l.Name, StringComparer.Ordinal)];
        var report = PeriodReport.Of(period, null, changes, key => key);
        var groups = PeriodReport.Of(period, null, values, key => NameOf(names, key)).Groups;
        return new ProfileGrowth(report with { Groups = [.. groups.Select(g => g with { Count = lines.Find(l => l.Id.ToString() == g.Key)?.Now ?? 0 })] }, lines, currency);

        ProfileLine Line(Guid id) => new(
            id, NameOf(names, id.ToString()), shown.Open.PayingOn(id), shown.Close.PayingOn(id),
            Sum(MoveKind.New, m => m.ToProfile == id), Sum(MoveKind.CameBack, m => m.ToProfile == id), Sum(MoveKind.Changed, m => m.ToProfile == id), Sum(MoveKind.Changed, m => m.FromProfile == id), Sum(MoveKind.Left, m => m.FromProfile == id),
            shown.Close.PayingOn(id) * prices.At(id, period.Shown.To), revenue.GetValueOrDefault(id.ToString()));

        int Sum(MoveKind kind, Func<Moved, bool> of) => shown.Moves.Where(m => m.Kind == kind && of(m)).Sum(m => m.Count);
    }

    public static Phrase Words(RecurringMove move) => move switch
    {
        RecurringMove.New => "New services",
        RecurringMove.Reactivation => "Came back",
        RecurringMove.Expansion => "Larger profiles and prices",
        RecurringMove.Contraction => "Smaller profiles and prices",
        _ => "Left",
    };

    private static CustomerGrowth Customers(ReportPeriod period, CustomersBy by, List<Moved> rows, DateOnly? since)
    {
        var steps = GrowthCourse.Of(period, rows);
        var values = steps.SelectMany(s => s.Moves.SelectMany(m => by == CustomersBy.State ? StateValues(s.Days, m) : MoveValues(s.Days, m))).ToList();
        var report = PeriodReport.Of(period, null, values, key => by == CustomersBy.State ? key : GrowthWords.Of(Enum.Parse<MoveKind>(key)));
        return new CustomerGrowth(report, [.. steps.Where(s => period.Shown.Has(s.Days.From))], since);
    }

    private static IEnumerable<DayValue> MoveValues(DaySpan days, Moved move)
    {
        if (move.Kind is MoveKind.New or MoveKind.CameBack) yield return new DayValue(days.From, move.Kind.ToString(), move.Count, move.Count);
        else if (move.Kind == MoveKind.Left) yield return new DayValue(days.From, move.Kind.ToString(), -move.Count, move.Count);
    }

    private static IEnumerable<DayValue> StateValues(DaySpan days, Moved move)
    {
        if (move.From is { } from) yield return new DayValue(days.From, from.ToString(), -move.Count, move.Count);
        if (move.To is { } to) yield return new DayValue(days.From, to.ToString(), move.Count, move.Count);
    }

    /// <summary>What a move does to the services that pay on a profile.</summary>
    private static IEnumerable<(Guid Profile, int Change)> Ends(Moved move)
    {
        if (move.Kind is MoveKind.Left or MoveKind.Changed && move.FromProfile is { } from) yield return (from, -move.Count);
        if (move.Kind is MoveKind.New or MoveKind.CameBack or MoveKind.Changed && move.ToProfile is { } to) yield return (to, move.Count);
    }

    private static string NameOf(Dictionary<Guid, string> names, string key) => Guid.TryParse(key, out var id) ? names.GetValueOrDefault(id, "A profile that is gone") : "Without a profile";
}

/// <summary>What one thing did to recurring revenue of a profile.</summary>
internal sealed record RecurringChange(RecurringMove Move, Guid Profile, long Minor, int Services)
{
    /// <summary>
    /// Everything that lies between the revenue before some days and at their end: moves at the prices that hold at the end, and new prices for those who were there.
    /// </summary>
    public static List<RecurringChange> Of(GrowthStep step, MonthlyPrices prices)
    {
        var (changes, end, before) = (new List<RecurringChange>(), step.Days.To, step.Days.From.AddDays(-1));
        foreach (var move in step.Moves)
        {
            var (from, to) = (move.Count * prices.At(move.FromProfile, end), move.Count * prices.At(move.ToProfile, end));
            switch (move.Kind)
            {
                case MoveKind.New: Add(RecurringMove.New, move.ToProfile, to, move.Count); break;
                case MoveKind.CameBack: Add(RecurringMove.Reactivation, move.ToProfile, to, move.Count); break;
                case MoveKind.Left: Add(RecurringMove.Churn, move.FromProfile, -from, move.Count); break;
                case MoveKind.Changed:
                    var way = to >= from ? RecurringMove.Expansion : RecurringMove.Contraction;
                    Add(way, move.FromProfile, -from, 0);
                    Add(way, move.ToProfile, to, move.Count);
                    break;
            }
        }
        foreach (var profile in prices.Profiles)
        {
            var change = prices.At(profile, end) - prices.At(profile, before);
            var services = change == 0 ? 0 : step.Open.PayingOn(profile);
            if (services != 0) Add(change > 0 ? RecurringMove.Expansion : RecurringMove.Contraction, profile, services * change, services);
        }
        return changes;

        void Add(RecurringMove what, Guid? profile, long minor, int services)
        {
            if (profile is { } id && minor != 0) changes.Add(new RecurringChange(what, id, minor, services));
        }
    }
}

/// <summary>Moves in words.</summary>
public static class GrowthWords
{
    public static Phrase Of(MoveKind kind) => kind switch
    {
        MoveKind.New => "New",
        MoveKind.CameBack => "Came back",
        MoveKind.Changed => "Changed profile",
        MoveKind.Left => "Left",
        _ => "Other",
    };

    public static Phrase Of(MoveWay way) => way == MoveWay.Larger ? "Changed to a larger profile" : "Changed to a smaller profile";
}
