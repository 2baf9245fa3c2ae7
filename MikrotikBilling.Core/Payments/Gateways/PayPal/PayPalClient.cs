using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.PayPal;

/// <summary>What PayPal answered. What stands in its way is named by an issue.</summary>
internal sealed record PayPalAnswer(int Status, JsonElement? Json)
{
    public bool IsOk => Status is >= 200 and < 300;

    public bool IsNotThere => Status == 404;

    public string Issue => ProviderJson.Line(Detail?.Word("issue") ?? Json?.Word("name") ?? Json?.Word("error"), 60) ?? string.Create(CultureInfo.InvariantCulture, $"{Status}");

    public string Words => ProviderJson.Line(Detail?.Word("description") ?? Json?.Word("message") ?? Json?.Word("error_description"), 200) ?? string.Create(CultureInfo.InvariantCulture, $"answered {Status}");

    private JsonElement? Detail => Json?.Rows("details").Select(d => (JsonElement?)d).FirstOrDefault();
}

/// <summary>A call to PayPal.</summary>
/// <param name="What">In a word or two, for the log.</param>
internal sealed record PayPalCall(string What, HttpMethod Method, string Path)
{
    public Guid? AttemptId { get; init; }

    /// <summary>The same for the same: PayPal does it once, and answers as it did then.</summary>
    public string? RequestId { get; init; }

    /// <summary>JSON, as it is to travel.</summary>
    public byte[]? Body { get; init; }
}

/// <summary>Calls to PayPal with the account's token.</summary>
internal static partial class PayPalClient
{
    private const int TooMany = 429;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan UsualLife = TimeSpan.FromHours(9);

    public static Task<PayPalAnswer> GetAsync(GatewayConnection connection, string what, string path, Guid? attemptId, CancellationToken cancellationToken) =>
        SendAsync(connection, new PayPalCall(what, HttpMethod.Get, path) { AttemptId = attemptId }, cancellationToken);

    public static Task<PayPalAnswer> PostAsync(GatewayConnection connection, string what, string path, JsonObject body, Guid? attemptId, string requestId, CancellationToken cancellationToken) =>
        SendAsync(connection, new PayPalCall(what, HttpMethod.Post, path) { AttemptId = attemptId, RequestId = requestId, Body = Encoding.UTF8.GetBytes(body.ToJsonString()) }, cancellationToken);

    public static JsonObject AmountOf(Money amount) => new() { ["currency_code"] = amount.Currency, ["value"] = PayPalValues.Write(amount) };

    /// <exception cref="GatewaySilentException">No answer, or none that can be read.</exception>
    public static async Task<PayPalAnswer> SendAsync(GatewayConnection connection, PayPalCall call, CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = $"Bearer {await TokenAsync(connection, cancellationToken)}", ["Prefer"] = "return=representation" };
            if (call.RequestId is { } id) headers["PayPal-Request-Id"] = id;
            using var content = call.Body is { } body ? JsonOf(body) : null;
            var answer = await AskAsync(connection, call.What, call.Method, call.Path, content, headers, call.AttemptId, cancellationToken);
            if (answer.Status != 401) return answer;
            await connection.ForgetTokenAsync(cancellationToken);
            if (!isFirst) throw new GatewaySilentException("PayPal does not take the token that it gave.") { WasNeverSent = true };
        }
    }

    /// <summary>The token of the account, another one where its keys were changed.</summary>
    /// <exception cref="GatewaySilentException">No answer, or the keys are wrong.</exception>
    private static async Task<string> TokenAsync(GatewayConnection connection, CancellationToken cancellationToken)
    {
        var mark = MarkOf(connection);
        var kept = await connection.TokenAsync(token => GrantAsync(connection, mark, token), cancellationToken);
        if (!kept.StartsWith(mark, StringComparison.Ordinal))
        {
            await connection.ForgetTokenAsync(cancellationToken);
            kept = await connection.TokenAsync(token => GrantAsync(connection, mark, token), cancellationToken);
        }
        return kept[mark.Length..];
    }

    private static async Task<(string Token, TimeSpan Life)> GrantAsync(GatewayConnection connection, string mark, CancellationToken cancellationToken)
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{connection.Setting(PayPalFields.ClientId)}:{connection.Secret(PayPalFields.ClientSecret)}"));
        using var content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal) { ["grant_type"] = "client_credentials" });
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = $"Basic {basic}" };
        var answer = await AskAsync(connection, "token", HttpMethod.Post, "v1/oauth2/token", content, headers, null, cancellationToken);
        if (!answer.IsOk || answer.Json is not { } said || said.Word("access_token") is not { Length: > 0 } token)
            throw new GatewaySilentException($"PayPal does not take the client ID and secret key: {answer.Words}") { WasNeverSent = true };
        var life = int.TryParse(said.Word("expires_in"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? TimeSpan.FromSeconds(seconds) : UsualLife;
        return (mark + token, life);
    }

    private static async Task<PayPalAnswer> AskAsync(GatewayConnection connection, string what, HttpMethod method, string path, HttpContent? content, Dictionary<string, string> headers, Guid? attemptId, CancellationToken cancellationToken)
    {
        var answer = await connection.SendAsync(what, method, path, content, headers, attemptId, Patience, text => Hide(text, connection.Account.Token), cancellationToken);
        if (answer.Status is TooMany or >= 500) throw new GatewaySilentException(string.Create(CultureInfo.InvariantCulture, $"PayPal does not answer now ({answer.Status})."));
        return new PayPalAnswer(answer.Status, ProviderJson.Answer(answer.Body));
    }

    private static ByteArrayContent JsonOf(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    /// <summary>Tells whether a token was given for other keys.</summary>
    private static string MarkOf(GatewayConnection connection)
    {
        var keys = $"{connection.Account.Mode}\n{connection.Setting(PayPalFields.ClientId)}\n{connection.Secret(PayPalFields.ClientSecret)}";
        return $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(keys)))[..16]}:";
    }

    private static string Hide(string text, string token) => SecretShape().Replace(text, "${name}\"…\"").Replace(token, "…", StringComparison.Ordinal);

    [GeneratedRegex("(?<name>\"access_token\"\\s*:\\s*)\"[^\"]*\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretShape();
}
