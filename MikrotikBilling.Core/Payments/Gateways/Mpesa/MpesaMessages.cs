using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Attempts;

namespace MikrotikBilling.Core.Payments.Gateways.Mpesa;

/// <summary>Reads messages about payments: the answer of a phone that was asked, and what somebody paid by himself.</summary>
internal static class MpesaMessages
{
    private const int LongestAccount = 80;

    private static readonly string[] NameParts = ["FirstName", "MiddleName", "LastName"];

    /// <summary>The answer to a payment request. What it says counts only for a request of ours.</summary>
    public static Result<GatewayMessage> ReadPush(ReadOnlyMemory<byte> body)
    {
        var read = MpesaJson.Parse(body);
        if (!read.Ok) return read.Refusal;
        if (read.Value.Object("Body")?.Object("stkCallback") is not { } callback) return MpesaJson.Bad("Body.stkCallback is missing.");
        if (MpesaJson.IdOf(callback.Text("CheckoutRequestID")) is not { } id) return MpesaJson.Bad("CheckoutRequestID is missing.");
        // A code that is missing is no success.
        if (MpesaJson.IdOf(callback.Text("ResultCode")) is not { } code) return MpesaJson.Bad("ResultCode is missing.");
        var items = callback.Object("CallbackMetadata").Pairs("Item", "Name");
        var news = code == MpesaCode.Paid ? Paid(id, items) : Unpaid(id, MpesaCode.Of(code, callback.Text("ResultDesc")));
        return new GatewayMessage($"stk:{HashOf(id, code, news.Money?.TransactionId, news.Money?.Amount.Minor.ToString(CultureInfo.InvariantCulture))}", news);
    }

    private static GatewayNews Paid(string id, ILookup<string, string> items)
    {
        var attempt = new AttemptNews(AttemptState.Succeeded) { ProviderId = id, IsNeeded = true };
        return MpesaJson.ReceiptOf(items["MpesaReceiptNumber"].FirstOrDefault()) is { } receipt && MpesaJson.AmountOf(items["Amount"].FirstOrDefault()) is { } amount
            ? new GatewayNews { Attempt = attempt, Money = new MovementFact(receipt, MovementState.Succeeded, amount) { PayerPhone = PhoneOf(items["PhoneNumber"].FirstOrDefault()), MayBeLate = true } }
            : new GatewayNews { Attempt = attempt with { Words = NoReceipt } };
    }

    public const string NoReceipt = "Paid, says M-Pesa; its receipt has not come yet.";

    public static GatewayNews Unpaid(string id, MpesaCode code) => new()
    {
        Attempt = new AttemptNews(AttemptState.Failed) { ProviderId = id, IsNeeded = true, Code = code.Code, Words = code.Words, RetryAfter = code.RetryAfter, NeedsPerson = code.IsSetUp },
        Question = code.IsDoubtful ? id : null,
    };

    /// <summary>What somebody paid by typing the short code and an account into his phone; validation asks by the same fields.</summary>
    public static Result<GatewayMessage> ReadConfirmation(ReadOnlyMemory<byte> body)
    {
        var read = MpesaJson.Parse(body);
        if (!read.Ok) return read.Refusal;
        var said = read.Value;
        if (MpesaJson.ReceiptOf(said.Text("TransID")) is not { } receipt) return MpesaJson.Bad("TransID is missing.");
        if (MpesaJson.AmountOf(said.Text("TransAmount")) is not { } amount) return MpesaJson.Bad("TransAmount: above zero, with at most two decimals.");
        var account = MpesaJson.Line(said.Text("BillRefNumber"), LongestAccount);
        var fact = new MovementFact(receipt, MovementState.Succeeded, amount)
        {
            Account = account,
            PayerName = MpesaJson.Line(string.Join(' ', NameParts.Select(part => said.Text(part)).Where(n => !string.IsNullOrEmpty(n))), 160),
            PayerPhone = PhoneOf(said.Text("MSISDN")),
            MethodText = MpesaJson.Line(said.Text("TransactionType"), 40),
            MayBeLate = true,
        };
        return new GatewayMessage($"c2b:{receipt}:{HashOf(amount.Minor.ToString(CultureInfo.InvariantCulture), account)}", new GatewayNews { Money = fact });
    }

    /// <summary>The number as far as it is told: parts of it may be stars. Never a hash of it.</summary>
    private static string? PhoneOf(string? phone) => MpesaJson.Line(phone, 32) is { } said && said.All(c => char.IsAsciiDigit(c) || c is ' ' or '*' or '+') ? said : null;

    /// <summary>Which short code it was paid to; null where that is not told.</summary>
    public static string? ShortCodeOf(ReadOnlyMemory<byte> body) => MpesaJson.Parse(body) is { Ok: true } read ? read.Value.Text("BusinessShortCode") : null;

    public static string HashOf(params ReadOnlySpan<string?> said) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(said.ToArray()))))[..32];
}
