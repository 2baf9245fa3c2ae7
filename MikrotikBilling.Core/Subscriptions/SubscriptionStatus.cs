using System.Collections.Frozen;

namespace MikrotikBilling.Core.Subscriptions;

public enum SubscriptionStatus
{
    /// <summary>Begins later.</summary>
    Pending,

    /// <summary>Paid and online.</summary>
    Active,

    /// <summary>Past its end, still online for the days of grace.</summary>
    Grace,

    /// <summary>Disabled by a person (or by dunning).</summary>
    Suspended,

    /// <summary>Its time is up.</summary>
    Expired,

    /// <summary>Rests; the days left are kept.</summary>
    Paused,

    /// <summary>Ended for good.</summary>
    Cancelled,

    /// <summary>On the router ahead of its first use, which begins it: a voucher that nobody has used.</summary>
    Ready,
}

/// <summary>The one table of allowed moves between states.</summary>
public static class SubscriptionTransitions
{
    private static readonly FrozenDictionary<SubscriptionStatus, SubscriptionStatus[]> Allowed =
        new Dictionary<SubscriptionStatus, SubscriptionStatus[]>
        {
            [SubscriptionStatus.Pending] = [SubscriptionStatus.Active, SubscriptionStatus.Suspended, SubscriptionStatus.Cancelled],
            [SubscriptionStatus.Active] =
                [SubscriptionStatus.Grace, SubscriptionStatus.Suspended, SubscriptionStatus.Expired, SubscriptionStatus.Paused, SubscriptionStatus.Cancelled],
            [SubscriptionStatus.Grace] = [SubscriptionStatus.Active, SubscriptionStatus.Suspended, SubscriptionStatus.Expired, SubscriptionStatus.Cancelled],
            [SubscriptionStatus.Suspended] =
                [SubscriptionStatus.Pending, SubscriptionStatus.Active, SubscriptionStatus.Expired, SubscriptionStatus.Cancelled],
            [SubscriptionStatus.Expired] = [SubscriptionStatus.Active, SubscriptionStatus.Suspended, SubscriptionStatus.Cancelled],
            [SubscriptionStatus.Paused] = [SubscriptionStatus.Active, SubscriptionStatus.Cancelled],
            [SubscriptionStatus.Cancelled] = [],
            [SubscriptionStatus.Ready] = [SubscriptionStatus.Active, SubscriptionStatus.Cancelled],
        }.ToFrozenDictionary();

    public static bool May(SubscriptionStatus from, SubscriptionStatus to) => Allowed[from].Contains(to);

    public static IReadOnlyList<SubscriptionStatus> From(SubscriptionStatus from) => Allowed[from];

    /// <summary>The router lets the customer in.</summary>
    public static bool HasAccess(this SubscriptionStatus status) => status is SubscriptionStatus.Active or SubscriptionStatus.Grace or SubscriptionStatus.Ready;
}
