namespace MikrotikBilling.Core.Routers.Simulation.Tables;

/// <summary>
/// Names a row of another menu. The row's id is stored, so that a rename shows everywhere and a removed row leaves <c>*2</c> behind.
/// A short name is taken when only one row begins with it.
/// </summary>
internal class ReferenceValue(string menu, params string[] words) : ValueKind
{
    public override string Read(string text, string argument, SimulatedRouter router)
    {
        if (words.Contains(text, StringComparer.Ordinal)) return text;
        return Find(text, argument, router)?.Handle ?? throw router.Traps.NoMatch(argument);
    }

    public override string Print(string stored, SimulatedRouter router) =>
        stored is ['*', ..] && router.Table(menu).ById(stored) is { } row ? row.Stored("name") ?? stored : stored;

    protected Row? Find(string text, string argument, SimulatedRouter router)
    {
        if (text.Length == 0) return null;
        var table = router.Table(menu);
        if (table.ById(text) is { } byId) return byId;
        if (table.ByName(text) is { } byName) return byName;
        var longer = table.Rows.Where(row => row.Stored("name")?.StartsWith(text, StringComparison.Ordinal) == true).Take(2).ToArray();
        return longer.Length > 1 ? throw router.Traps.Ambiguous(argument) : longer.SingleOrDefault();
    }
}

/// <summary>An address, or the name of a pool to take one from.</summary>
internal sealed class AddressOrPoolValue() : ReferenceValue("/ip/pool")
{
    public override string Read(string text, string argument, SimulatedRouter router)
    {
        if (text.Length == 0 || AddressValue.IsAddress(text)) return text;
        if (text.All(c => char.IsAsciiDigit(c) || c == '.')) throw router.Traps.Invalid(argument);
        return Find(text, argument, router)?.Handle ?? throw router.Traps.NoMatch(argument);
    }
}
