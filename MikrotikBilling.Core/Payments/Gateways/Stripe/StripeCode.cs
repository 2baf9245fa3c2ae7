using System.Globalization;
using System.Text.Json;

namespace MikrotikBilling.Core.Payments.Gateways.Stripe;

/// <summary>Why something was not done, in plain words.</summary>
/// <param name="Code">The bank's where it has one, else Stripe's.</param>
internal sealed record StripeCode(string? Code, string Words)
{
    /// <summary>Our own code for keys that Stripe does not take, or that may not do what is asked.</summary>
    public const string WrongKeys = "keys";

    /// <summary>The bank wants to hear from the payer himself.</summary>
    private const string PayerNeeded = "authentication_required";

    private const string Declined = "The bank declined the card.";
    private const string OverLimit = "The card is over its limit.";

    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        [PayerNeeded] = "The bank wants the payer to confirm it himself. Send him the link to pay.",
        ["amount_too_small"] = "Stripe does not take so small an amount.",
        ["amount_too_large"] = "Stripe does not take so large an amount.",
        ["approve_with_id"] = "The bank could not approve it. Try again.",
        ["card_declined"] = Declined,
        ["card_not_supported"] = "The card cannot be used for this.",
        ["card_velocity_exceeded"] = OverLimit,
        ["currency_not_supported"] = "The card cannot pay in this currency.",
        ["do_not_honor"] = Declined,
        ["expired_card"] = "The card has expired.",
        // What a bank says of lost and stolen cards is not for whoever holds one.
        ["fraudulent"] = Declined,
        ["generic_decline"] = Declined,
        ["incorrect_cvc"] = "The card's security code was wrong.",
        ["incorrect_number"] = "The card's number was wrong.",
        ["insufficient_funds"] = "There is not enough money on the card.",
        ["invalid_account"] = "The card's account is not valid any more.",
        ["issuer_not_available"] = "The bank cannot be reached. Try again later.",
        ["lost_card"] = Declined,
        ["merchant_blacklist"] = Declined,
        ["pickup_card"] = Declined,
        ["processing_error"] = "The bank could not process it. Try again.",
        ["restricted_card"] = Declined,
        ["stolen_card"] = Declined,
        ["testmode_decline"] = "A test card cannot pay real money.",
        ["transaction_not_allowed"] = Declined,
        ["try_again_later"] = "The bank could not process it. Try again later.",
        ["withdrawal_count_limit_exceeded"] = OverLimit,
    };

    public static StripeCode WantsPayer { get; } = new(PayerNeeded, Known[PayerNeeded]);

    /// <summary>The account is set up wrongly: whoever is asked next fails too.</summary>
    public bool IsSetUp => Code == WrongKeys;

    /// <param name="error">Stripe's <c>error</c>.</param>
    public static StripeCode Of(int status, JsonElement? error)
    {
        var words = ProviderJson.Line(error?.Exact("message"), 200) ?? string.Create(CultureInfo.InvariantCulture, $"answered {status}");
        return status switch
        {
            401 => new(WrongKeys, "Stripe does not take the secret key."),
            403 => new(WrongKeys, $"The key may not do this at Stripe: {words}"),
            _ => error is { } said ? Of(said, words) : new(null, $"Stripe: {words}"),
        };
    }

    /// <summary>Of a payment's <c>last_payment_error</c>.</summary>
    public static StripeCode Of(JsonElement error) => Of(error, ProviderJson.Line(error.Exact("message"), 200) ?? "no reason given");

    private static StripeCode Of(JsonElement error, string words)
    {
        var code = ProviderJson.Line(error.Exact("decline_code") ?? error.Exact("code") ?? error.Exact("type"), 60);
        return new(code, Known.GetValueOrDefault(code ?? "") ?? Known.GetValueOrDefault(error.Exact("code") ?? "") ?? $"Stripe: {words}");
    }
}
