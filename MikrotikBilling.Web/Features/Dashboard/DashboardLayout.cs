using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Dashboard;

/// <summary>A part at its place, shown or not.</summary>
public sealed record PlacedPart(DashboardPart Part, bool IsShown);

/// <summary>
/// What one person has on the dashboard, in what order. Kept as the keys in their order, those that are put away with a minus before them. A part that
/// came with a newer program stands at its usual place; one that is gone, or that the role may not see, is passed over.
/// </summary>
public sealed class DashboardLayout
{
    private const char Separator = ',';
    private const char Away = '-';

    private DashboardLayout(IReadOnlyList<PlacedPart> parts) => Parts = parts;

    public IReadOnlyList<PlacedPart> Parts { get; }

    public IEnumerable<PlacedPart> At(DashboardPlace place) => Parts.Where(p => p.Part.Place == place);

    /// <param name="offered">What the person may see.</param>
    /// <param name="stored">Null for one who has chosen nothing.</param>
    public static DashboardLayout Of(IEnumerable<DashboardPart> offered, string? stored)
    {
        var left = offered.OrderBy(p => p.Place).ThenBy(p => p.Order).ThenBy(p => p.Key, StringComparer.Ordinal).ToList();
        var placed = new List<PlacedPart>();
        foreach (var word in (stored ?? "").Split(Separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (left.Find(p => p.Key == word.TrimStart(Away)) is not { } part) continue;
            left.Remove(part);
            placed.Add(new PlacedPart(part, word[0] != Away));
        }
        foreach (var part in left)
        {
            // Behind the last of its kind that usually comes before it.
            var before = placed.FindLastIndex(p => p.Part.Place == part.Place && p.Part.Order <= part.Order);
            placed.Insert(before + 1, new PlacedPart(part, part.IsUsual));
        }
        return new DashboardLayout([.. placed.OrderBy(p => p.Part.Place)]);
    }

    public string Write() => string.Join(Separator, Parts.Select(p => p.IsShown ? p.Part.Key : Away + p.Part.Key));

    /// <summary>Shows these and puts the others away.</summary>
    public DashboardLayout Show(IReadOnlyCollection<string> keys) => new([.. Parts.Select(p => p with { IsShown = keys.Contains(p.Part.Key) })]);

    /// <summary>One place up or down among those of its kind; at the end it stays.</summary>
    public DashboardLayout Move(string key, bool up)
    {
        var parts = Parts.ToList();
        var at = parts.FindIndex(p => p.Part.Key == key);
        var to = up ? at - 1 : at + 1;
        if (at < 0 || to < 0 || to >= parts.Count || parts[to].Part.Place != parts[at].Part.Place) return this;
        (parts[at], parts[to]) = (parts[to], parts[at]);
        return new DashboardLayout(parts);
    }
}
