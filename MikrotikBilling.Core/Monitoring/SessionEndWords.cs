using System.Text.RegularExpressions;
using MikrotikBilling.Core.Provisioning;

namespace MikrotikBilling.Core.Monitoring;

/// <summary>What a router says about the end of a session, read: <c>last-disconnect-reason</c> of a secret, lines of its log.</summary>
internal static partial class SessionEndWords
{
    /// <summary>The words differ between versions and doors, so they are searched rather than compared.</summary>
    private static readonly (string Part, SessionEnd End)[] Known =
    [
        ("admin", SessionEnd.OnRouter),
        ("nas-request", SessionEnd.OnRouter),
        ("user-disabled", SessionEnd.ServiceEnded),
        ("idle", SessionEnd.Idle),
        ("keepalive", SessionEnd.LineLost),
        ("not-responding", SessionEnd.LineLost),
        ("lost-carrier", SessionEnd.LineLost),
        ("lost-service", SessionEnd.LineLost),
        ("reboot", SessionEnd.RouterRestarted),
        ("traffic-limit", SessionEnd.DataCap),
        ("limit-bytes", SessionEnd.DataCap),
        ("session-timeout", SessionEnd.TimeLimit),
        ("uptime-limit", SessionEnd.TimeLimit),
        ("peer-request", SessionEnd.Device),
        ("user-request", SessionEnd.Device),
        ("hung-up", SessionEnd.Device),
        ("terminated", SessionEnd.Device),
    ];

    public static SessionEnd Parse(string? words)
    {
        if (string.IsNullOrEmpty(words)) return SessionEnd.Unknown;
        var plain = words.ToLowerInvariant().Replace(' ', '-');
        foreach (var (part, end) in Known)
            if (plain.Contains(part, StringComparison.Ordinal)) return end;
        return SessionEnd.Unknown;
    }

    /// <summary><c>ann (10.5.50.7): logged out: user request</c>; null for another line.</summary>
    public static (string UserName, string Words)? FromLog(string message) =>
        HotspotEnd().Match(message) is { Success: true } match ? (match.Groups["user"].Value, match.Groups["words"].Value) : null;

    [GeneratedRegex(@"^(?<user>.+) \([^()]*\): logged out: (?<words>.+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HotspotEnd();
}
