using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;
using MikrotikBilling.Web.Demo.Providers;

namespace MikrotikBilling.Tests.Payments.Gateways.Simulators;

/// <summary>How the simulated PayPal takes money when it is told to.</summary>
internal enum PayPalTaking
{
    Takes,

    /// <summary>It takes the money and does not answer; told again under the same id, it answers.</summary>
    SilentAfter,

    /// <summary>It neither takes the money nor answers.</summary>
    SilentBefore,

    /// <summary>It takes the money and says only that it did.</summary>
    SaysNothingOfIt,

    /// <summary>It holds the payer's money.</summary>
    Pending,

    /// <summary>An answer of success about money that was refused.</summary>
    Declined,

    /// <summary>Refused with <see cref="PayPalSimulator.CaptureIssue"/>.</summary>
    Issue,

    /// <summary>It is out of order.</summary>
    Broken,
}

/// <summary>Money that the simulated PayPal took.</summary>
internal sealed record SimulatedCapture(string Id, string OrderId, string Custom, string Invoice, decimal Amount, string Currency)
{
    public string Status { get; set; } = "COMPLETED";
    public string? Reason { get; set; }
    public List<(string Id, decimal Amount, string Status)> Refunds { get; } = [];
    public decimal Given => Refunds.Where(r => r.Status == "COMPLETED").Sum(r => r.Amount);
}

/// <summary>An order at the simulated PayPal, with what was sent for it.</summary>
internal sealed record SimulatedOrder(string Id, JsonElement Sent)
{
    public string Status { get; set; } = "PAYER_ACTION_REQUIRED";
    public SimulatedCapture? Capture { get; set; }
    public JsonElement Unit => Sent.GetProperty("purchase_units")[0];
}

/// <summary>PayPal's interface: orders and payments of version 2, tokens, webhooks and their signatures, with its checks and its errors.</summary>
internal sealed partial class PayPalSimulator(TimeProvider clock) : ProviderSimulator
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly ConcurrentDictionary<string, SimulatedOrder> _orders = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (JsonObject Said, DateTimeOffset Until)> _done = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _fetched = new();
    private readonly Lock _gate = new();
    private string _token = "";
    private DateTimeOffset _tokenUntil;
    private int _numbers;

    public PayPalKeys Keys { get; } = new();
    public string ClientId { get; init; } = "simulated-client";
    public string Secret { get; init; } = "simulated-secret-key";
    public string WebhookId { get; init; } = "8FX12345AB678901C";

    /// <summary>Where the webhook leads to, as it was entered at PayPal.</summary>
    public string WebhookUrl { get; set; } = "";

    public PayPalTaking Taking { get; set; }
    public string CaptureIssue { get; set; } = "INSTRUMENT_DECLINED";
    public string? CreateIssue { get; set; }
    public bool IsSilentOnCreate { get; set; }
    public bool IsSilentAfterRefund { get; set; }
    public bool RefundsLater { get; set; }

    /// <summary>What PayPal is asked for is not answered.</summary>
    public bool IsAway { get; set; }

    /// <summary>Its certificates cannot be had.</summary>
    public bool HidesCertificates { get; set; }

    /// <summary>The next call is told that its token is over.</summary>
    public bool ForgetsToken { get; set; }

    /// <summary>Links by their older name.</summary>
    public bool IsOlder { get; set; }

    /// <summary>Holds captures up, so that others come meanwhile.</summary>
    public TaskCompletionSource? Brake { get; set; }

    public decimal? OtherAmount { get; set; }
    public string? OtherCurrency { get; set; }
    public string? OtherCustom { get; set; }
    public int Grants { get; private set; }
    public int Captured { get; private set; }

    /// <summary>What was asked for with a token: the method and path, the number of the request, the body.</summary>
    public ConcurrentQueue<(string What, string RequestId, JsonElement? Body)> Asked { get; } = new();

    /// <summary>Said instead of what would be said, by method and path.</summary>
    public ConcurrentDictionary<string, (int Status, string Body)> Samples { get; } = new(StringComparer.Ordinal);

    /// <summary>What the program fetched from PayPal's own hosts.</summary>
    public IReadOnlyList<string> Fetched => [.. _fetched];

    public IReadOnlyList<SimulatedOrder> Orders => [.. _orders.Values.OrderBy(o => o.Id, StringComparer.Ordinal)];

    public int CapturesAsked => Asked.Count(a => a.What.EndsWith("/capture", StringComparison.Ordinal));

    public Dictionary<string, string?> Fields => new(StringComparer.Ordinal) { ["client_id"] = ClientId, ["client_secret"] = Secret, ["webhook_id"] = WebhookId };

    /// <summary>Whatever goes to PayPal's own hosts comes here.</summary>
    public void StandIn(IServiceCollection services) => services.AddHttpClient(GatewayHttp.ClientName).AddHttpMessageHandler(() => new Handler(this));

    /// <summary>The payer signs in and presses Pay.</summary>
    public void Approve(string? id) => _orders[id!].Status = "APPROVED";

    public void End(string? id, string status) => _orders[id!].Status = status;

    public void Forget(string? id) => _orders.TryRemove(id!, out _);

    /// <summary>An order of before their time.</summary>
    public SimulatedOrder Remember(string id, string custom, string invoice, decimal amount, string currency = "USD", string status = "PAYER_ACTION_REQUIRED")
    {
        var unit = new JsonObject { ["custom_id"] = custom, ["invoice_id"] = invoice, ["amount"] = Amount(amount, currency) };
        var sent = new JsonObject { ["intent"] = "CAPTURE", ["purchase_units"] = new JsonArray(unit) };
        return _orders[id] = new SimulatedOrder(id, JsonDocument.Parse(sent.ToJsonString()).RootElement) { Status = status };
    }

    /// <summary>The bank gives it back, or PayPal, or the merchant by hand.</summary>
    public string Give(SimulatedCapture capture, decimal amount)
    {
        var id = Number("RFD");
        capture.Refunds.Add((id, amount, "COMPLETED"));
        capture.Status = capture.Given == capture.Amount ? "REFUNDED" : "PARTIALLY_REFUNDED";
        return id;
    }

    /// <summary>The body of a message.</summary>
    public byte[] Letter(string type, JsonObject resource, string? id = null) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["id"] = id ?? string.Create(CultureInfo.InvariantCulture, $"WH-SIM{Interlocked.Increment(ref _numbers):D8}-0001A"),
        ["event_version"] = "1.0",
        ["create_time"] = "2026-11-20T09:59:55.000Z",
        ["resource_type"] = type.StartsWith("CHECKOUT", StringComparison.Ordinal) ? "checkout-order" : "capture",
        ["event_type"] = type,
        ["resource"] = resource,
    }.ToJsonString());

    public byte[] LetterOf(SimulatedCapture capture, string type = "PAYMENT.CAPTURE.COMPLETED") => Letter(type, Told(capture));

    public byte[] LetterOf(SimulatedCapture capture, string refundId, string type) => Letter(type, Told(capture, refundId)!);

    /// <summary>The headers of a message.</summary>
    public Dictionary<string, string> Sign(byte[] body, string certificate = PayPalKeys.Name, string? transmission = null)
    {
        var (id, time) = (transmission ?? Guid.NewGuid().ToString(), "2026-11-20T10:00:00Z");
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PAYPAL-TRANSMISSION-ID"] = id,
            ["PAYPAL-TRANSMISSION-TIME"] = time,
            ["PAYPAL-TRANSMISSION-SIG"] = Keys.Sign(id, time, WebhookId, body),
            ["PAYPAL-CERT-URL"] = $"https://api.paypal.com/v1/notifications/certs/{certificate}",
            ["PAYPAL-AUTH-ALGO"] = "SHA256withRSA",
        };
    }

    public async Task<int> PostAsync(string url, byte[] body, IReadOnlyDictionary<string, string> headers, string type = "application/json")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new(type);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await Http.SendAsync(request);
        Posted.Enqueue(new PostedMessage(url, Encoding.UTF8.GetString(body), (int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        return (int)answer.StatusCode;
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        Brake?.TrySetResult();
        await base.DisposeAsyncCore();
        Keys.Dispose();
    }

    protected override void Map(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapPost("v1/oauth2/token", SignInAsync);
        app.MapGet("v1/notifications/certs/{name}", CertificateAsync);
        app.MapGet("v1/notifications/webhooks/{id}", context => AnswerAsync(context, _ => Id(context) == WebhookId ? (200, new JsonObject { ["id"] = WebhookId, ["url"] = WebhookUrl }) : Wrong(404, "INVALID_RESOURCE_ID")));
        app.MapPost("v1/notifications/verify-webhook-signature", context => AnswerAsync(context, Verify));
        app.MapPost("v2/checkout/orders", context => AnswerAsync(context, Create));
        app.MapGet("v2/checkout/orders/{id}", context => AnswerAsync(context, _ => _orders.TryGetValue(Id(context), out var order) ? (200, Told(order)) : Wrong(404, "RESOURCE_NOT_FOUND")));
        app.MapPost("v2/checkout/orders/{id}/capture", async context =>
        {
            if (Brake is { } brake) await brake.Task;
            await AnswerAsync(context, _ => Capture(Id(context), RequestId(context)));
        });
        app.MapGet("v2/payments/captures/{id}", context => AnswerAsync(context, _ => Find(Id(context)) is { } found ? (200, Told(found)) : Wrong(404, "RESOURCE_NOT_FOUND")));
        app.MapPost("v2/payments/captures/{id}/refund", context => AnswerAsync(context, body => Refund(Id(context), RequestId(context), body)));
        app.MapGet("v2/payments/refunds/{id}", context => AnswerAsync(context, _ => FindRefund(Id(context)) is { } found ? (200, found) : Wrong(404, "RESOURCE_NOT_FOUND")));
    }

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    private static string RequestId(HttpContext context) => context.Request.Headers["PayPal-Request-Id"].ToString();

    private async Task SignInAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (context.Request.Headers.Authorization != $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ClientId}:{Secret}"))}" || form["grant_type"] != "client_credentials")
        {
            await WriteAsync(context, 401, new JsonObject { ["error"] = "invalid_client", ["error_description"] = "Client Authentication failed" });
            return;
        }
        Grants++;
        (_token, _tokenUntil) = (RandomNumberGenerator.GetHexString(40), clock.GetUtcNow().AddSeconds(32400));
        var said = JsonNode.Parse(GatewayStory.Sample("paypal-token-response.json"))!.AsObject();
        said["access_token"] = _token;
        await WriteAsync(context, 200, said);
    }

    private Task CertificateAsync(HttpContext context)
    {
        context.Response.StatusCode = HidesCertificates ? 503 : 404;
        if (HidesCertificates || !Keys.Files.TryGetValue((string)context.Request.RouteValues["name"]!, out var file)) return Task.CompletedTask;
        if (file.StartsWith("http", StringComparison.Ordinal))
        {
            context.Response.Redirect(file);
            return Task.CompletedTask;
        }
        context.Response.StatusCode = 200;
        return context.Response.WriteAsync(file, context.RequestAborted);
    }

    private async Task AnswerAsync(HttpContext context, Func<JsonElement?, (int Status, JsonObject Said)?> answer)
    {
        if (ForgetsToken || context.Request.Headers.Authorization != $"Bearer {_token}" || clock.GetUtcNow() >= _tokenUntil)
        {
            ForgetsToken = false;
            await WriteAsync(context, 401, new JsonObject { ["error"] = "invalid_token", ["error_description"] = "Token signature verification failed" });
            return;
        }
        var body = HttpMethods.IsPost(context.Request.Method) ? await BodyOf(context) : null;
        var what = $"{context.Request.Method} {context.Request.Path}";
        Asked.Enqueue((what, RequestId(context), body));
        if (Samples.TryGetValue(what, out var sample)) await WriteAsync(context, sample.Status, JsonNode.Parse(sample.Body)!.AsObject());
        else if (IsAway) context.Abort();
        else if (HttpMethods.IsPost(context.Request.Method) && (body is null || context.Request.ContentType != "application/json")) await WriteAsync(context, 415, Wrong(415, "UNSUPPORTED_MEDIA_TYPE").Said);
        else if (Answered(body, answer) is { } said) await WriteAsync(context, said.Status, said.Said);
        else context.Abort();
    }

    private (int Status, JsonObject Said)? Answered(JsonElement? body, Func<JsonElement?, (int Status, JsonObject Said)?> answer)
    {
        lock (_gate) return answer(body);
    }

    /// <summary>Over the bytes of the message as they stand in the question.</summary>
    private (int, JsonObject)? Verify(JsonElement? body)
    {
        string Of(string name) => body!.Value.GetProperty(name).GetString()!;
        var text = string.Create(CultureInfo.InvariantCulture, $"{Of("transmission_id")}|{Of("transmission_time")}|{WebhookId}|{PayPalKeys.Checksum(Encoding.UTF8.GetBytes(body!.Value.GetProperty("webhook_event").GetRawText()))}");
        var isRight = Of("webhook_id") == WebhookId && Of("auth_algo") == "SHA256withRSA" && Of("cert_url").Length > 0 && Keys.IsSigned(text, Of("transmission_sig"));
        return (200, new JsonObject { ["verification_status"] = isRight ? "SUCCESS" : "FAILURE" });
    }

    private (int, JsonObject)? Create(JsonElement? body)
    {
        if (CreateIssue is { } issue) return Wrong(422, issue);
        var sent = body!.Value;
        var (unit, context) = (sent.GetProperty("purchase_units")[0], sent.GetProperty("payment_source").GetProperty("paypal").GetProperty("experience_context"));
        var amount = unit.GetProperty("amount");
        var (currency, isWhole) = (amount.GetProperty("currency_code").GetString()!, amount.GetProperty("currency_code").GetString() is "JPY" or "HUF" or "TWD");
        if (sent.GetProperty("intent").GetString() != "CAPTURE" || !Uri.TryCreate(context.GetProperty("return_url").GetString(), UriKind.Absolute, out _)) return Wrong(400, "INVALID_PARAMETER_VALUE");
        if (currency is "KES" or "BDT") return Wrong(422, "CURRENCY_NOT_SUPPORTED");
        if (!(isWhole ? WholeShape() : AmountShape()).IsMatch(amount.GetProperty("value").GetString()!)) return Wrong(422, "DECIMAL_PRECISION");
        if (unit.GetProperty("invoice_id").GetString()!.Length > 127 || unit.GetProperty("custom_id").GetString()!.Length > 127 || unit.GetProperty("description").GetString()!.Length > 127) return Wrong(400, "INVALID_STRING_LENGTH");
        var order = new SimulatedOrder(Number("ORD"), sent.Clone());
        _orders[order.Id] = order;
        return IsSilentOnCreate ? null : (200, Told(order));
    }

    private (int, JsonObject)? Capture(string id, string requestId)
    {
        if (_done.TryGetValue(requestId, out var done) && done.Until > clock.GetUtcNow()) return (200, done.Said.DeepClone().AsObject());
        if (!_orders.TryGetValue(id, out var order)) return Wrong(404, "RESOURCE_NOT_FOUND");
        if (order.Capture is not null) return (422, JsonNode.Parse(GatewayStory.Sample("paypal-already-captured.json"))!.AsObject());
        if (order.Status != "APPROVED") return Wrong(422, "ORDER_NOT_APPROVED");
        switch (Taking)
        {
            case PayPalTaking.SilentBefore: return null;
            case PayPalTaking.Broken: return (500, new JsonObject { ["name"] = "INTERNAL_SERVER_ERROR" });
            case PayPalTaking.Issue: return Wrong(422, CaptureIssue);
        }
        var amount = order.Unit.GetProperty("amount");
        var (status, reason) = Taking switch { PayPalTaking.Pending => ("PENDING", "PENDING_REVIEW"), PayPalTaking.Declined => ("DECLINED", null), _ => ("COMPLETED", (string?)null) };
        Take(order, OtherAmount ?? decimal.Parse(amount.GetProperty("value").GetString()!, CultureInfo.InvariantCulture), OtherCurrency ?? amount.GetProperty("currency_code").GetString()!, status, reason);
        Captured++;
        var said = Told(order);
        _done[requestId] = (said.DeepClone().AsObject(), clock.GetUtcNow().AddHours(6));
        return Taking switch { PayPalTaking.SilentAfter => null, PayPalTaking.SaysNothingOfIt => (201, new JsonObject { ["id"] = order.Id, ["status"] = order.Status }), _ => (201, said) };
    }

    /// <summary>Money was taken for an order, by us or otherwise.</summary>
    public SimulatedCapture Take(SimulatedOrder order, decimal amount, string currency = "USD", string status = "COMPLETED", string? reason = null, string? id = null)
    {
        string Of(string name) => order.Unit.GetProperty(name).GetString()!;
        order.Status = "COMPLETED";
        return order.Capture = new SimulatedCapture(id ?? Number("CAP"), order.Id, OtherCustom ?? Of("custom_id"), Of("invoice_id"), amount, currency) { Status = status, Reason = reason };
    }

    private (int, JsonObject)? Refund(string id, string requestId, JsonElement? body)
    {
        if (_done.TryGetValue(requestId, out var done)) return (200, done.Said.DeepClone().AsObject());
        if (Find(id) is not { } capture) return Wrong(404, "RESOURCE_NOT_FOUND");
        var amount = body!.Value.GetProperty("amount");
        var value = decimal.Parse(amount.GetProperty("value").GetString()!, CultureInfo.InvariantCulture);
        if (amount.GetProperty("currency_code").GetString() != capture.Currency) return Wrong(422, "REFUND_CAPTURE_CURRENCY_MISMATCH");
        if (capture.Given + value > capture.Amount) return Wrong(422, "REFUND_AMOUNT_EXCEEDED");
        var refund = Give(capture, value);
        if (RefundsLater) capture.Refunds[^1] = capture.Refunds[^1] with { Status = "PENDING" };
        var said = Told(capture, refund)!;
        _done[requestId] = (said.DeepClone().AsObject(), DateTimeOffset.MaxValue);
        return IsSilentAfterRefund ? null : (201, said);
    }

    private SimulatedCapture? Find(string id) => _orders.Values.Select(o => o.Capture).FirstOrDefault(c => c?.Id == id);

    private JsonObject? FindRefund(string id) => _orders.Values.Select(o => o.Capture).FirstOrDefault(c => c?.Refunds.Exists(r => r.Id == id) == true) is { } capture ? Told(capture, id) : null;

    private string Number(string kind) => string.Create(CultureInfo.InvariantCulture, $"SIM{kind}{Interlocked.Increment(ref _numbers):D10}");

    private static (int Status, JsonObject Said) Wrong(int status, string issue) => (status, new JsonObject
    {
        ["name"] = status == 404 ? "RESOURCE_NOT_FOUND" : "UNPROCESSABLE_ENTITY",
        ["details"] = new JsonArray(new JsonObject { ["issue"] = issue, ["description"] = $"Refused by the test: {issue}" }),
        ["message"] = "The requested action could not be performed.",
        ["debug_id"] = "simulated",
    });

    private JsonObject Told(SimulatedOrder order)
    {
        var payments = new JsonObject();
        if (order.Capture is { } capture)
        {
            payments["captures"] = new JsonArray(Told(capture));
            if (capture.Refunds.Count > 0) payments["refunds"] = new JsonArray([.. capture.Refunds.Select(r => Told(capture, r.Id))]);
        }
        var unit = JsonNode.Parse(order.Unit.GetRawText())!.AsObject();
        if (payments.Count > 0) unit["payments"] = payments;
        return new JsonObject
        {
            ["id"] = order.Id,
            ["intent"] = "CAPTURE",
            ["status"] = order.Status,
            ["purchase_units"] = new JsonArray(unit),
            ["payer"] = order.Capture is null ? null : new JsonObject { ["name"] = new JsonObject { ["given_name"] = "Jane", ["surname"] = "Doe" }, ["email_address"] = "jane@example.net" },
            ["links"] = new JsonArray(Link("self", $"v2/checkout/orders/{order.Id}"), Link(IsOlder ? "approve" : "payer-action", $"checkoutnow?token={order.Id}")),
        };
    }

    private JsonObject Told(SimulatedCapture capture)
    {
        var said = new JsonObject
        {
            ["id"] = capture.Id,
            ["status"] = capture.Status,
            ["amount"] = Amount(capture.Amount, capture.Currency),
            ["final_capture"] = true,
            ["custom_id"] = capture.Custom,
            ["invoice_id"] = capture.Invoice,
            ["supplementary_data"] = new JsonObject { ["related_ids"] = new JsonObject { ["order_id"] = capture.OrderId } },
            ["create_time"] = "2026-11-20T09:59:50Z",
            ["links"] = new JsonArray(Link("self", $"v2/payments/captures/{capture.Id}"), Link("up", $"v2/checkout/orders/{capture.OrderId}")),
        };
        if (capture.Reason is { } reason) said["status_details"] = new JsonObject { ["reason"] = reason };
        return said;
    }

    private JsonObject? Told(SimulatedCapture capture, string refundId)
    {
        var at = capture.Refunds.FindIndex(r => r.Id == refundId);
        if (at < 0) return null;
        var (id, amount, status) = capture.Refunds[at];
        var total = capture.Refunds.Take(at + 1).Sum(r => r.Amount);
        return new JsonObject
        {
            ["id"] = id,
            ["status"] = status,
            ["amount"] = Amount(amount, capture.Currency),
            ["custom_id"] = capture.Custom,
            ["seller_payable_breakdown"] = new JsonObject { ["gross_amount"] = Amount(amount, capture.Currency), ["total_refunded_amount"] = Amount(total, capture.Currency) },
            ["links"] = new JsonArray(Link("self", $"v2/payments/refunds/{id}"), Link("up", $"v2/payments/captures/{capture.Id}")),
        };
    }

    private JsonObject Link(string rel, string path) => new() { ["href"] = $"{Address}{path}", ["rel"] = rel, ["method"] = "GET" };

    private static JsonObject Amount(decimal value, string currency) => new() { ["currency_code"] = currency, ["value"] = value.ToString(currency is "JPY" or "HUF" or "TWD" ? "0" : "0.00", CultureInfo.InvariantCulture) };

    private static Task WriteAsync(HttpContext context, int status, JsonObject said)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(said.ToJsonString(), context.RequestAborted);
    }

    /// <summary>Leads what goes to PayPal's hosts to the simulator.</summary>
    private sealed class Handler(PayPalSimulator simulator) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var url = request.RequestUri!;
            if (url.IsLoopback) return base.SendAsync(request, cancellationToken);
            simulator._fetched.Enqueue(url.AbsoluteUri);
            request.RequestUri = new Uri(simulator.Address, url.PathAndQuery.TrimStart('/'));
            return base.SendAsync(request, cancellationToken);
        }
    }

    [GeneratedRegex(@"\A[0-9]{1,9}\.[0-9]{2}\z", RegexOptions.None, 1000)]
    private static partial Regex AmountShape();

    [GeneratedRegex(@"\A[0-9]{1,9}\z", RegexOptions.None, 1000)]
    private static partial Regex WholeShape();
}
