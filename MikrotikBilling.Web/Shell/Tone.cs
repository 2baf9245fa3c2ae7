namespace MikrotikBilling.Web.Shell;

/// <summary>What a mark says. Colour never says it alone: a word or a shape stands beside it.</summary>
public enum Tone
{
    Neutral,
    Info,
    Good,
    Warn,
    Bad,
}

internal static class ToneNames
{
    internal static string Css(this Tone tone) => tone switch
    {
        Tone.Info => "info",
        Tone.Good => "good",
        Tone.Warn => "warn",
        Tone.Bad => "bad",
        _ => "neutral",
    };

    internal static string Icon(this Tone tone) => tone switch
    {
        Tone.Good => "check-circle",
        Tone.Warn => "alert",
        Tone.Bad => "alert-circle",
        _ => "info",
    };
}
