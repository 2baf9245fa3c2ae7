using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using MikrotikBilling.Web.Demo.Providers;

namespace MikrotikBilling.Tests.Payments.Gateways.Simulators;

/// <summary>What was tried on the simulated page for one of our numbers.</summary>
internal sealed record SslTry(string Status, string ValId, string BankId, string Amount, string Currency)
{
    public string Risk { get; set; } = "0";
    public decimal Refunded { get; set; }
    public bool WasValidated { get; set; }
}

/// <summary>A payment page that was asked for, with what was sent for it.</summary>
internal sealed record SslSession(IReadOnlyDictionary<string, string> Fields)
{
    public string TranId => Fields["tran_id"];

    public List<SslTry> Tries { get; } = [];
}

/// <summary>SSLCommerz's interface, version 4, with its checks and its errors.</summary>
internal sealed class SslCommerzSimulator(TimeProvider clock) : ProviderSimulator
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private static readonly string[] Needed = ["total_amount", "currency", "tran_id", "product_category", "success_url", "fail_url", "cancel_url", "ipn_url", "cus_name", "cus_email", "cus_add1", "cus_city", "cus_postcode", "cus_country", "cus_phone", "shipping_method", "num_of_item", "product_name", "product_profile"];

    private readonly ConcurrentDictionary<string, SslSession> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _refunds = new(StringComparer.Ordinal);
    private int _numbers;

    public string StoreId { get; init; } = "simulated0test";
    public string Password { get; init; } = "simulated0test@ssl";

    /// <summary>The page is made, and the request not answered.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Whoever asks what a number stands for gets no answer.</summary>
    public bool IsAway { get; set; }

    /// <summary>Said for every number: it is not known.</summary>
    public bool DeniesAll { get; set; }

    public bool IsSilentAfterRefund { get; set; }
    public int Validations { get; private set; }
    public IReadOnlyList<SslSession> Sessions => [.. _sessions.Values.OrderBy(s => s.TranId, StringComparer.Ordinal)];

    public Dictionary<string, string?> Fields => new(StringComparer.Ordinal)
    {
        ["store_id"] = StoreId,
        ["store_passwd"] = Password,
        ["email"] = "office@isp.example",
        ["phone"] = "01700000000",
        ["city"] = "Dhaka",
        ["postcode"] = "1000",
    };

    /// <summary>Somebody tries to pay on the page; nobody is told yet.</summary>
    public SslTry Try(string tranId, string status = "VALID", string? amount = null, string currency = "BDT", string risk = "0")
    {
        var (session, number) = (_sessions[tranId], Interlocked.Increment(ref _numbers));
        var tried = new SslTry(status, status == "VALID" ? $"2611201600000simVal{number:D4}" : "", status is "VALID" or "FAILED" ? $"2611201600000simBank{number:D4}" : "", amount ?? session.Fields["total_amount"], currency) { Risk = risk };
        session.Tries.Add(tried);
        return tried;
    }

    /// <summary>Sends the message of a try.</summary>
    public async Task<int> TellAsync(string tranId, SslTry tried, Action<Dictionary<string, string>>? change = null, string? password = null, string? url = null)
    {
        var body = Sign(FormOf(_sessions[tranId], tried), password ?? Password, change);
        return await PostFormAsync(url ?? _sessions[tranId].Fields["ipn_url"], body);
    }

    /// <summary>Tries, and tells of it.</summary>
    public Task<int> PayAsync(string tranId, string status = "VALID", string? amount = null, string currency = "BDT", string risk = "0") => TellAsync(tranId, Try(tranId, status, amount, currency, risk));

    public async Task<int> PostFormAsync(string url, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/x-www-form-urlencoded");
        using var answer = await Http.PostAsync(new Uri(url), content);
        Posted.Enqueue(new PostedMessage(url, Encoding.UTF8.GetString(body), (int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        return (int)answer.StatusCode;
    }

    /// <summary>A page and its payment of before their time.</summary>
    public void Remember(string tranId, string total, params SslTry[] tries)
    {
        var session = new SslSession(new Dictionary<string, string>(StringComparer.Ordinal) { ["tran_id"] = tranId, ["total_amount"] = total, ["value_a"] = "" });
        session.Tries.AddRange(tries);
        _sessions[tranId] = session;
    }

    public static byte[] Sign(Dictionary<string, string> fields, string password, Action<Dictionary<string, string>>? change = null)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var names = fields.Keys.Order(StringComparer.Ordinal).ToList();
        var signed = names.Append("store_passwd").Order(StringComparer.Ordinal).Select(n => $"{n}={(n == "store_passwd" ? Md5(password) : fields[n])}");
        (fields["verify_sign"], fields["verify_key"]) = (Md5(string.Join('&', signed)), string.Join(',', names));
        change?.Invoke(fields);
        return Encoding.UTF8.GetBytes(string.Join('&', fields.Select(f => $"{f.Key}={Uri.EscapeDataString(f.Value).Replace("%20", "+", StringComparison.Ordinal)}")));
    }

    protected override void Map(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapPost("gwprocess/v4/api.php", BeginAsync);
        app.MapGet("validator/api/validationserverAPI.php", context => AnswerAsync(context, Validate));
        app.MapGet("validator/api/merchantTransIDvalidationAPI.php", context => AnswerAsync(context, q => q("refund_amount").Length > 0 ? Refund(q) : Find(q)));
    }

    private async Task BeginAsync(HttpContext context)
    {
        var form = (await context.Request.ReadFormAsync(context.RequestAborted)).ToDictionary(f => f.Key, f => f.Value.ToString(), StringComparer.Ordinal);
        string Of(string name) => form.GetValueOrDefault(name) ?? "";
        var wrong = Of("store_id") != StoreId || Of("store_passwd") != Password ? "Store Credential Error Or Store is De-active"
            : Array.Find(Needed, n => Of(n).Length == 0) is { } missing ? $"Invalid Information: {missing} is required"
            : Of("tran_id").Length > 30 || _sessions.ContainsKey(Of("tran_id")) ? "Invalid tran_id"
            : !decimal.TryParse(Of("total_amount"), CultureInfo.InvariantCulture, out var total) || total is < 10 or > 500000 ? "Amount is out of range"
            : null;
        if (wrong is not null)
        {
            await WriteAsync(context, new JsonObject { ["status"] = "FAILED", ["failedreason"] = wrong, ["sessionkey"] = "", ["GatewayPageURL"] = "" });
            return;
        }
        _sessions[Of("tran_id")] = new SslSession(form);
        if (IsSilent) context.Abort();
        else await WriteAsync(context, new JsonObject { ["status"] = "SUCCESS", ["failedreason"] = "", ["sessionkey"] = $"SESSION{Of("tran_id")}", ["GatewayPageURL"] = $"{Address}EasyCheckOut/{Of("tran_id")}" });
    }

    private Task AnswerAsync(HttpContext context, Func<Func<string, string>, JsonObject?> answer)
    {
        if (IsAway)
        {
            context.Abort();
            return Task.CompletedTask;
        }
        string Of(string name) => context.Request.Query[name].ToString();
        if (Of("store_id") != StoreId || Of("store_passwd") != Password) return WriteAsync(context, new JsonObject { ["APIConnect"] = "FAILED" });
        if (answer(Of) is { } said) return WriteAsync(context, said);
        context.Abort();
        return Task.CompletedTask;
    }

    private JsonObject Validate(Func<string, string> query)
    {
        Validations++;
        var (session, tried) = _sessions.Values.SelectMany(s => s.Tries, (s, t) => (s, t)).FirstOrDefault(f => f.t.ValId.Length > 0 && f.t.ValId == query("val_id"));
        if (DeniesAll || tried is null) return new JsonObject { ["status"] = "INVALID_TRANSACTION", ["APIConnect"] = "DONE", ["validated_on"] = "2026-11-20 16:00:02" };
        var said = Told(session, tried, tried.WasValidated ? "VALIDATED" : "VALID");
        tried.WasValidated = true;
        (said["APIConnect"], said["validated_on"]) = ("DONE", "2026-11-20 16:00:02");
        return said;
    }

    private JsonObject Find(Func<string, string> query)
    {
        var tries = _sessions.TryGetValue(query("tran_id"), out var session) ? session.Tries : [];
        return new JsonObject { ["APIConnect"] = "DONE", ["no_of_trans_found"] = tries.Count, ["element"] = new JsonArray([.. tries.Select(t => (JsonNode)Told(session!, t, t.WasValidated ? "VALIDATED" : t.Status))]) };
    }

    private JsonObject? Refund(Func<string, string> query)
    {
        var tried = _sessions.Values.SelectMany(s => s.Tries).FirstOrDefault(t => t.BankId.Length > 0 && t.BankId == query("bank_tran_id"));
        var amount = decimal.Parse(query("refund_amount"), CultureInfo.InvariantCulture);
        JsonObject Said(string status, string? why = null, string number = "") => new() { ["APIConnect"] = "DONE", ["bank_tran_id"] = query("bank_tran_id"), ["refund_ref_id"] = number, ["status"] = status, ["errorReason"] = why };
        if (tried is null) return Said("failed", "Transaction not found");
        if (query("refund_trans_id") is not { Length: > 0 and <= 30 } id || query("refund_remarks").Length == 0) return Said("failed", "refund_trans_id is required");
        if (_refunds.TryGetValue(id, out var begun)) return IsSilentAfterRefund ? null : Said("processing", number: begun);
        if (tried.Refunded + amount > decimal.Parse(tried.Amount, CultureInfo.InvariantCulture)) return Said("failed", "Refund amount exceeds the transaction");
        tried.Refunded += amount;
        var number = _refunds[id] = string.Create(CultureInfo.InvariantCulture, $"REF{Interlocked.Increment(ref _numbers):D4}");
        return IsSilentAfterRefund ? null : Said("success", number: number);
    }

    private JsonObject Told(SslSession session, SslTry tried, string status)
    {
        var said = new JsonObject { ["status"] = status };
        foreach (var (name, value) in FormOf(session, tried))
            if (name is not ("status" or "store_id")) said[name] = value;
        return said;
    }

    private Dictionary<string, string> FormOf(SslSession session, SslTry tried)
    {
        var isPaid = tried.ValId.Length > 0;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["tran_id"] = session.TranId,
            ["amount"] = tried.Amount,
            ["bank_tran_id"] = tried.BankId,
            ["status"] = tried.Status,
            ["tran_date"] = clock.GetUtcNow().ToOffset(TimeSpan.FromHours(6)).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            ["error"] = tried.Status switch { "FAILED" => "Invalid expiration date", "CANCELLED" => "Cancelled by User", _ => "" },
            ["currency"] = "BDT",
            ["store_id"] = StoreId,
            ["currency_type"] = tried.Currency,
            ["currency_amount"] = tried.Amount,
            ["currency_rate"] = "1.0000",
            ["base_fair"] = "0.00",
            ["value_a"] = session.Fields.GetValueOrDefault("value_a") ?? "",
        };
        if (isPaid) (fields["val_id"], fields["card_type"], fields["store_amount"], fields["risk_level"], fields["risk_title"]) = (tried.ValId, "VISA-Fixture Bank", "1.00", tried.Risk, tried.Risk == "0" ? "Safe" : "Risky");
        return fields;
    }

    private static Task WriteAsync(HttpContext context, JsonObject said)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(said.ToJsonString(), context.RequestAborted);
    }

#pragma warning disable CA5351 // SSLCommerz signs with MD5
    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351
}
