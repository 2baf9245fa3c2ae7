using System.Collections.Frozen;

namespace MikrotikBilling.Core.Routers.Simulation.Schema;

/// <summary>One menu of one RouterOS version: its commands with their arguments, and what its rows print.</summary>
internal sealed class MenuDefinition
{
    public required string Path { get; init; }

    public required bool IsSingleton { get; init; }

    public required FrozenDictionary<string, FrozenSet<string>> Commands { get; init; }

    /// <summary>Printed property names in the order of the schema.</summary>
    public required IReadOnlyList<string> Printed { get; init; }

    /// <summary>Printed when nobody set them.</summary>
    public required FrozenDictionary<string, string> Defaults { get; init; }

    /// <summary><c>time</c>, <c>ip</c> or <c>mac</c> by argument name.</summary>
    public required FrozenDictionary<string, string> Hints { get; init; }

    public bool HasName => Printed.Contains("name", StringComparer.Ordinal) || Settable.Contains("name");

    public FrozenSet<string> Settable => Commands.GetValueOrDefault("set") ?? Commands.GetValueOrDefault("add") ?? FrozenSet<string>.Empty;
}
