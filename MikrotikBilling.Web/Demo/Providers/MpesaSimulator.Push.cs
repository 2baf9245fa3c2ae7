using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MikrotikBilling.Web.Demo.Providers;

/// <summary>Payment requests on phones.</summary>
public sealed partial class MpesaSimulator
{
    private async Task<(int Status, JsonObject Body)?> PushAsync(JsonElement body, HttpContext context)
    {
        if (WrongOf(body) is { } wrong) return Error(400, "400.002.02", $"Bad Request - Invalid {wrong}");
        if (!IsSigned(body)) return Error(500, "500.001.1001", "Wrong credentials");
        var number = Interlocked.Increment(ref _numbers);
        var prompt = new MpesaPrompt(
            string.Create(CultureInfo.InvariantCulture, $"7071-4170-a0e4-{number:D8}"), string.Create(CultureInfo.InvariantCulture, $"ws_CO_{clock.GetUtcNow().ToOffset(Nairobi):ddMMyyyyHHmmss}{number:D6}"),
            long.Parse(Text(body, "Amount"), CultureInfo.InvariantCulture), Text(body, "PhoneNumber"), Text(body, "AccountReference"), Text(body, "CallBackURL"));
        switch (prompt.Act)
        {
            case MpesaPhone.Busy: return Error(500, "500.001.1001", "Unable to lock subscriber, a transaction is already in process for the current subscriber");
            case MpesaPhone.SpikeArrest: return Error(500, "500.003.02", "System is busy. Please try again in few minutes.");
            default: break;
        }
        _prompts[prompt.CheckoutId] = prompt;
        if (prompt.Act is MpesaPhone.PaysAtOnce) await ActAsync(prompt, context.RequestAborted);
        if (prompt.Act is MpesaPhone.SilentAfterCharging)
        {
            Pay(prompt, prompt.Amount);
            prompt.IsSettled = true;
            return null;
        }
        if (Delay is not null) Later(token => ActAsync(prompt, token));
        return Said(new JsonObject
        {
            ["MerchantRequestID"] = prompt.MerchantId,
            ["CheckoutRequestID"] = prompt.CheckoutId,
            ["ResponseCode"] = "0",
            ["ResponseDescription"] = "Success. Request accepted for processing",
            ["CustomerMessage"] = "Success. Request accepted for processing",
        });
    }

    private Task<(int Status, JsonObject Body)?> QueryAsync(JsonElement body, HttpContext context)
    {
        if (!IsSigned(body)) return Task.FromResult(Error(500, "500.001.1001", "Wrong credentials"));
        if (!_prompts.TryGetValue(Text(body, "CheckoutRequestID"), out var prompt)) return Task.FromResult(Error(400, "400.002.02", "Bad Request - Invalid CheckoutRequestID"));
        if (prompt.Code is not { } code) return Task.FromResult(Error(500, "500.001.1001", "The transaction is being processed"));
        return Task.FromResult(Said(new JsonObject
        {
            ["ResponseCode"] = "0",
            ["ResponseDescription"] = "The service request has been accepted successfully",
            ["MerchantRequestID"] = prompt.MerchantId,
            ["CheckoutRequestID"] = prompt.CheckoutId,
            ["ResultCode"] = code,
            ["ResultDesc"] = WordsOf(code),
        }));
    }

    /// <summary>The phone does what its number says.</summary>
    private async Task ActAsync(MpesaPrompt prompt, CancellationToken cancellationToken)
    {
        if (prompt.IsSettled || prompt.Act == MpesaPhone.Waits) return;
        prompt.IsSettled = true;
        switch (prompt.Act)
        {
            case MpesaPhone.Cancels or MpesaPhone.WrongPin or MpesaPhone.NoBalance or MpesaPhone.Unreachable or MpesaPhone.NotPermitted:
                prompt.Code = prompt.Act switch { MpesaPhone.Cancels => "1032", MpesaPhone.WrongPin => "2001", MpesaPhone.NoBalance => "1", MpesaPhone.NotPermitted => "2028", _ => "1037" };
                await TellAsync(prompt, cancellationToken);
                break;
            case MpesaPhone.PaysLate:
                prompt.Code = "1037";
                await TellAsync(prompt, cancellationToken);
                Later(token =>
                {
                    Pay(prompt, prompt.Amount);
                    return TellAsync(prompt, token);
                });
                break;
            case MpesaPhone.NeverTold:
                Pay(prompt, prompt.Amount);
                break;
            case MpesaPhone.TellsThrice:
                Pay(prompt, prompt.Amount);
                await Task.WhenAll(TellAsync(prompt, cancellationToken), TellAsync(prompt, cancellationToken), TellAsync(prompt, cancellationToken));
                break;
            case MpesaPhone.ToldByBothWays:
                await ConfirmAsync(Pay(prompt, prompt.Amount), cancellationToken: cancellationToken);
                await TellAsync(prompt, cancellationToken);
                break;
            default:
                Pay(prompt, prompt.Act == MpesaPhone.PaysLess ? prompt.Amount - 10 : prompt.Amount);
                await TellAsync(prompt, cancellationToken);
                break;
        }
    }

    private MpesaPayment Pay(MpesaPrompt prompt, long amount)
    {
        (prompt.Code, prompt.Receipt) = ("0", NextReceipt());
        return _payments[prompt.Receipt] = new MpesaPayment(prompt.Receipt, amount, prompt.Phone, prompt.Account, prompt.MerchantId, clock.GetUtcNow());
    }

    private string WriteAnswer(MpesaPrompt prompt, string code)
    {
        var callback = new JsonObject { ["MerchantRequestID"] = prompt.MerchantId, ["CheckoutRequestID"] = prompt.CheckoutId, ["ResultCode"] = int.Parse(code, CultureInfo.InvariantCulture), ["ResultDesc"] = WordsOf(code) };
        if (prompt.Receipt is { } receipt && code == "0" && prompt.Act != MpesaPhone.ToldWithoutReceipt)
            callback["CallbackMetadata"] = new JsonObject
            {
                ["Item"] = new JsonArray(
                    Item("Amount", _payments[receipt].Amount), Item("MpesaReceiptNumber", receipt), new JsonObject { ["Name"] = "Balance" },
                    Item("TransactionDate", long.Parse(Stamp(_payments[receipt].At), CultureInfo.InvariantCulture)), Item("PhoneNumber", long.Parse(prompt.Phone, CultureInfo.InvariantCulture))),
            };
        return new JsonObject { ["Body"] = new JsonObject { ["stkCallback"] = callback } }.ToJsonString();
    }

    private static JsonObject Item(string name, JsonNode value) => new() { ["Name"] = name, ["Value"] = value };

    private static string WordsOf(string code) => code switch
    {
        "0" => "The service request is processed successfully.",
        "1" => "The balance is insufficient for the transaction.",
        "1032" => "Request cancelled by user.",
        "1037" => "DS timeout user cannot be reached.",
        "2001" => "The initiator information is invalid.",
        _ => "The request is not permitted according to product assignment.",
    };

    private bool IsSigned(JsonElement body) =>
        Text(body, "BusinessShortCode") == ShortCode && Text(body, "Password") == Convert.ToBase64String(Encoding.UTF8.GetBytes(ShortCode + PassKey + Text(body, "Timestamp"))) && StampShape().IsMatch(Text(body, "Timestamp"));

    /// <summary>The first field that the real one would refuse.</summary>
    private string? WrongOf(JsonElement body)
    {
        if (!PhoneShape().IsMatch(Text(body, "PhoneNumber")) || Text(body, "PartyA") != Text(body, "PhoneNumber")) return "PhoneNumber";
        if (!WholeShape().IsMatch(Text(body, "Amount"))) return "Amount";
        if (Text(body, "TransactionType") is not ("CustomerPayBillOnline" or "CustomerBuyGoodsOnline")) return "TransactionType";
        if (Text(body, "PartyB") != ShortCode) return "PartyB";
        if (!Uri.TryCreate(Text(body, "CallBackURL"), UriKind.Absolute, out var url) || IsFiltered(url)) return "CallBackURL";
        if (!ReferenceShape().IsMatch(Text(body, "AccountReference"))) return "AccountReference";
        return TextShape().IsMatch(Text(body, "TransactionDesc")) ? null : "TransactionDesc";
    }

    /// <summary>Words that the real one does not let through.</summary>
    private static bool IsFiltered(Uri url) => FilteredShape().IsMatch(url.PathAndQuery);

    [GeneratedRegex("\\A254[17][0-9]{8}\\z", RegexOptions.None, 1000)]
    private static partial Regex PhoneShape();

    [GeneratedRegex("\\A[1-9][0-9]{0,8}\\z", RegexOptions.None, 1000)]
    private static partial Regex WholeShape();

    [GeneratedRegex("\\A[0-9]{14}\\z", RegexOptions.None, 1000)]
    private static partial Regex StampShape();

    [GeneratedRegex("\\A[A-Za-z0-9]{1,12}\\z", RegexOptions.None, 1000)]
    private static partial Regex ReferenceShape();

    [GeneratedRegex("\\A[A-Za-z0-9 -]{0,13}\\z", RegexOptions.None, 1000)]
    private static partial Regex TextShape();

    [GeneratedRegex("mpesa|m-pesa|safaricom|exe|cmd|sql|query", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex FilteredShape();
}
