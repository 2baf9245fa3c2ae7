using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning.Alarms;

/// <summary>Alarms as people read them.</summary>
public static class AlarmWords
{
    public static Tone Tone(AlarmLine alarm)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        return alarm.IsBack ? Shell.Tone.Warn : alarm.SeenAt is null ? Shell.Tone.Bad : Shell.Tone.Neutral;
    }

    /// <summary>What follows after kind and time.</summary>
    public static string More(AlarmLine alarm)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        var parts = new List<Phrase>();
        if (alarm.Customers > 0) parts.Add(alarm.Customers == 1 ? "1 customer" : Phrase.Of($"{Units.Count(alarm.Customers)} customers"));
        if (alarm.Times > 1) parts.Add($"came {alarm.Times} times");
        if (alarm.IsBack) parts.Add("back now; it ends once that lasts a few minutes");
        if (alarm.SeenBy is { } who) parts.Add($"seen by {who}");
        return string.Concat(parts.Select(p => $" · {p}"));
    }
}
