using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.Bkash;

/// <summary>What bKash answered. Its HTTP status says little: most refusals come with 200.</summary>
internal sealed record BkashAnswer(int Status, JsonElement? Json)
{
    public string? Code => this["statusCode"] ?? this["errorCode"];

    public string Words => ProviderJson.Line(this["statusMessage"] ?? this["errorMessage"] ?? this["message"], 200) ?? string.Create(CultureInfo.InvariantCulture, $"answered {Status}");

    public bool IsDone => Status is >= 200 and < 300 && Code == BkashCode.Done;

    /// <summary>Done alone is not paid.</summary>
    public bool IsPaid => IsDone && this["transactionStatus"] == "Completed";

    public bool IsTokenUnknown => Status == 401 || (Code is null && this["message"] is { } words && words.Contains("token", StringComparison.OrdinalIgnoreCase));

    public string? this[string name] => Json?.Word(name);
}

/// <summary>Calls to bKash with the account's token.</summary>
internal sealed partial class BkashClient(BkashTokens tokens)
{
    private const string Folder = "tokenized/checkout/";

    /// <summary>What bKash asks to wait for an answer that moves money.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="GatewaySilentException">No answer, or none that can be read.</exception>
    public async Task<BkashAnswer> PostAsync(GatewayConnection connection, string what, string path, IReadOnlyDictionary<string, string> body, Guid? attemptId, CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            var headers = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Authorization"] = await tokens.GetAsync(connection, cancellationToken),
                ["X-App-Key"] = connection.Setting(BkashFields.AppKey),
            };
            var answer = await SendAsync(connection, what, path, body, headers, attemptId, cancellationToken);
            if (!answer.IsTokenUnknown || !isFirst) return answer.Json is null ? throw new GatewaySilentException($"bKash answered {answer.Status} without a word.") : answer;
            await connection.ForgetTokenAsync(cancellationToken);
        }
    }

    public static async Task<BkashAnswer> SendAsync(GatewayConnection connection, string what, string path, IReadOnlyDictionary<string, string> body, IReadOnlyDictionary<string, string> headers, Guid? attemptId, CancellationToken cancellationToken)
    {
        using var content = new StringContent(JsonSerializer.Serialize(body, Plain), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        var answer = await connection.SendAsync(what, HttpMethod.Post, Folder + path, content, headers, attemptId, Patience, Hide, cancellationToken);
        return new BkashAnswer(answer.Status, ProviderJson.Answer(answer.Body));
    }

    private static string Hide(string text) => SecretShape().Replace(text, "${name}\"…\"");

    [GeneratedRegex("(?<name>\"(app_secret|id_token|refresh_token)\"\\s*:\\s*)\"[^\"]*\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretShape();
}
