using System.Diagnostics.CodeAnalysis;

namespace MikrotikBilling.Core.Routers.Simulation.Commands;

/// <summary>The refusals of a router, worded as its version words them.</summary>
[SuppressMessage("Performance", "CA1822:Mark members as static",
    Justification = "One catalogue; which texts depend on the version may change.")]
internal sealed class Traps(RouterVersion version)
{
    private readonly bool _is6 = version.Is6();

    public TrapException BadLogin() => new(version.ChallengesLogin() ? "cannot log in" : "invalid user name or password (6)");

    public TrapException NoSuchMenu(string segment) => new("no such command prefix", 0)
    {
        Before = _is6 ? new TrapException($"no such command or directory ({segment})", 0) : null,
    };

    public TrapException NoSuchCommand() => new("no such command", 0);

    public TrapException UnknownParameter(string name) => new(_is6 ? "unknown parameter" : $"unknown parameter {name}", _is6 ? null : 0);

    /// <summary>Listen on a menu that cannot be followed.</summary>
    public TrapException CannotFollow() => new("unknown parameter follow-only", _is6 ? null : 0);

    public TrapException NoSuchItem() => _is6 ? new("no such item (4)") : new("no such item", 0);

    public TrapException Missing(string name) =>
        new(_is6 ? $"missing ={name}=" : $"missing value(s) of argument(s) {name}", _is6 ? null : 0);

    public TrapException NoMatch(string name) => new($"input does not match any value of {name}", 1);

    public TrapException Ambiguous(string name) =>
        new($"ambiguous value of {name}, more than one possible value matches input", 1);

    public TrapException Invalid(string name) => new($"invalid value for argument {name}", 1);

    public TrapException Invalid(string name, string reason) => new($"invalid value for argument {name}: {reason}", 1);

    public TrapException OutOfRange(string name, long min, long max) => new($"value of {name} out of range ({min}..{max})", 1);

    public TrapException Failure(string text) => new($"failure: {text}", _is6 ? null : 4);

    public TrapException NoPermission() => new("not enough permissions (9)");

    public TrapException Interrupted() => new("interrupted", 2);
}
