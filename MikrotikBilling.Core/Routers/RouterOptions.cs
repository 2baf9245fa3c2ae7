using System.ComponentModel.DataAnnotations;

namespace MikrotikBilling.Core.Routers;

/// <summary>Section <c>RouterHealth</c>.</summary>
public sealed class RouterHealthOptions
{
    public const string Section = "RouterHealth";

    /// <summary>Routers asked at once.</summary>
    [Range(1, 10_000)]
    public int Concurrency { get; set; } = 200;

    /// <summary>A router that has not told all within this is offline.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(8);
}

/// <summary>Section <c>RouterLog</c>.</summary>
public sealed class RouterLogOptions
{
    public const string Section = "RouterLog";

    /// <summary>Entries waiting to be written; above this the oldest are dropped, and counted.</summary>
    [Range(100, 1_000_000)]
    public int Buffer { get; set; } = 20_000;
}
