using System.Text.Json;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Attempts;

namespace MikrotikBilling.Core.Payments.Gateways.Stripe;

/// <summary>
/// A payment as all of Stripe's objects tell of it: the page (session), the payment itself (intent), what was charged for it. Its id is the intent's, so all
/// of them are one movement.
/// </summary>
internal static class StripePayment
{
    /// <summary>In the metadata of what we ask for, so that every message of it leads back.</summary>
    public const string Attempt = "attempt";
    public const string Invoice = "invoice";
    public const string Way = "way";

    /// <summary>Paid on Stripe's page, where another card may be tried after one was declined.</summary>
    public const string ByPage = "page";

    private const int LongestAccount = 80;

    /// <summary>What a paid session says; null where it is not all there.</summary>
    public static MovementFact? OfSession(JsonElement session, DateTimeOffset? at)
    {
        if (session.Id("payment_intent") is not { } id || StripeAmount.Of(session.Number("amount_total"), session.Exact("currency")) is not { } amount) return null;
        var payer = session.Inner("customer_details");
        return new MovementFact(id, MovementState.Succeeded, amount)
        {
            Account = AccountOf(session),
            PayerName = ProviderJson.Line(payer?.Exact("name") ?? payer?.Exact("email"), 160),
            PayerPhone = ProviderJson.Line(payer?.Exact("phone"), 32),
            At = at,
            MayBeLate = true,
        };
    }

    /// <summary>What an intent says that succeeded; null where it is not all there.</summary>
    public static MovementFact? OfIntent(JsonElement intent, DateTimeOffset? at)
    {
        if (intent.Id("id") is not { } id || StripeAmount.Of(intent.Number("amount_received"), intent.Exact("currency")) is not { } amount) return null;
        var charge = intent.Inner("latest_charge");
        var back = charge is { } charged ? BackOf(charged, amount) : null;
        return new MovementFact(id, MovementState.Succeeded, amount)
        {
            Account = AccountOf(intent),
            MethodText = intent.Inner("payment_method") is { } method ? ProviderJson.Line(LabelOf(method), 40) : null,
            Refunded = back,
            Hold = HoldOf(back, amount),
            At = at ?? charge?.At("created"),
            MayBeLate = true,
        };
    }

    /// <summary>What a charge says that was captured, with all that went back of it; null where it is not all there.</summary>
    public static MovementFact? OfCharge(JsonElement charge)
    {
        if (charge.Id("payment_intent") is not { } id || StripeAmount.Of(charge.Number("amount_captured") ?? charge.Number("amount"), charge.Exact("currency")) is not { } amount) return null;
        var back = BackOf(charge, amount);
        return new MovementFact(id, MovementState.Succeeded, amount) { Account = AccountOf(charge), Refunded = back, Hold = HoldOf(back, amount), At = charge.At("created"), MayBeLate = true };
    }

    /// <summary>Whose request it is, by what we wrote into it. One that is not ours is another installation's with the same account at Stripe.</summary>
    /// <param name="thing">Session, intent or charge.</param>
    /// <param name="providerId">By which the request is known where it does not say it itself.</param>
    public static AttemptNews AttemptOf(JsonElement thing, AttemptState state, string? providerId)
    {
        var metadata = thing.Inner("metadata");
        var id = IdIn(metadata?.Exact(Attempt)) ?? IdIn(thing.Exact("client_reference_id"));
        // The request that was paid on a page has the page's id, and not the intent's.
        var isPage = thing.Exact("object") != "checkout.session" && metadata?.Exact(Way) == ByPage;
        return new AttemptNews(state) { AttemptId = id, ProviderId = isPage && id is not null ? null : providerId, IsNeeded = id is not null };
    }

    public static bool IsByPage(JsonElement intent) => intent.Inner("metadata")?.Exact(Way) == ByPage;

    public static bool IsOf(JsonElement thing, PaymentAttempt attempt) => AttemptOf(thing, AttemptState.Pending, null).AttemptId is not { } id || id == attempt.Id;

    /// <summary>What the payer left with Stripe when he paid; null where he left nothing, or it is not told whole.</summary>
    public static KeptMethod? MethodOf(JsonElement intent)
    {
        if (!Keeps(intent) || intent.Id("customer") is not { } customer || intent.Inner("payment_method") is not { } method || method.Id("id") is not { } id) return null;
        var card = method.Inner("card");
        return new KeptMethod(id, customer, LabelOf(method), LastDayOf(card?.Number("exp_year"), card?.Number("exp_month")));
    }

    public static bool Keeps(JsonElement intent) => intent.Exact("setup_future_usage") == "off_session";

    /// <summary><c>Visa ···· 4242</c></summary>
    private static string LabelOf(JsonElement method)
    {
        var type = method.Exact("type") ?? "card";
        var inner = method.Inner(type);
        var name = type == "card" ? BrandOf(inner?.Exact("brand")) : ProviderJson.Line(Plain(type), 24) ?? "Other";
        return inner?.Exact("last4") is { Length: 4 } end && end.All(char.IsAsciiDigit) ? $"{name} ···· {end}" : name;
    }

    private static string BrandOf(string? brand) => brand switch
    {
        "amex" => "American Express",
        "diners" => "Diners Club",
        "discover" => "Discover",
        "jcb" => "JCB",
        "mastercard" => "Mastercard",
        "unionpay" => "UnionPay",
        "visa" => "Visa",
        _ => "Card",
    };

    /// <summary><c>sepa_debit</c> becomes <c>Sepa debit</c>.</summary>
    public static string Plain(string code) => code.Length == 0 ? "" : char.ToUpperInvariant(code[0]) + code[1..].Replace('_', ' ');

    private static DateOnly? LastDayOf(long? year, long? month) =>
        year is > 2000 and < 2200 && month is >= 1 and <= 12 ? new DateOnly((int)year, (int)month, DateTime.DaysInMonth((int)year, (int)month)) : null;

    private static Money? BackOf(JsonElement charge, Money amount) => charge.Number("amount_refunded") is > 0 and var back ? amount with { Minor = Math.Min(back, amount.Minor) } : null;

    /// <summary>Money that is gone again before it was told of buys nothing.</summary>
    private static string? HoldOf(Money? back, Money amount) => back == amount ? "All of it had gone back to the payer before it was booked." : null;

    private static string? AccountOf(JsonElement thing)
    {
        if (ProviderJson.Line(thing.Inner("metadata")?.Exact(Invoice), LongestAccount) is { } named) return named;
        var reference = thing.Exact("client_reference_id");
        return IdIn(reference) is null ? ProviderJson.Line(reference, LongestAccount) : null;
    }

    private static Guid? IdIn(string? text) => Guid.TryParseExact(text, "N", out var id) ? id : null;
}
