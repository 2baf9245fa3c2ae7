using System.ComponentModel.DataAnnotations;

namespace MikrotikBilling.Core.Monitoring;

/// <summary>Section <c>Monitoring</c>.</summary>
public sealed class MonitoringOptions
{
    public const string Section = "Monitoring";

    /// <summary>How often a router is asked for the traffic that somebody watches, whoever many they are.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:01:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan LiveInterval { get; set; } = TimeSpan.FromSeconds(2);
}
