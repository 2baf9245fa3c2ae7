using System.Globalization;
using System.Text.Json;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Attempts;

namespace MikrotikBilling.Core.Payments.Gateways.Mpesa;

/// <summary>Reads the results of what an operator asked for, transaction status and reversal. They come as messages of their own.</summary>
internal sealed record MpesaResult(string Code, string? Description, string Conversation, ILookup<string, string> Parameters, string? Occasion)
{
    private const string RequestPrefix = "request ";
    private const string ProofPrefix = "proof ";

    /// <summary>The occasion of a status query is sent back with its result, and says what it was asked for.</summary>
    public static string OccasionOf(PaymentAttempt attempt) => $"{RequestPrefix}{attempt.Id:N}";

    public static string OccasionOf(string receipt) => $"{ProofPrefix}{receipt}";

    /// <summary>The stored message by which M-Pesa confirms a payment.</summary>
    public static string ProofKeyOf(MovementFact fact) => KeyOf(OccasionOf(fact.TransactionId), fact.TransactionId, fact.Amount, "Completed");

    /// <summary>What its address is sealed for (<see cref="MpesaTrust.SealOf"/>); null where it tells of no money.</summary>
    public string? Sealed => Original ?? (Status is null ? null : Occasion);

    private string? Original => Code == MpesaCode.Paid ? MpesaJson.ReceiptOf(First("OriginalTransactionID")) : null;

    private string? Status => Code == MpesaCode.Paid ? MpesaJson.Line(First("TransactionStatus"), 30) : null;

    public static Result<MpesaResult> Parse(ReadOnlyMemory<byte> body)
    {
        var read = MpesaJson.Parse(body);
        if (!read.Ok) return read.Refusal;
        if (read.Value.Object("Result") is not { } result) return MpesaJson.Bad("Result is missing.");
        if (MpesaJson.IdOf(result.Text("ResultCode")) is not { } code) return MpesaJson.Bad("ResultCode is missing.");
        if (MpesaJson.IdOf(result.Text("ConversationID") ?? result.Text("OriginatorConversationID")) is not { } conversation) return MpesaJson.Bad("ConversationID is missing.");
        var occasion = result.Object("ReferenceData").Pairs("ReferenceItem", "Key")["Occasion"].FirstOrDefault();
        return new MpesaResult(code, MpesaJson.Line(result.Text("ResultDesc"), 200), conversation, result.Object("ResultParameters").Pairs("ResultParameter", "Key"), MpesaJson.Line(occasion, 100));
    }

    public static Result<GatewayMessage> Read(ReadOnlyMemory<byte> body)
    {
        var parsed = Parse(body);
        if (!parsed.Ok) return parsed.Refusal;
        var result = parsed.Value;
        if (result.Code != MpesaCode.Paid) return result.Note(result.Code, $"M-Pesa did not do it: {result.Failure}", new RefundNews(result.Conversation) { IsRefused = true, Words = $"M-Pesa: {result.Failure}" });
        if (result.Original is { } original)
            return MpesaJson.AmountOf(result.First("Amount")) is { } back
                ? new GatewayMessage($"reversal:{original}:{back.Minor}", new GatewayNews { Money = new MovementFact(original, MovementState.Reversed, back) })
                : MpesaJson.Bad("Amount is missing.");
        return result.Status is { } status ? result.ReadStatus(status) : result.Note(result.Code, result.Description ?? "Done.");
    }

    /// <summary>Time ran out before M-Pesa took it up: that it failed is not said.</summary>
    public static Result<GatewayMessage> ReadTimeout(ReadOnlyMemory<byte> body)
    {
        var read = MpesaJson.Parse(body);
        if (!read.Ok) return read.Refusal;
        var said = JsonSerializer.Serialize(read.Value);
        return new GatewayMessage($"timeout:{MpesaMessages.HashOf(said)}", new GatewayNews { Words = "M-Pesa did not come to it in time. That does not mean that it failed." });
    }

    private Result<GatewayMessage> ReadStatus(string status)
    {
        if (MpesaJson.ReceiptOf(First("ReceiptNo")) is not { } receipt || MpesaJson.AmountOf(First("Amount")) is not { } amount) return Note(status, "M-Pesa told a status without a receipt.");
        var key = KeyOf(Occasion, receipt, amount, status);
        if (status != "Completed" || !(Occasion ?? "").StartsWith(RequestPrefix, StringComparison.Ordinal) || !Guid.TryParseExact(Occasion![RequestPrefix.Length..], "N", out var attempt))
            return new GatewayMessage(key, new GatewayNews { Words = $"M-Pesa says of {receipt} over {amount}: {status}." });
        var payer = (First("DebitPartyName") ?? "").Split(" - ", 2);
        return new GatewayMessage(key, new GatewayNews
        {
            Attempt = new AttemptNews(AttemptState.Succeeded) { AttemptId = attempt, IsNeeded = true },
            Money = new MovementFact(receipt, MovementState.Succeeded, amount)
            {
                PayerPhone = payer[0].Length is > 0 and <= 20 && payer[0].All(char.IsAsciiDigit) ? payer[0] : null,
                PayerName = payer.Length > 1 ? MpesaJson.Line(payer[1], 160) : null,
                MayBeLate = true,
            },
        });
    }

    private static string KeyOf(string? occasion, string receipt, Money amount, string status) =>
        string.Create(CultureInfo.InvariantCulture, $"status:{receipt}:{amount.Minor}:{MpesaMessages.HashOf(occasion, status)}");

    private GatewayMessage Note(string what, string words, RefundNews? refund = null) => new($"result:{MpesaMessages.HashOf(Conversation, what)}", new GatewayNews { Words = TextRules.Cut(words, 300), Refund = refund });

    private string Failure => Code switch
    {
        "1" => "there is not enough money on the short code's account.",
        "21" => "the initiator may not do this.",
        "2001" => "the initiator or its password is wrong.",
        "R000001" => "it was reversed before.",
        "R000002" => "it does not know the receipt.",
        _ => $"{Description ?? "no reason given"} ({Code})",
    };

    private string? First(string name) => Parameters[name].FirstOrDefault();
}
