using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning.Alarms;

/// <summary>Alarms as people read them.</summary>
public static class AlarmWords
{
    public static Phrase Kind(string kind) => kind switch
    {
        AlarmKinds.RouterDown => "Router down",
        AlarmKinds.LoginRefused => "Login refused",
        AlarmKinds.CertificateChanged => "Certificate changed",
        AlarmKinds.OtherDevice => "Other device",
        AlarmKinds.ConfigurationLost => "Configuration lost",
        AlarmKinds.HeldBack => "Held back",
        AlarmKinds.Conflicts => "Rows not ours",
        { Length: > 0 } => $"{char.ToUpperInvariant(kind[0])}{kind[1..].Replace('-', ' ')}",
        _ => "",
    };

    public static Tone Tone(AlarmLine alarm)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        return alarm.IsBack ? Shell.Tone.Warn : alarm.SeenAt is null ? Shell.Tone.Bad : Shell.Tone.Neutral;
    }

    /// <summary>What follows after kind and time.</summary>
    public static Phrase More(AlarmLine alarm)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        var parts = new List<string>();
        if (alarm.Customers > 0) parts.Add($"{Units.Count(alarm.Customers)} {(alarm.Customers == 1 ? "customer" : "customers")}");
        if (alarm.Times > 1) parts.Add(Phrase.Of($"came {alarm.Times} times"));
        if (alarm.IsBack) parts.Add("back now; it ends once that lasts a few minutes");
        if (alarm.SeenBy is { } who) parts.Add(Phrase.Of($"seen by {who}"));
        return parts.Count == 0 ? "" : " · " + string.Join(" · ", parts);
    }
}
