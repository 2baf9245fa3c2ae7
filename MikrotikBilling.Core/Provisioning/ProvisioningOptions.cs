using System.ComponentModel.DataAnnotations;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>Section <c>Provisioning</c>.</summary>
public sealed class ProvisioningOptions
{
    public const string Section = "Provisioning";

    /// <summary>Most accounts in one pass of a lane.</summary>
    [Range(1, 100_000)]
    public int BatchSize { get; set; } = 1000;

    /// <summary>Lanes that may talk to their routers at once.</summary>
    [Range(1, 10_000)]
    public int MaxBusyLanes { get; set; } = 128;

    /// <summary>How often the database is asked for work that no signal told of.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan LookInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest pause between two tries at a router or an account.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan MaxBackOff { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often sessions and their counters are read from each router, beside the changes it tells by itself.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan SessionInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often each router is compared whole with the books, a tenth more or less.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan CompareInterval { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How soon after a repair the router is compared again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan AfterRepair { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Routers compared at once.</summary>
    [Range(1, 1000)]
    public int MaxComparisons { get; set; } = 8;

    /// <summary>Firewall address list for static services without access; one drop rule on each router refers to it.</summary>
    [Required, RegularExpression("^[A-Za-z0-9_-]{1,63}$")]
    public string BlockedList { get; set; } = "isp-blocked";

    /// <summary>How long a node that died keeps its routers from the others (several nodes only).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan LeaseLength { get; set; } = TimeSpan.FromSeconds(20);
}
