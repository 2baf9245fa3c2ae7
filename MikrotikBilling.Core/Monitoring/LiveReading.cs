using MikrotikBilling.Core.Provisioning;

namespace MikrotikBilling.Core.Monitoring;

/// <summary>Whose traffic is watched: the door and the name at it.</summary>
public readonly record struct LiveName(AccountKind Kind, string UserName);

public enum LiveState
{
    /// <summary>The first look was taken; a speed needs two.</summary>
    Measuring,

    Live,

    /// <summary>The router does not answer; it is asked on.</summary>
    Away,
}

/// <summary>The traffic of one name now, in bits per second from the customer's side.</summary>
/// <param name="Download">Null while it is measured.</param>
public sealed record LiveRate(LiveName Name, long? Download, long? Upload);

/// <summary>One look at a router, for one who watches.</summary>
/// <param name="Why">Why the router is away.</param>
/// <param name="Rates">Of those online; a watched name that is missing is not.</param>
public sealed record LiveReading(LiveState State, DateTimeOffset At, string? Why, IReadOnlyList<LiveRate> Rates);
