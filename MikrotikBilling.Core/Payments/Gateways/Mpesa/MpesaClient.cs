using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.Mpesa;

/// <summary>What M-Pesa answered at once: accepted, or an error by its code, which says little without its words.</summary>
internal sealed record MpesaAnswer(int Status, JsonElement? Json)
{
    public string? ErrorCode => Json?.Text("errorCode");

    public string ErrorWords => MpesaJson.Line(Json?.Text("errorMessage") ?? Json?.Text("ResponseDescription") ?? Json?.Text("ResponseMessage"), 200) ?? string.Create(CultureInfo.InvariantCulture, $"answered {Status}");

    /// <summary>Of what was taken up: its result bears the same number.</summary>
    public string? Conversation => MpesaJson.IdOf(Json?.Text("ConversationID") ?? Json?.Text("OriginatorConversationID"));

    /// <summary>Taken up; nothing is done yet.</summary>
    public bool IsAccepted => Status is >= 200 and < 300 && Json?.Text("ResponseCode") == "0";

    public bool IsTokenUnknown => ErrorCode is "404.001.03" or "400.003.01" || (Status == 401 && ErrorCode is null);

    /// <summary>How long it wants to be left alone; null where it does not.</summary>
    public TimeSpan? Rest => ErrorCode switch { "500.003.02" => TimeSpan.FromSeconds(30), "500.003.03" => TimeSpan.FromMinutes(10), _ => null };

    public bool Says(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
            if (ErrorWords.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}

/// <summary>Calls to M-Pesa with the account's token. One that asked too often is left alone for a while.</summary>
internal sealed partial class MpesaClient(TimeProvider clock)
{
    private static readonly TimeSpan TokenLife = TimeSpan.FromSeconds(3599);

    /// <summary>Base64 stays as it is, so that it is found when it is to be hidden.</summary>
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _restUntil = new();

    /// <exception cref="GatewaySilentException">No answer, or none that can be read.</exception>
    public async Task<MpesaAnswer> PostAsync(GatewayConnection connection, string what, string path, IReadOnlyDictionary<string, object> body, Guid? attemptId, CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            if (_restUntil.TryGetValue(connection.Account.Id, out var until) && until > clock.GetUtcNow())
                throw new GatewaySilentException("M-Pesa was asked too often and is left alone for a moment.") { WasNeverSent = true };
            var token = await TokenAsync(connection, cancellationToken);
            var content = new StringContent(JsonSerializer.Serialize(body, Plain), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            var answer = await SendAsync(connection, what, HttpMethod.Post, path, content, $"Bearer {token}", attemptId, cancellationToken);
            if (answer.Rest is { } rest) _restUntil[connection.Account.Id] = clock.GetUtcNow() + rest;
            if (!answer.IsTokenUnknown || !isFirst) return answer.Json is null ? throw new GatewaySilentException($"M-Pesa answered {answer.Status} without a word.") : answer;
            await connection.ForgetTokenAsync(cancellationToken);
        }
    }

    public static Task<string> TokenAsync(GatewayConnection connection, CancellationToken cancellationToken) => connection.TokenAsync(async token =>
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{connection.Setting(MpesaFields.ConsumerKey)}:{connection.Secret(MpesaFields.ConsumerSecret)}"));
        var answer = await SendAsync(connection, "token", HttpMethod.Get, "oauth/v1/generate?grant_type=client_credentials", null, $"Basic {basic}", null, token);
        if (answer is not { Status: 200, Json: { } json } || json.Text("access_token") is not { Length: > 0 } value)
            throw new GatewaySilentException(answer.Status is >= 400 and < 500 ? "M-Pesa does not take the consumer key and secret." : $"M-Pesa gave no access token: {answer.ErrorWords}") { WasNeverSent = true };
        // A number in some answers, a text in others.
        return (value, int.TryParse(json.Text("expires_in"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? TimeSpan.FromSeconds(seconds) : TokenLife);
    }, cancellationToken);

    private static async Task<MpesaAnswer> SendAsync(GatewayConnection connection, string what, HttpMethod method, string path, HttpContent? content, string authorization, Guid? attemptId, CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = authorization };
        var answer = await connection.SendAsync(what, method, path, content, headers, attemptId, hide: text => Hide(text, connection.Account.Token), cancellationToken: cancellationToken);
        var read = MpesaJson.Parse(Encoding.UTF8.GetBytes(answer.Body));
        return new MpesaAnswer(answer.Status, read.Ok ? read.Value : null);
    }

    /// <summary>The password of a request is the pass key in other letters, and the address a secret.</summary>
    private static string Hide(string text, string token) => SecretShape().Replace(text, "${name}\"…\"").Replace(token, "…", StringComparison.Ordinal);

    [GeneratedRegex("(?<name>\"(Password|SecurityCredential|access_token)\"\\s*:\\s*)\"[^\"]*\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretShape();
}
