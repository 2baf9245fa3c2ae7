using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MikrotikBilling.Web.Demo.Providers;

/// <summary>
/// M-Pesa's interface, with its checks and errors. Phones answer by themselves after <see cref="Delay"/>, or when <see cref="SettleAsync"/> is called; what
/// they do stands in <see cref="MpesaPhone"/>.
/// </summary>
public sealed partial class MpesaSimulator(TimeProvider clock) : ProviderSimulator
{
    private static readonly TimeSpan Nairobi = TimeSpan.FromHours(3);

    /// <summary>One of the process: making it takes long.</summary>
    private static readonly Lazy<byte[]> Made = new(() =>
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKey();
    });

    private readonly RSA _key = KeyOf(Made.Value);
    private readonly ConcurrentDictionary<string, MpesaPrompt> _prompts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, MpesaPayment> _payments = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Func<CancellationToken, Task>> _results = new();
    private readonly CancellationTokenSource _ending = new();
    private int _numbers;
    private string _token = "";

    public string ConsumerKey { get; init; } = "simulated-consumer-key";
    public string ConsumerSecret { get; init; } = "simulated-consumer-secret";
    public string ShortCode { get; init; } = "600999";
    public string PassKey { get; init; } = "simulated0passkey0000000000000000";
    public string Initiator { get; init; } = "apiop1";
    public string InitiatorPassword { get; init; } = "simulated password";

    /// <summary>Until a phone answers, and until a result is sent; null waits for <see cref="SettleAsync"/>.</summary>
    public TimeSpan? Delay { get; set; }

    /// <summary>The next call is told that its token is not known.</summary>
    public bool ForgetsToken { get; set; }

    /// <summary>Results of operators' requests are not sent: their time runs out.</summary>
    public bool TimesOut { get; set; }

    /// <summary>Where payments to the short code are told of, once that is registered.</summary>
    public string? ConfirmationUrl { get; private set; }

    public string? ValidationUrl { get; private set; }

    public int TokensGiven { get; private set; }

    /// <summary>What was asked of phones, oldest first.</summary>
    public IReadOnlyList<MpesaPrompt> Prompts => [.. _prompts.Values.OrderBy(p => p.CheckoutId, StringComparer.Ordinal)];

    public IReadOnlyCollection<MpesaPayment> Payments => [.. _payments.Values];

    /// <summary>As PEM; an account that is to ask for status and reversal needs it.</summary>
    public string Certificate
    {
        get
        {
            var request = new CertificateRequest("CN=Simulated M-Pesa", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            using var certificate = request.CreateSelfSigned(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2046, 1, 1, 0, 0, 0, TimeSpan.Zero));
            return certificate.ExportCertificatePem().ReplaceLineEndings(" ");
        }
    }

    /// <summary>What an account of the program is to be given.</summary>
    public Dictionary<string, string?> Fields => new(StringComparer.Ordinal)
    {
        ["kind"] = "paybill",
        ["short_code"] = ShortCode,
        ["consumer_key"] = ConsumerKey,
        ["consumer_secret"] = ConsumerSecret,
        ["pass_key"] = PassKey,
        ["address_rule"] = "off",
        ["pull_number"] = "254700000000",
        ["initiator"] = Initiator,
        ["initiator_password"] = InitiatorPassword,
        ["certificate"] = Certificate,
    };

    /// <summary>All phones that are asked answer now, and all results are sent.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken = default)
    {
        await SettleFirstAsync(cancellationToken);
        while (_results.TryDequeue(out var send)) await send(cancellationToken);
    }

    /// <summary>All phones answer, and nothing that comes after that is sent yet.</summary>
    public async Task SettleFirstAsync(CancellationToken cancellationToken = default)
    {
        foreach (var prompt in Prompts) await ActAsync(prompt, cancellationToken);
    }

    /// <summary>A request that was made before its time, and how it ended.</summary>
    public void Remember(string checkoutId, string code) => _prompts[checkoutId] = new MpesaPrompt("", checkoutId, 0, "254700000001", "", "") { Code = code, IsSettled = true };

    /// <summary>Somebody pays to the short code by himself.</summary>
    /// <returns>The receipt; null where validation rejected it.</returns>
    public async Task<string?> PayAsync(string account, decimal amount, string phone = "254700000001", string name = "ASHA FIXTURE", CancellationToken cancellationToken = default)
    {
        var payment = new MpesaPayment(NextReceipt(), amount, phone, account, null, clock.GetUtcNow());
        if (ValidationUrl is { } validation && await AskAsync(validation, WriteConfirmation(payment, name, isValidation: true), cancellationToken) is not "0") return null;
        _payments[payment.Receipt] = payment;
        await ConfirmAsync(payment, name, cancellationToken);
        return payment.Receipt;
    }

    /// <summary>Tells once more of a payment to the short code.</summary>
    public Task ConfirmAsync(MpesaPayment payment, string name = "ASHA FIXTURE", CancellationToken cancellationToken = default) =>
        ConfirmationUrl is { } url ? PostAsync(url, WriteConfirmation(payment, name, isValidation: false), cancellationToken) : Task.CompletedTask;

    /// <summary>Sends the answer of a phone once more.</summary>
    public Task TellAsync(MpesaPrompt prompt, CancellationToken cancellationToken = default) => PostAsync(prompt.CallbackUrl, WriteAnswer(prompt, prompt.Code!), cancellationToken);

    protected override async ValueTask DisposeAsyncCore()
    {
        await _ending.CancelAsync();
        await base.DisposeAsyncCore();
        _ending.Dispose();
        _key.Dispose();
    }

    protected override void Map(WebApplication app)
    {
        app.MapGet("oauth/v1/generate", GrantAsync);
        app.MapPost("mpesa/stkpush/v1/processrequest", context => AnswerAsync(context, PushAsync));
        app.MapPost("mpesa/stkpushquery/v1/query", context => AnswerAsync(context, QueryAsync));
        app.MapPost("mpesa/c2b/v2/registerurl", context => AnswerAsync(context, RegisterAsync));
        app.MapPost("mpesa/transactionstatus/v1/query", context => AnswerAsync(context, StatusAsync));
        app.MapPost("mpesa/reversal/v1/request", context => AnswerAsync(context, ReverseAsync));
        app.MapPost("pulltransactions/v1/register", context => AnswerAsync(context, NominateAsync));
        app.MapPost("pulltransactions/v1/query", context => AnswerAsync(context, PullAsync));
    }

    private async Task GrantAsync(HttpContext context)
    {
        var basic = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ConsumerKey}:{ConsumerSecret}"))}";
        if (context.Request.Headers.Authorization != basic || context.Request.Query["grant_type"] != "client_credentials")
        {
            await WriteAsync(context, Error(400, "400.008.01", "Invalid Authentication passed"));
            return;
        }
        TokensGiven++;
        _token = RandomNumberGenerator.GetHexString(28);
        await WriteAsync(context, Said(new JsonObject { ["access_token"] = _token, ["expires_in"] = "3599" }));
    }

    private async Task AnswerAsync(HttpContext context, Func<JsonElement, HttpContext, Task<(int Status, JsonObject Body)?>> answer)
    {
        if (ForgetsToken || context.Request.Headers.Authorization != $"Bearer {_token}")
        {
            ForgetsToken = false;
            await WriteAsync(context, Error(404, "404.001.03", "Invalid Access Token"));
            return;
        }
        if (await BodyOf(context) is not { } body)
        {
            await WriteAsync(context, Error(400, "400.002.05", "Invalid Request Payload"));
            return;
        }
        if (await answer(body, context) is { } said) await WriteAsync(context, said);
        else context.Abort();
    }

    private static async Task WriteAsync(HttpContext context, (int Status, JsonObject Body)? said)
    {
        context.Response.StatusCode = said!.Value.Status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(said.Value.Body.ToJsonString(), context.RequestAborted);
    }

    private static (int Status, JsonObject Body)? Said(JsonObject body) => (200, body);

    private static (int Status, JsonObject Body)? Error(int status, string code, string words) => (status, new JsonObject { ["requestId"] = Guid.NewGuid().ToString(), ["errorCode"] = code, ["errorMessage"] = words });

    private static string Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText() : "";

    /// <summary>After the delay, or by hand.</summary>
    private void Later(Func<CancellationToken, Task> work)
    {
        if (Delay is not { } delay) _results.Enqueue(work);
        else _ = RunAsync();

        async Task RunAsync()
        {
            try
            {
                await Task.Delay(delay, TimeProvider.System, _ending.Token);
                await work(_ending.Token);
            }
            catch (OperationCanceledException)
            {
                // It ends.
            }
        }
    }

    private string NextReceipt() => string.Create(CultureInfo.InvariantCulture, $"TKL{Interlocked.Increment(ref _numbers):D7}");

    private static string Stamp(DateTimeOffset at) => at.ToOffset(Nairobi).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    private async Task<string?> AskAsync(string url, string body, CancellationToken cancellationToken)
    {
        await PostAsync(url, body, cancellationToken);
        var posted = Posted.Last();
        using var answer = posted.Status == 200 ? JsonDocument.Parse(posted.Answer) : null;
        return answer is null ? "0" : Text(answer.RootElement, "ResultCode");
    }

    private string WriteConfirmation(MpesaPayment payment, string name, bool isValidation) => new JsonObject
    {
        ["TransactionType"] = "Pay Bill",
        ["TransID"] = payment.Receipt,
        ["TransTime"] = Stamp(payment.At),
        ["TransAmount"] = payment.Amount.ToString("0.00", CultureInfo.InvariantCulture),
        ["BusinessShortCode"] = ShortCode,
        ["BillRefNumber"] = payment.Account,
        ["InvoiceNumber"] = "",
        ["OrgAccountBalance"] = isValidation ? "" : "49500.00",
        ["ThirdPartyTransID"] = "",
        ["MSISDN"] = $"{payment.Phone[..4]} ***** {payment.Phone[^3..]}",
        ["FirstName"] = name.Split(' ')[0],
        ["MiddleName"] = "",
        ["LastName"] = "",
    }.ToJsonString();

    private static RSA KeyOf(byte[] made)
    {
        var key = RSA.Create();
        key.ImportPkcs8PrivateKey(made, out _);
        return key;
    }
}
