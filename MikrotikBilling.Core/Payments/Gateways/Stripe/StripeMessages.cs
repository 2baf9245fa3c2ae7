using System.Text.Json;
using System.Text.RegularExpressions;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Attempts;

namespace MikrotikBilling.Core.Payments.Gateways.Stripe;

/// <summary>Reads what the webhook says. Of an event only the fields named here are looked at, whatever version of Stripe's interface wrote it.</summary>
internal static partial class StripeMessages
{
    private const int LongestReason = 100;

    public static Result<GatewayMessage> Read(ReadOnlyMemory<byte> body)
    {
        var read = ProviderJson.Parse(body);
        if (!read.Ok) return read.Refusal;
        var said = read.Value;
        if (said.Exact("object") != "event") return ProviderJson.Bad("object: only an event is taken.");
        if (said.Id("id") is not { } id) return ProviderJson.Bad("id is missing.");
        if (said.Exact("type") is not { } type || !TypeShape().IsMatch(type)) return ProviderJson.Bad("type is missing.");
        if (said.Flag("livemode") is null) return ProviderJson.Bad("livemode is missing.");
        if (said.Inner("data")?.Inner("object") is not { } subject) return ProviderJson.Bad("data.object is missing.");
        if (StripeAmount.IsUntried(subject.Exact("currency"))) return new GatewayMessage(id, Noted($"Stripe tells of {type} in {subject.Exact("currency")!.ToUpperInvariant()}, and how it counts that has not been tried yet. Nothing is booked: look it up in Stripe's dashboard."));
        var news = NewsOf(type, subject, said.At("created"));
        return news.Ok ? new GatewayMessage(id, news.Value) : news.Refusal;
    }

    /// <summary>Whether it is about real money; null where it does not say.</summary>
    public static bool? IsLive(ReadOnlyMemory<byte> body) => ProviderJson.Parse(body) is { Ok: true } read ? read.Value.Flag("livemode") : null;

    private static Result<GatewayNews> NewsOf(string type, JsonElement subject, DateTimeOffset? at) => type switch
    {
        "checkout.session.completed" or "checkout.session.async_payment_succeeded" => Completed(subject, at),
        "checkout.session.async_payment_failed" => Ended(subject, AttemptState.Failed, "async_payment_failed", "The payer's bank did not pay."),
        "checkout.session.expired" => Ended(subject, AttemptState.Expired, null, "Nobody paid in time."),
        "payment_intent.succeeded" => Succeeded(subject, at),
        "payment_intent.payment_failed" => Declined(subject),
        "charge.refunded" => Refunded(subject),
        "charge.dispute.created" => Disputed(subject, DisputeState.Opened),
        "charge.dispute.funds_withdrawn" => Disputed(subject, DisputeState.Withdrawn),
        "charge.dispute.funds_reinstated" => Disputed(subject, DisputeState.Reinstated),
        "charge.dispute.closed" when subject.Exact("status") == "lost" => Disputed(subject, DisputeState.Lost),
        _ => Noted($"Stripe tells of {type}; nothing of it is kept."),
    };

    /// <summary>The payer went through the page; whether he paid stands in it.</summary>
    private static Result<GatewayNews> Completed(JsonElement session, DateTimeOffset? at)
    {
        if (session.Id("id") is not { } id) return ProviderJson.Bad("data.object.id is missing.");
        if (session.Exact("mode") is { } mode && mode != "payment") return Noted($"A page of Stripe's that asks for no single payment ({ProviderJson.Line(mode, 40)}).");
        switch (session.Exact("payment_status"))
        {
            case "paid":
                if (StripePayment.OfSession(session, at) is not { } fact) return ProviderJson.Bad("payment_intent, amount_total or currency: an id, and whole coins above zero.");
                return new GatewayNews { Money = fact, Attempt = StripePayment.AttemptOf(session, AttemptState.Succeeded, id) };
            case "unpaid":
                return new GatewayNews { Attempt = StripePayment.AttemptOf(session, AttemptState.Pending, id) with { Code = StripeCheckout.Unpaid, Words = StripeCheckout.BankPays } };
            case "no_payment_required":
                return Noted("A page of Stripe's on which nothing was to be paid.");
            default:
                return ProviderJson.Bad("payment_status is missing.");
        }
    }

    private static Result<GatewayNews> Ended(JsonElement session, AttemptState state, string? code, string words) =>
        session.Id("id") is { } id ? new GatewayNews { Attempt = StripePayment.AttemptOf(session, state, id) with { Code = code, Words = words } } : ProviderJson.Bad("data.object.id is missing.");

    private static Result<GatewayNews> Succeeded(JsonElement intent, DateTimeOffset? at)
    {
        if (StripePayment.OfIntent(intent, at) is not { } fact) return ProviderJson.Bad("id, amount_received or currency: an id, and whole coins above zero.");
        // The message names the card by its id alone.
        return new GatewayNews { Money = fact, Attempt = StripePayment.AttemptOf(intent, AttemptState.Succeeded, fact.TransactionId), Question = StripePayment.Keeps(intent) ? fact.TransactionId : null };
    }

    /// <summary>On the page another card may be tried: only where there is no page the request has failed.</summary>
    private static Result<GatewayNews> Declined(JsonElement intent)
    {
        if (intent.Id("id") is not { } id) return ProviderJson.Bad("data.object.id is missing.");
        var code = intent.Inner("last_payment_error") is { } error ? StripeCode.Of(error) : new StripeCode(null, "It was not paid.");
        return new GatewayNews { Attempt = StripePayment.AttemptOf(intent, StripePayment.IsByPage(intent) ? AttemptState.Pending : AttemptState.Failed, id) with { Code = code.Code, Words = code.Words } };
    }

    private static Result<GatewayNews> Refunded(JsonElement charge)
    {
        if (charge.Id("id") is null || charge.Number("amount_refunded") is null) return ProviderJson.Bad("id or amount_refunded is missing.");
        if (charge.Id("payment_intent") is not { } id) return Noted("A refund of a charge that was made without a payment intent; nothing is booked.");
        if (charge.Flag("captured") == false) return Noted("What was held on a card is free again; nothing had been taken.");
        if (StripePayment.OfCharge(charge) is not { } fact) return ProviderJson.Bad("amount or currency: whole coins above zero.");
        return new GatewayNews { Money = fact, Attempt = StripePayment.AttemptOf(charge, AttemptState.Succeeded, id) };
    }

    private static Result<GatewayNews> Disputed(JsonElement dispute, DisputeState state)
    {
        if (dispute.Id("id") is not { } id || (dispute.Id("payment_intent") ?? dispute.Id("charge")) is not { } about) return ProviderJson.Bad("id, payment_intent or charge is missing.");
        if (StripeAmount.Of(dispute.Number("amount"), dispute.Exact("currency")) is not { } amount) return ProviderJson.Bad("amount or currency: whole coins above zero.");
        var reason = dispute.Exact("reason") is { } code ? ProviderJson.Line(StripePayment.Plain(code), LongestReason) : null;
        return new GatewayNews { Dispute = new DisputeNews(id, about, state, amount, reason, dispute.Inner("evidence_details")?.At("due_by")) };
    }

    private static GatewayNews Noted(string words) => new() { Words = words };

    [GeneratedRegex(@"\A[a-z0-9_]+(\.[a-z0-9_]+){1,5}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TypeShape();
}
