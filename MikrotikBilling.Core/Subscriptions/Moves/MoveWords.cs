using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;

namespace MikrotikBilling.Core.Subscriptions.Moves;

/// <summary>What a move means to the business.</summary>
public enum MoveKind
{
    /// <summary>Pays for the first time.</summary>
    New,

    /// <summary>Pays again after it did not.</summary>
    CameBack,

    /// <summary>Paid, and goes on with another profile.</summary>
    Changed,

    /// <summary>Paid, and does not any more: its time ran out, or it was stopped, paused or ended.</summary>
    Left,

    /// <summary>Nothing that is paid.</summary>
    Other,
}

/// <summary>The rules that moves are read by.</summary>
public static class MoveWords
{
    /// <summary>Paid time, or the days of grace after it.</summary>
    public static IReadOnlyList<ServiceStatus> Paying { get; } = [ServiceStatus.Active, ServiceStatus.Grace];

    /// <summary>Nothing was paid before it.</summary>
    public static IReadOnlyList<ServiceStatus> Before { get; } = [ServiceStatus.None, ServiceStatus.Pending];

    public static bool Pays(this ServiceStatus? state) => state is ServiceStatus.Active or ServiceStatus.Grace;

    public static MoveKind KindOf(ServiceStatus? from, ServiceStatus? to, bool sameProfile) => (from.Pays(), to.Pays()) switch
    {
        (true, false) => MoveKind.Left,
        (true, true) => sameProfile ? MoveKind.Other : MoveKind.Changed,
        (false, true) => from is null or ServiceStatus.None or ServiceStatus.Pending ? MoveKind.New : MoveKind.CameBack,
        _ => MoveKind.Other,
    };

    /// <summary>
    /// The price of a mean month of 30.4375 days. What is sold by the hour, and hotspot time by the day, is bought when it is wanted and does not come again by itself.
    /// </summary>
    public static long Monthly(Money price, CalendarSpan duration, ServiceKind kind) => duration switch
    {
        { Count: < 1 } or { Unit: SpanUnit.Hours } => 0,
        { Unit: SpanUnit.Months } => Divide(price.Minor, duration.Count),
        _ when kind == ServiceKind.Hotspot && duration.Unit == SpanUnit.Days => 0,
        { Unit: SpanUnit.Weeks } => Divide(checked(price.Minor * 487), 112L * duration.Count),
        _ => Divide(checked(price.Minor * 487), 16L * duration.Count),
    };

    /// <summary>Half goes up; prices are not below zero.</summary>
    private static long Divide(long value, long by) => ((2 * value) + by) / (2 * by);
}
