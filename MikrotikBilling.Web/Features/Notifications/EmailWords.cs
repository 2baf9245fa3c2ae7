using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Notifications;

/// <summary>Emails as people read them.</summary>
internal static class EmailWords
{
    public static Phrase NotSetUp => "Email is not set up";

    public static IReadOnlyList<SelectOption> States { get; } = [.. Enum.GetNames<EmailState>().Select(name => new SelectOption(name, name))];

    public static Tone Tone(EmailState state) => state switch
    {
        EmailState.Sent => Shell.Tone.Good,
        EmailState.Failed => Shell.Tone.Bad,
        EmailState.Waiting or EmailState.Sending => Shell.Tone.Info,
        _ => Shell.Tone.Neutral,
    };

    /// <summary>What follows a wish to send it now.</summary>
    public static Phrase Tried(bool isSetUp) => isSetUp ? "It is tried now." : "It goes out as soon as email is set up.";

    public static bool MayBeSent(EmailState state) => state is EmailState.Waiting or EmailState.Failed or EmailState.Cancelled;
}
