using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Payments.Attempts;

/// <summary>Requests for payment as people read them.</summary>
internal static class AttemptWords
{
    public static IReadOnlyList<SelectOption> States { get; } =
        [new(AttemptListQuery.Open, "Under way"), new(AttemptListQuery.Person, "For a person"), .. Enum.GetValues<AttemptState>().Select(s => new SelectOption(s.ToString(), Of(s).Text))];

    public static (Phrase Text, Tone Tone) Of(AttemptState state) => state switch
    {
        AttemptState.Succeeded => ("Paid", Tone.Good),
        AttemptState.Failed => ("Not paid", Tone.Bad),
        AttemptState.Expired => ("Expired", Tone.Neutral),
        AttemptState.Unknown => ("Not known yet", Tone.Warn),
        AttemptState.Pending => ("Waiting for the payer", Tone.Info),
        AttemptState.Created => ("Not sent yet", Tone.Info),
        _ => ("Being sent", Tone.Info),
    };

    /// <summary>What the press of a button does.</summary>
    public static Phrase Verb(RequestWay way) => way == RequestWay.Prompt ? "STK push" : "Payment link";

    /// <summary>What happens now, for whoever looks on.</summary>
    public static Phrase Now(PaymentAttempt attempt) => attempt.State switch
    {
        AttemptState.Succeeded => "The money is in.",
        AttemptState.Failed => attempt.Words ?? "The provider refused it.",
        AttemptState.Expired => attempt.Words ?? "Nobody paid in time. Money that comes all the same is booked.",
        AttemptState.Unknown => Phrase.Of($"The provider has not said how it ended{(attempt.Words is null ? "" : $" ({attempt.Words.TrimEnd('.')})")}. It is asked again by itself; nobody is charged twice meanwhile."),
        AttemptState.Pending when attempt.Phone is not null => Phrase.Of($"A prompt is on the phone {attempt.Phone}. It is confirmed there with the PIN."),
        AttemptState.Pending => Phrase.Of($"The payer goes on at the provider's page.{(attempt is { Code: not null, Words: { } words } ? $" {words}" : "")}"),
        _ => "It is on its way to the provider.",
    };
}
