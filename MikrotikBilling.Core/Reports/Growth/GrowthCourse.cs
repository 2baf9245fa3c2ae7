using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Subscriptions.Moves;

namespace MikrotikBilling.Core.Reports.Growth;

/// <summary>How many there are by state and profile at one moment; customers have no profile.</summary>
public sealed class StateCounts(IEnumerable<KeyValuePair<(ServiceStatus State, Guid? Profile), int>> counts)
{
    private readonly Dictionary<(ServiceStatus State, Guid? Profile), int> _counts = new(counts.Where(c => c.Value != 0));

    public IReadOnlyDictionary<(ServiceStatus State, Guid? Profile), int> All => _counts;

    public int Paying => _counts.Where(c => MoveWords.Paying.Contains(c.Key.State)).Sum(c => c.Value);

    public int Of(ServiceStatus state) => _counts.Where(c => c.Key.State == state).Sum(c => c.Value);

    public int PayingOn(Guid profile) => MoveWords.Paying.Sum(s => _counts.GetValueOrDefault((s, profile)));

    /// <summary>What services that pay come to in a month.</summary>
    public long Monthly(MonthlyPrices prices, DateOnly day) => _counts.Where(c => MoveWords.Paying.Contains(c.Key.State)).Sum(c => c.Value * prices.At(c.Key.Profile, day));
}

/// <summary>Some days: the states they began and ended with, and what moved between.</summary>
public sealed record GrowthStep(DaySpan Days, StateCounts Open, StateCounts Close, IReadOnlyList<Moved> Moves)
{
    public int Count(MoveKind kind) => Moves.Where(m => m.Kind == kind).Sum(m => m.Count);
}

/// <summary>The course of states through a period and the one before it.</summary>
public static class GrowthCourse
{
    /// <param name="moves">All from the beginning, as <see cref="MoveQueries.CourseAsync"/> reads them, of one kind of thing.</param>
    public static IReadOnlyList<GrowthStep> Of(ReportPeriod period, IEnumerable<Moved> moves)
    {
        ArgumentNullException.ThrowIfNull(period);
        return Of(period.Both.SelectMany(period.Buckets), moves);
    }

    /// <param name="buckets">The oldest first.</param>
    public static IReadOnlyList<GrowthStep> Of(IEnumerable<DaySpan> buckets, IEnumerable<Moved> moves)
    {
        ArgumentNullException.ThrowIfNull(buckets);
        var (counts, steps, at) = (new Dictionary<(ServiceStatus, Guid?), int>(), new List<GrowthStep>(), 0);
        var ordered = moves.OrderBy(m => m.Day).ToList();
        foreach (var days in buckets)
        {
            for (; at < ordered.Count && ordered[at].Day < days.From; at++) Apply(counts, ordered[at]);
            var (open, first) = (new StateCounts(counts), at);
            for (; at < ordered.Count && ordered[at].Day <= days.To; at++) Apply(counts, ordered[at]);
            steps.Add(new GrowthStep(days, open, new StateCounts(counts), ordered[first..at]));
        }
        return steps;
    }

    private static void Apply(Dictionary<(ServiceStatus, Guid?), int> counts, Moved move)
    {
        if (move.From is { } from) counts[(from, move.FromProfile)] = counts.GetValueOrDefault((from, move.FromProfile)) - move.Count;
        if (move.To is { } to) counts[(to, move.ToProfile)] = counts.GetValueOrDefault((to, move.ToProfile)) + move.Count;
    }
}
