using System.Text.RegularExpressions;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Payments.Gateways;

/// <summary>Accounts, messages and money without an owner as people read them.</summary>
internal static partial class GatewayWords
{
    private const int SignsShown = 6;

    public static IReadOnlyList<SelectOption> EventStates { get; } = [.. Enum.GetValues<GatewayEventState>().Select(s => new SelectOption(s.ToString(), Of(s).Text))];

    /// <summary>All but the open ones, which the list begins with.</summary>
    public static IReadOnlyList<SelectOption> SuspenseStates { get; } =
        [.. Enum.GetValues<SuspenseState>().Where(s => s != SuspenseState.Open).Select(s => new SelectOption(s.ToString(), Of(s).Text)), new SelectOption(SuspenseListQuery.All, "Any state")];

    public static IReadOnlyList<RadioCard> Modes { get; } =
        [new(nameof(GatewayMode.Live), "Live", "Real money."), new(nameof(GatewayMode.Sandbox), "Sandbox", "The provider's test system.")];

    public static (Phrase Text, Tone Tone) Of(GatewayEventState state) => state switch
    {
        GatewayEventState.Stored => ("Waiting", Tone.Info),
        GatewayEventState.Refused => ("Refused", Tone.Warn),
        GatewayEventState.Failed => ("Failed", Tone.Bad),
        _ => ("Done", Tone.Good),
    };

    public static (Phrase Text, Tone Tone) Of(SuspenseState state) => state switch
    {
        SuspenseState.Assigned => ("Given to its owner", Tone.Good),
        SuspenseState.Returned => ("Sent back", Tone.Neutral),
        SuspenseState.Reversed => ("Taken back", Tone.Neutral),
        _ => ("Nobody's yet", Tone.Warn),
    };

    /// <summary>The provider's id of what a message tells of, without what makes its key one of its own.</summary>
    public static string IdOf(string key) => Digest().Replace(key, "");

    /// <summary>What we asked, as a heading.</summary>
    public static Phrase Asked(string role) => role.Length == 0 ? "Question" : $"{char.ToUpperInvariant(role[0])}{role[1..]}";

    /// <summary>The question with what proves something shortened.</summary>
    public static string QuestionOf(GatewayEvent asked) => Visible(Secrets().Replace(asked.Headers, m => $"{m.Groups["name"].Value}{m.Groups["value"].Value[..Math.Min(SignsShown, m.Groups["value"].Value.Length)]}…"));

    /// <summary>Name and value of each header; of what proves something only the beginning.</summary>
    public static IEnumerable<(string Name, string Value)> HeadersOf(GatewayEvent stored) => stored.Headers.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var (name, value) = colon < 0 ? (line, "") : (line[..colon].Trim(), line[(colon + 1)..].Trim());
        return (name, Telling().IsMatch(name) ? Proof().Replace(value, m => $"{m.Value[..SignsShown]}…") : value);
    });

    /// <summary>The body to look at, with what cannot be seen made visible and secrets hidden.</summary>
    public static string BodyOf(GatewayEvent stored, bool showsPhones) => Visible(MessageMask.Read(stored.Body, showsPhones));

    /// <summary>Control characters, and those that turn the direction of what follows, as the code of each.</summary>
    private static string Visible(string text) => Unseen().Replace(text, m => $"\\u{(int)m.Value[0]:x4}");

    [GeneratedRegex("signature|-sig$|authori[sz]ation|secret|token|password|api-?key|cookie", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Telling();

    /// <summary>Values of JSON and forms whose names say that they are secret.</summary>
    [GeneratedRegex("""(?<name>"?[\w-]*(?:password|passwd|pass_?key|secret|credential|signature|token|verify_sign)[\w-]*"?\s*[:=]\s*"?)(?<value>[^"&\s,}]+)""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Secrets();

    [GeneratedRegex("[A-Za-z0-9+/_-]{16,}={0,2}", RegexOptions.None, 1000)]
    private static partial Regex Proof();

    [GeneratedRegex(":[0-9a-f]{24}$", RegexOptions.None, 1000)]
    private static partial Regex Digest();

    [GeneratedRegex(@"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", RegexOptions.None, 1000)]
    private static partial Regex Unseen();
}
