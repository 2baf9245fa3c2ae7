using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Payments;

/// <summary>Methods and states as pages write them.</summary>
internal static class PaymentLabels
{
    public static IReadOnlyList<SelectOption> Methods => [.. PaymentWords.ByHand.Select(m => new SelectOption(m.ToString(), Of(m)))];

    /// <summary>For filters.</summary>
    public static IReadOnlyList<SelectOption> AllMethods => [.. Enum.GetValues<PaymentMethod>().Select(m => new SelectOption(m.ToString(), Of(m)))];

    public static IReadOnlyList<RadioCard> MethodCards { get; } =
    [
        new(nameof(PaymentMethod.Cash), "Cash", Icon: "cash"), new(nameof(PaymentMethod.MobileMoney), "Mobile money", Icon: "phone"),
        new(nameof(PaymentMethod.BankTransfer), "Bank transfer", Icon: "wallet"), new(nameof(PaymentMethod.Cheque), "Cheque", Icon: "file"),
    ];

    public static IReadOnlyList<SelectOption> States { get; } = [.. Enum.GetValues<PaymentState>().Select(s => new SelectOption(s.ToString(), Of(s).Text))];

    public static string Of(PaymentMethod method)
    {
        string words = PaymentWords.Of(method);
        // A name such as bKash is written as it is.
        return char.IsUpper(words[1]) ? words : char.ToUpperInvariant(words[0]) + words[1..];
    }

    public static (Phrase Text, Tone Tone) Of(PaymentState state) => state switch
    {
        PaymentState.PartlyRefunded => ("Partly given back", Tone.Warn),
        PaymentState.Refunded => ("Given back", Tone.Neutral),
        PaymentState.Reversed => ("Reversed", Tone.Bad),
        _ => ("Booked", Tone.Good),
    };
}
