using System.Diagnostics.CodeAnalysis;

namespace MikrotikBilling.Core.Routers.Simulation;

/// <summary>The RouterOS version a simulator plays; they differ in login, error texts, dates and the shape of some menus.</summary>
[SuppressMessage("Naming", "CA1707:Identifiers should not contain underscores", Justification = "7_24 reads as the version it names.")]
public enum RouterVersion
{
    /// <summary><c>!empty</c>, ISO dates, <c>show-sensitive</c>.</summary>
    V7_24,

    /// <summary>No <c>!empty</c>, ISO dates.</summary>
    V7_12,

    /// <summary>No <c>!empty</c>, dates like <c>may/01/2023</c>, error codes in brackets, health as one row.</summary>
    V6_49,

    /// <summary>As 6.49, and the challenge login from before 6.43.</summary>
    V6_42,
}

/// <summary>How the versions differ.</summary>
public static class RouterVersions
{
    /// <summary>Reads <c>7.24</c>, <c>7.12</c>, <c>6.49</c> or <c>6.42</c>.</summary>
    public static bool TryParse(string? text, out RouterVersion version)
    {
        (version, var known) = text switch
        {
            "7.24" => (RouterVersion.V7_24, true),
            "7.12" => (RouterVersion.V7_12, true),
            "6.49" => (RouterVersion.V6_49, true),
            "6.42" => (RouterVersion.V6_42, true),
            _ => (RouterVersion.V7_24, false),
        };
        return known;
    }

    /// <summary>As <c>/system/resource</c> prints it.</summary>
    public static string Printed(this RouterVersion version) => version switch
    {
        RouterVersion.V7_24 => "7.24 (stable)",
        RouterVersion.V7_12 => "7.12.2 (stable)",
        RouterVersion.V6_49 => "6.49.18 (long-term)",
        _ => "6.42.12 (long-term)",
    };

    internal static bool Is6(this RouterVersion version) => version is RouterVersion.V6_49 or RouterVersion.V6_42;

    internal static bool SendsEmpty(this RouterVersion version) => version is RouterVersion.V7_24;

    internal static bool ChallengesLogin(this RouterVersion version) => version is RouterVersion.V6_42;

    internal static bool HasOldDates(this RouterVersion version) => version.Is6();
}
