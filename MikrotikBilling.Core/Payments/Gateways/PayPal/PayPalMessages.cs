using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways.PayPal;

/// <summary>What is to be asked for because of a message, as it stands in <see cref="GatewayNews.Question"/>.</summary>
internal sealed record PayPalQuestion(string Kind, string Id, string? CaptureId = null)
{
    /// <summary>How an order stands; one that was approved is captured.</summary>
    public const string Order = "order";

    /// <summary>The same, for one whose approval was taken back.</summary>
    public const string Lapsed = "lapsed";

    public const string Capture = "capture";
    public const string Refund = "refund";

    public static PayPalQuestion? Read(string? text) => text?.Split(' ') switch
    {
        [var kind, var id] => new(kind, id),
        [var kind, var id, var capture] => new(kind, id, capture),
        _ => null,
    };

    public override string ToString() => CaptureId is null ? $"{Kind} {Id}" : $"{Kind} {Id} {CaptureId}";
}

/// <summary>Reads what the webhook is about. What it says of money counts for nothing: it only leads to the question that is asked (<see cref="PayPalProof"/>).</summary>
internal static partial class PayPalMessages
{
    private const int HashShown = 16;

    public static Result<GatewayMessage> Read(ReadOnlyMemory<byte> body)
    {
        var read = ProviderJson.Parse(body);
        if (!read.Ok) return read.Refusal;
        if (PayPalValues.IdOf(read.Value.Word("id")) is not { } id) return ProviderJson.Bad("id is missing.");
        if (read.Value.Word("event_type") is not { } type || !TypeShape().IsMatch(type)) return ProviderJson.Bad("event_type is missing.");
        if (read.Value.Inner("resource") is not { } resource) return ProviderJson.Bad("resource is missing.");
        var news = NewsOf(type, resource);
        if (!news.Ok) return news.Refusal;
        // Two bodies under one id are two messages: PayPal is asked about each.
        return new GatewayMessage($"{id}:{Convert.ToHexStringLower(SHA256.HashData(body.Span))[..HashShown]}", news.Value);
    }

    private static Result<GatewayNews> NewsOf(string type, JsonElement resource) => type switch
    {
        "CHECKOUT.ORDER.APPROVED" => Asking(PayPalQuestion.Order, resource.Word("id")),
        "CHECKOUT.PAYMENT-APPROVAL.REVERSED" => Asking(PayPalQuestion.Lapsed, resource.Word("order_id") ?? resource.Word("id")),
        "PAYMENT.CAPTURE.COMPLETED" or "PAYMENT.CAPTURE.PENDING" or "PAYMENT.CAPTURE.DENIED" or "PAYMENT.CAPTURE.DECLINED" => Asking(PayPalQuestion.Capture, resource.Word("id")),
        "PAYMENT.CAPTURE.REFUNDED" or "PAYMENT.CAPTURE.REVERSED" => Refunded(resource),
        "CUSTOMER.DISPUTE.CREATED" => Disputed(resource),
        _ => new GatewayNews { Words = $"PayPal tells of {type}: nothing is kept of it." },
    };

    private static Result<GatewayNews> Asking(string kind, string? id) =>
        PayPalValues.IdOf(id) is { } known ? new GatewayNews { Question = new PayPalQuestion(kind, known).ToString() } : ProviderJson.Bad("resource: its id is missing.");

    /// <summary>The refund stands in it, the payment in its link upwards.</summary>
    private static Result<GatewayNews> Refunded(JsonElement resource)
    {
        if (PayPalValues.IdOf(resource.Word("id")) is not { } id || PayPalValues.CaptureAbove(resource) is not { } capture) return ProviderJson.Bad("resource: its id or the link to its payment is missing.");
        return new GatewayNews { Question = new PayPalQuestion(PayPalQuestion.Refund, id, capture).ToString() };
    }

    private static Result<GatewayNews> Disputed(JsonElement resource)
    {
        var about = resource.Rows("disputed_transactions").Select(t => PayPalValues.IdOf(t.Word("seller_transaction_id"))).FirstOrDefault();
        if (about is null || PayPalValues.IdOf(resource.Word("dispute_id")) is not { } id) return ProviderJson.Bad("resource: dispute_id or seller_transaction_id is missing.");
        if (PayPalValues.AmountIn(resource, "dispute_amount") is not { } amount) return ProviderJson.Bad("resource: dispute_amount is missing.");
        var dispute = new DisputeNews(id, about, DisputeState.Opened, amount, ProviderJson.Line(resource.Word("reason"), 60), PayPalValues.TimeOf(resource.Word("seller_response_due_date")));
        return new GatewayNews { Dispute = dispute, Question = new PayPalQuestion(PayPalQuestion.Capture, about).ToString() };
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,80}\z", RegexOptions.None, 1000)]
    private static partial Regex TypeShape();
}
