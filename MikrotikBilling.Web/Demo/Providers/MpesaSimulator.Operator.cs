using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MikrotikBilling.Web.Demo.Providers;

/// <summary>Registration, lists, and what an operator asks for.</summary>
public sealed partial class MpesaSimulator
{
    private Task<(int Status, JsonObject Body)?> RegisterAsync(JsonElement body, HttpContext context)
    {
        if (Text(body, "ShortCode") != ShortCode) return Task.FromResult(Error(400, "400.003.02", "Bad Request - Invalid ShortCode"));
        if (Text(body, "ResponseType") is not ("Completed" or "Cancelled")) return Task.FromResult(Error(400, "400.003.02", "Bad Request - Invalid ResponseType"));
        foreach (var name in (string[])["ConfirmationURL", "ValidationURL"])
            if (!Uri.TryCreate(Text(body, name), UriKind.Absolute, out var url) || IsFiltered(url)) return Task.FromResult(Error(400, "400.003.02", $"Bad Request - Invalid {name}"));
        if (ConfirmationUrl is not null) return Task.FromResult(Error(500, "500.003.1001", "Urls are already registered."));
        (ConfirmationUrl, ValidationUrl) = (Text(body, "ConfirmationURL"), Text(body, "ValidationURL"));
        return Task.FromResult(Said(new JsonObject { ["OriginatorCoversationID"] = "6e86-45dd-91ac-simulated", ["ResponseCode"] = "0", ["ResponseDescription"] = "Success" }));
    }

    private Task<(int Status, JsonObject Body)?> StatusAsync(JsonElement body, HttpContext context) => Task.FromResult(Begin(body, "TransactionStatusQuery", "PartyA", "IdentifierType", "4", conversation =>
    {
        var (receipt, merchant) = (Text(body, "TransactionID"), Text(body, "OriginalConversationID"));
        var payment = _payments.GetValueOrDefault(receipt) ?? _payments.Values.FirstOrDefault(p => merchant.Length > 0 && p.MerchantId == merchant);
        if (payment is null) return Result("R000002", "The OriginalTransactionID is invalid.", conversation, body, []);
        return Result("0", "The service request is processed successfully.", conversation, body,
        [
            Pair("DebitPartyName", $"{payment.Phone} - ASHA FIXTURE"), Pair("CreditPartyName", $"{ShortCode} - FIXTURE ISP"), new JsonObject { ["Key"] = "TransactionReason" },
            Pair("TransactionStatus", payment.IsReversed ? "Reversed" : "Completed"), Pair("FinalisedTime", long.Parse(Stamp(payment.At), CultureInfo.InvariantCulture)), Pair("Amount", payment.Amount), Pair("ReceiptNo", payment.Receipt),
        ]);
    }));

    private Task<(int Status, JsonObject Body)?> ReverseAsync(JsonElement body, HttpContext context) => Task.FromResult(Begin(body, "TransactionReversal", "ReceiverParty", "RecieverIdentifierType", "11", conversation =>
    {
        if (!_payments.TryGetValue(Text(body, "TransactionID"), out var payment)) return Result("R000002", "The OriginalTransactionID is invalid.", conversation, body, []);
        if (payment.IsReversed) return Result("R000001", "The transaction has already been reversed.", conversation, body, []);
        payment.IsReversed = true;
        return Result("0", "The service request is processed successfully.", conversation, body,
        [
            Pair("DebitAccountBalance", "Utility Account|KES|48000.00|48000.00|0.00|0.00"), Pair("Amount", payment.Amount), Pair("TransCompletedTime", long.Parse(Stamp(clock.GetUtcNow()), CultureInfo.InvariantCulture)),
            Pair("OriginalTransactionID", payment.Receipt), Pair("Charge", 0m), Pair("CreditPartyPublicName", $"{payment.Phone} - ASHA FIXTURE"),
        ]);
    }));

    private (int Status, JsonObject Body)? Begin(JsonElement body, string command, string party, string kind, string kindValue, Func<string, string> result)
    {
        if (Text(body, "CommandID") != command) return Error(400, "400.002.02", "Bad Request - Invalid CommandID");
        if (Text(body, party) != ShortCode || Text(body, kind) != kindValue) return Error(400, "400.002.02", $"Bad Request - Invalid {party}");
        if (Text(body, "Remarks") is not { Length: > 1 and <= 100 }) return Error(400, "400.002.02", "Bad Request - Invalid Remarks");
        foreach (var name in (string[])["ResultURL", "QueueTimeOutURL"])
            if (!Uri.TryCreate(Text(body, name), UriKind.Absolute, out var url) || IsFiltered(url)) return Error(400, "400.002.02", $"Bad Request - Invalid {name}");
        var conversation = string.Create(CultureInfo.InvariantCulture, $"AG_20261120_{Interlocked.Increment(ref _numbers):D20}");
        var (resultUrl, timeoutUrl) = (Text(body, "ResultURL"), Text(body, "QueueTimeOutURL"));
        var (written, late) = (IsOperator(body) ? TimesOut ? null : result(conversation) : Result("2001", "The initiator information is invalid.", conversation, body, []), new JsonObject { ["ConversationID"] = conversation });
        Later(token => written is null ? PostAsync(timeoutUrl, late.ToJsonString(), token) : PostAsync(resultUrl, written, token));
        return Said(new JsonObject { ["OriginatorConversationID"] = conversation, ["ConversationID"] = conversation, ["ResponseCode"] = "0", ["ResponseDescription"] = "Accept the service request successfully." });
    }

    private bool IsOperator(JsonElement body)
    {
        try
        {
            return Text(body, "Initiator") == Initiator && Encoding.UTF8.GetString(_key.Decrypt(Convert.FromBase64String(Text(body, "SecurityCredential")), RSAEncryptionPadding.Pkcs1)) == InitiatorPassword;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }

    private static string Result(string code, string words, string conversation, JsonElement body, JsonArray parameters)
    {
        var result = new JsonObject { ["ResultType"] = 0, ["ResultCode"] = int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : code, ["ResultDesc"] = words, ["OriginatorConversationID"] = conversation, ["ConversationID"] = conversation, ["TransactionID"] = "TKL0000000" };
        if (parameters.Count > 0) result["ResultParameters"] = new JsonObject { ["ResultParameter"] = parameters };
        result["ReferenceData"] = new JsonObject { ["ReferenceItem"] = Pair("Occasion", Text(body, "Occasion")) };
        return new JsonObject { ["Result"] = result }.ToJsonString();
    }

    private static JsonObject Pair(string key, JsonNode value) => new() { ["Key"] = key, ["Value"] = value };

    private Task<(int Status, JsonObject Body)?> NominateAsync(JsonElement body, HttpContext context) => Task.FromResult(Text(body, "ShortCode") == ShortCode
        ? Said(new JsonObject { ["ResponseRefID"] = "1", ["ResponseCode"] = "1000", ["ResponseDescription"] = "ShortCode already Registered" })
        : Error(400, "400.002.02", "Bad Request - Invalid ShortCode"));

    private Task<(int Status, JsonObject Body)?> PullAsync(JsonElement body, HttpContext context)
    {
        const string format = "yyyy-MM-dd HH:mm:ss";
        if (Text(body, "ShortCode") != ShortCode) return Task.FromResult(Error(400, "400.002.02", "Bad Request - Invalid ShortCode"));
        var (from, to) = (DateTime.ParseExact(Text(body, "StartDate"), format, CultureInfo.InvariantCulture), DateTime.ParseExact(Text(body, "EndDate"), format, CultureInfo.InvariantCulture));
        var rows = _payments.Values.OrderBy(p => p.Receipt, StringComparer.Ordinal).Where(p => p.At.ToOffset(Nairobi).DateTime is var at && at >= from && at <= to).Skip(int.Parse(Text(body, "OffSetValue"), CultureInfo.InvariantCulture)).Take(100).Select(p => (JsonNode)new JsonObject
        {
            ["transactionId"] = p.Receipt,
            ["trxDate"] = p.At.ToOffset(Nairobi).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
            ["msisdn"] = long.Parse(p.Phone, CultureInfo.InvariantCulture),
            ["sender"] = "ASHA FIXTURE",
            ["transactiontype"] = "c2b-pay-bill-debit",
            ["billreference"] = p.Account,
            ["amount"] = p.Amount.ToString("0.00", CultureInfo.InvariantCulture),
            ["organizationname"] = "FIXTURE ISP",
        });
        return Task.FromResult(Said(new JsonObject { ["ResponseRefID"] = "1", ["ResponseCode"] = "1000", ["ResponseMessage"] = "Success", ["Response"] = new JsonArray(new JsonArray([.. rows])) }));
    }
}
