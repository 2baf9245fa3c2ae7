using System.Diagnostics.CodeAnalysis;

namespace MikrotikBilling.Core.Routers.Simulation.Commands;

/// <summary>The router refuses a command: becomes one or more <c>!trap</c> sentences and a <c>!done</c>.</summary>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "Always has a trap text.")]
internal sealed class TrapException(string message, int? category = null) : Exception(message)
{
    /// <summary>Category 0 to 7 of the manual; null leaves the word out.</summary>
    public int? Category { get; } = category;

    /// <summary>Sent as a trap of its own before this one.</summary>
    public TrapException? Before { get; init; }
}
