using System.Text;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Attempts;

namespace MikrotikBilling.Core.Payments.Gateways.Bkash;

/// <summary>Reads what the webhook says: a payment that was made, on our page or by somebody's own hand, or that the topic wants to be confirmed.</summary>
internal static class BkashMessages
{
    private const string Completed = "Completed";

    public static Result<GatewayMessage> Read(ReadOnlyMemory<byte> body)
    {
        var read = SnsEnvelope.Read(body);
        if (!read.Ok) return read.Refusal;
        var envelope = read.Value;
        var key = $"sns:{envelope.MessageId}";
        switch (envelope.Type)
        {
            case SnsEnvelope.Confirmation:
                // It is fetched once it is stored.
                return new GatewayMessage(key, new GatewayNews { Question = envelope.SubscribeUrl, Words = "The webhook wants to be confirmed." });
            case SnsEnvelope.Farewell:
                return new GatewayMessage(key, new GatewayNews { Words = "The webhook was switched off at bKash: no payments are told of any more." });
        }
        var inner = ProviderJson.Parse(Encoding.UTF8.GetBytes(envelope.Message));
        if (!inner.Ok) return new Refusal(inner.Refusal.Code, $"Message: {inner.Refusal.Message}");
        var said = inner.Value;
        if (BkashValues.IdOf(said.Word("trxID")) is not { } trx) return ProviderJson.Bad("trxID is missing.");
        if (said.Word("transactionStatus") is not { } status) return ProviderJson.Bad("transactionStatus is missing.");
        if (BkashValues.AmountOf(said.Word("amount"), said.Word("currency")) is not { } amount) return ProviderJson.Bad("amount or currency: above zero, with at most two decimals.");
        if (status != Completed) return new GatewayMessage(key, new GatewayNews { Words = $"bKash tells of {trx} over {amount}: {ProviderJson.Line(status, 40)}. Nothing is booked." });
        var fact = new MovementFact(trx, MovementState.Succeeded, amount)
        {
            Account = ProviderJson.Line(said.Word("transactionReference"), 80),
            PayerPhone = ProviderJson.Line(said.Word("debitMSISDN"), 32),
            MethodText = KindOf(said.Word("transactionType")),
            At = BkashValues.StampOf(said.Word("dateTime")),
            MayBeLate = true,
        };
        // Money of our page names the request; whoever pays by QR code or phone menu names an account.
        var attempt = BkashValues.AttemptIn(said.Word("merchantInvoiceNumber")) is { } id ? new AttemptNews(AttemptState.Succeeded) { AttemptId = id } : null;
        return new GatewayMessage(key, new GatewayNews { Money = fact, Attempt = attempt });
    }

    /// <summary>The merchant's wallet that was paid to; null where that is not told.</summary>
    public static string? WalletOf(SnsEnvelope envelope) => ProviderJson.Parse(Encoding.UTF8.GetBytes(envelope.Message)) is { Ok: true } inner ? inner.Value.Word("creditShortCode") : null;

    private static string? KindOf(string? type) => type switch
    {
        null or "" => null,
        "10002294" => "bKash checkout",
        "10003126" => "bKash QR",
        "10002175" => "bKash USSD",
        _ => ProviderJson.Line($"bKash {type}", 40),
    };
}
