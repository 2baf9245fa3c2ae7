using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using MikrotikBilling.Web.Demo.Providers;

namespace MikrotikBilling.Tests.Payments.Gateways.Simulators;

/// <summary>How the simulated bKash takes money when it is told to.</summary>
internal enum BkashTaking
{
    Takes,

    /// <summary>It takes the money and does not answer.</summary>
    SilentAfter,

    /// <summary>It neither takes the money nor answers.</summary>
    SilentBefore,

    NoBalance,
    Maintenance,

    /// <summary>Cancelled by the payer after he had confirmed.</summary>
    WrongState,

    /// <summary>It takes the money and says only that something went wrong.</summary>
    Exception,
}

/// <summary>A payment on the simulated bKash's page.</summary>
internal sealed record BkashPayment(string PaymentId, decimal Amount, string Invoice, string Payer, string CallbackUrl)
{
    public bool IsConfirmed { get; set; }
    public string State { get; set; } = "Initiated";
    public string? TrxId { get; set; }
    public decimal? Paid { get; set; }
    public List<(string TrxId, decimal Amount)> Refunds { get; } = [];
}

/// <summary>bKash's tokenized checkout, with its checks and its errors.</summary>
internal sealed partial class BkashSimulator(TimeProvider clock) : ProviderSimulator
{
    private readonly ConcurrentDictionary<string, BkashPayment> _payments = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<DateTimeOffset> _signIns = new();
    private readonly Lock _gate = new();
    private string _token = "";
    private DateTimeOffset _tokenUntil;
    private string _refresh = "";
    private int _numbers;
    private int _executions;

    public string UserName { get; init; } = "sandboxUser";
    public string Password { get; init; } = "sandboxUser@1";
    public string AppKey { get; init; } = "simulatedappkey";
    public string AppSecret { get; init; } = "simulatedappsecret";

    public BkashTaking Taking { get; set; }

    /// <summary>Told in answers to queries; older systems do not.</summary>
    public bool TellsConfirmation { get; set; } = true;

    public bool IsSilentOnCreate { get; set; }

    /// <summary>The next call is told that its token is over.</summary>
    public bool ForgetsToken { get; set; }

    public bool IsSilentAfterRefund { get; set; }

    /// <summary>Refused with this code instead of being made.</summary>
    public string? CreateCode { get; set; }

    /// <summary>Said instead of the payment's own invoice number.</summary>
    public string? OtherInvoice { get; set; }

    /// <summary>What came instead of what was asked for.</summary>
    public decimal? OtherAmount { get; set; }

    /// <summary>Said instead of what would be said, by the name of what is asked for.</summary>
    public ConcurrentDictionary<string, string> Samples { get; } = new(StringComparer.Ordinal);

    /// <summary>All that was asked for with a token.</summary>
    public ConcurrentQueue<(string Name, JsonElement Body)> Asked { get; } = new();

    public int Grants { get; private set; }
    public int Refreshes { get; private set; }
    public int Executions => _executions;
    public IReadOnlyList<BkashPayment> Payments => [.. _payments.Values.OrderBy(p => p.PaymentId, StringComparer.Ordinal)];

    public Dictionary<string, string?> Fields => new(StringComparer.Ordinal)
    {
        ["username"] = UserName,
        ["password"] = Password,
        ["app_key"] = AppKey,
        ["app_secret"] = AppSecret,
        ["topic_arn"] = AmazonHost.Topic,
    };

    /// <summary>The payer enters number, code and PIN.</summary>
    public void Confirm(string? id) => _payments[id!].IsConfirmed = true;

    public void End(string? id, string state) => _payments[id!].State = state;

    /// <summary>What the webhook says of a payment.</summary>
    public static string Letter(string trx, string amount, string reference, string invoice = "", string type = "10002294", string status = "Completed", string wallet = "01800000000", string currency = "BDT") => JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["dateTime"] = "20261120155930",
        ["debitMSISDN"] = "8801700000004",
        ["creditOrganizationName"] = "Fixture ISP",
        ["creditShortCode"] = wallet,
        ["trxID"] = trx,
        ["transactionStatus"] = status,
        ["transactionType"] = type,
        ["amount"] = amount,
        ["currency"] = currency,
        ["transactionReference"] = reference,
        ["merchantInvoiceNumber"] = invoice,
    });

    /// <summary>A payment that was made before its time.</summary>
    public void Remember(BkashPayment payment) => _payments[payment.PaymentId] = payment;

    protected override void Map(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapPost("tokenized/checkout/token/grant", context => SignInAsync(context, isRefresh: false));
        app.MapPost("tokenized/checkout/token/refresh", context => SignInAsync(context, isRefresh: true));
        app.MapPost("tokenized/checkout/create", context => AnswerAsync(context, nameof(Create), Create));
        app.MapPost("tokenized/checkout/execute", context => AnswerAsync(context, nameof(Execute), Execute));
        app.MapPost("tokenized/checkout/payment/status", context => AnswerAsync(context, nameof(Query), Query));
        app.MapPost("tokenized/checkout/general/searchTransaction", context => AnswerAsync(context, nameof(Search), Search));
        app.MapPost("tokenized/checkout/payment/refund", context => AnswerAsync(context, nameof(Refund), Refund));
        app.MapPost("tokenized/checkout/payment/refund/status", context => AnswerAsync(context, nameof(RefundStatus), RefundStatus));
    }

    private async Task SignInAsync(HttpContext context, bool isRefresh)
    {
        var now = clock.GetUtcNow();
        var isShutOut = _signIns.Count(at => now - at < TimeSpan.FromHours(1)) >= 2;
        _signIns.Enqueue(now);
        if (await BodyOf(context) is not { } body) await WriteAsync(context, Said("2025", "Invalid request body"));
        else if (isShutOut) await WriteAsync(context, Said("9999", "Too many requests: locked for an hour"), 429);
        else if (context.Request.Headers["username"] != UserName || context.Request.Headers["password"] != Password || Text(body, "app_key") != AppKey || Text(body, "app_secret") != AppSecret) await WriteAsync(context, new JsonObject { ["message"] = "Unauthorized" }, 401);
        else if (isRefresh && Text(body, "refresh_token") != _refresh) await WriteAsync(context, Said("2065", "Invalid refresh token"));
        else
        {
            if (isRefresh) Refreshes++;
            else Grants++;
            (_token, _tokenUntil, _refresh) = (RandomNumberGenerator.GetHexString(64), now.AddHours(1), RandomNumberGenerator.GetHexString(64));
            var said = Said("0000", "Successful");
            (said["id_token"], said["token_type"], said["expires_in"], said["refresh_token"]) = (_token, "Bearer", 3600, _refresh);
            await WriteAsync(context, said);
        }
    }

    private async Task AnswerAsync(HttpContext context, string name, Func<JsonElement, JsonObject?> answer)
    {
        if (ForgetsToken || context.Request.Headers.Authorization != _token || context.Request.Headers["X-App-Key"] != AppKey || clock.GetUtcNow() >= _tokenUntil)
        {
            ForgetsToken = false;
            await WriteAsync(context, new JsonObject { ["message"] = "The incoming token has expired" }, 401);
        }
        else if (await BodyOf(context) is not { } body) await WriteAsync(context, Said("2025", "Invalid request body"));
        else if (Answered(name, body, answer) is { } said) await WriteAsync(context, said);
        else context.Abort();
    }

    private JsonObject? Answered(string name, JsonElement body, Func<JsonElement, JsonObject?> answer)
    {
        Asked.Enqueue((name, body));
        if (Samples.TryGetValue(name, out var text)) return JsonNode.Parse(text)!.AsObject();
        lock (_gate) return answer(body);
    }

    private JsonObject? Create(JsonElement body)
    {
        if (CreateCode is { } code) return Said(code, "Refused by the test");
        foreach (var name in (string[])["mode", "payerReference", "callbackURL", "amount", "currency", "intent", "merchantInvoiceNumber"])
            if (Text(body, name).Length == 0) return Said("2065", $"Mandatory field missing: {name}");
        var (invoice, payer) = (Text(body, "merchantInvoiceNumber"), Text(body, "payerReference"));
        if (Text(body, "mode") != "0011") return Said("2063", "Mode is not valid as per request data");
        if (Text(body, "intent") != "sale") return Said("2008", "Invalid intent");
        if (Text(body, "currency") != "BDT") return Said("2007", "Invalid currency");
        if (!AmountShape().IsMatch(Text(body, "amount")) || body.GetProperty("amount").ValueKind != JsonValueKind.String) return Said("2006", "Invalid amount");
        if (!Uri.TryCreate(Text(body, "callbackURL"), UriKind.Absolute, out _)) return Said("2049", "Invalid Merchant Callback URL");
        if (invoice.Length > 255 || invoice.AsSpan().ContainsAny("<>&")) return Said("2031", "Invalid merchant invoice number");
        if (payer.Length > 255 || payer.AsSpan().ContainsAny("<>&")) return Said("2048", "Invalid Payer Reference");
        if (_payments.Values.Any(p => p.Invoice == invoice)) return Said("2029", "Duplicate for all transactions");
        var payment = new BkashPayment(string.Create(CultureInfo.InvariantCulture, $"TR0011SIM{Interlocked.Increment(ref _numbers):D6}"), decimal.Parse(Text(body, "amount"), CultureInfo.InvariantCulture), invoice, payer, Text(body, "callbackURL"));
        _payments[payment.PaymentId] = payment;
        if (IsSilentOnCreate) return null;
        var said = Told(payment);
        (said["bkashURL"], said["callbackURL"]) = ($"{Address}?paymentId={payment.PaymentId}", payment.CallbackUrl);
        foreach (var state in (string[])["success", "failure", "cancel"]) said[$"{state}CallbackURL"] = $"{payment.CallbackUrl}?paymentID={payment.PaymentId}&status={state}";
        return said;
    }

    private JsonObject? Execute(JsonElement body)
    {
        if (!_payments.TryGetValue(Text(body, "paymentID"), out var payment)) return Said("2002", "Invalid Payment ID");
        _executions++;
        if (payment.State == "Completed") return Said("2062", "The payment has already been completed");
        if (payment.State != "Initiated") return Said("2056", "Invalid Payment State");
        if (!payment.IsConfirmed) return Said("2060", "Payment execution pre-requisite hasn't been met");
        switch (Taking)
        {
            case BkashTaking.SilentBefore: return null;
            case BkashTaking.NoBalance: return Said("2023", "Insufficient Balance");
            case BkashTaking.Maintenance: return Said("503", "System is undergoing maintenance. Please try again later");
            case BkashTaking.WrongState: return Said("2056", "Invalid Payment State");
        }
        (payment.State, payment.TrxId, payment.Paid) = ("Completed", string.Create(CultureInfo.InvariantCulture, $"CKK1SIM{Interlocked.Increment(ref _numbers):D4}"), OtherAmount ?? payment.Amount);
        return Taking switch { BkashTaking.SilentAfter => null, BkashTaking.Exception => Said("2024", "Exception occurred"), _ => Told(payment) };
    }

    private JsonObject? Query(JsonElement body)
    {
        if (!_payments.TryGetValue(Text(body, "paymentID"), out var payment)) return Said("2002", "Invalid Payment ID");
        var said = Told(payment);
        if (TellsConfirmation) said["userVerificationStatus"] = payment.IsConfirmed ? "Complete" : "Incomplete";
        return said;
    }

    private JsonObject? Search(JsonElement body) => _payments.Values.FirstOrDefault(p => p.TrxId == Text(body, "trxID")) is { } found ? Told(found) : Said("2033", "Transaction not found");

    private JsonObject? Refund(JsonElement body)
    {
        if (Paid(body) is not { } payment) return Said("2033", "Transaction not found");
        if (Text(body, "sku").Length == 0 || Text(body, "reason").Length == 0 || !AmountShape().IsMatch(Text(body, "amount"))) return Said("2065", "Mandatory field missing");
        var amount = decimal.Parse(Text(body, "amount"), CultureInfo.InvariantCulture);
        if (payment.Refunds.Sum(r => r.Amount) + amount > payment.Paid) return Said("2026", "The reversal amount cannot be greater than the original transaction amount");
        payment.Refunds.Add((string.Create(CultureInfo.InvariantCulture, $"CKK1RFD{Interlocked.Increment(ref _numbers):D4}"), amount));
        if (IsSilentAfterRefund) return null;
        var said = Said("0000", "Successful");
        (said["originalTrxID"], said["refundTrxID"], said["transactionStatus"]) = (payment.TrxId, payment.Refunds[^1].TrxId, "Completed");
        (said["amount"], said["currency"], said["charge"]) = (Text(body, "amount"), "BDT", "0.00");
        return said;
    }

    private JsonObject? RefundStatus(JsonElement body)
    {
        if (Paid(body) is not { } payment || payment.Refunds.Count == 0) return Said("2033", "Transaction not found");
        var said = Said("0000", "Successful");
        said["refundTransactions"] = new JsonArray([.. payment.Refunds.Select(r => (JsonNode)new JsonObject { ["refundTrxId"] = r.TrxId, ["refundTransactionStatus"] = "Completed", ["refundAmount"] = r.Amount.ToString("0.00", CultureInfo.InvariantCulture) })]);
        return said;
    }

    private BkashPayment? Paid(JsonElement body) => _payments.TryGetValue(Text(body, "paymentID"), out var payment) && payment.TrxId is { } trx && trx == Text(body, "trxID") ? payment : null;

    private JsonObject Told(BkashPayment payment)
    {
        var said = Said("0000", "Successful");
        (said["paymentID"], said["payerReference"], said["currency"], said["intent"]) = (payment.PaymentId, payment.Payer, "BDT", "sale");
        (said["amount"], said["transactionStatus"], said["merchantInvoiceNumber"]) = ((payment.Paid ?? payment.Amount).ToString("0.00", CultureInfo.InvariantCulture), payment.State, OtherInvoice ?? payment.Invoice);
        if (payment.TrxId is { } trx) (said["trxID"], said["customerMsisdn"], said["paymentExecuteTime"]) = (trx, "01700000004", "2026-11-20T15:59:30:000 GMT+0600");
        return said;
    }

    private static JsonObject Said(string code, string words) => new() { ["statusCode"] = code, ["statusMessage"] = words };

    private static string Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static Task WriteAsync(HttpContext context, JsonObject said, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(said.ToJsonString(), context.RequestAborted);
    }

    [GeneratedRegex(@"\A[0-9]{1,9}(\.[0-9]{1,2})?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AmountShape();
}
