using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.SslCommerz;

/// <summary>Calls to SSLCommerz, each with the store's password. Its HTTP status says nothing: all that can be read comes with 200.</summary>
internal static partial class SslCommerzClient
{
    /// <summary>What a refund is called in the gateway log.</summary>
    public const string Refund = "refund";

    private const string Done = "DONE";
    private const string Validator = "validator/api/validationserverAPI.php";
    private const string Transactions = "validator/api/merchantTransIDvalidationAPI.php";

    /// <summary>Makes a payment page.</summary>
    /// <exception cref="GatewaySilentException">No answer, or none that can be read.</exception>
    public static async Task<JsonElement> BeginAsync(GatewayConnection connection, Dictionary<string, string> fields, Guid attemptId, CancellationToken cancellationToken)
    {
        fields[SslCommerzFields.StoreId] = connection.Setting(SslCommerzFields.StoreId);
        fields[SslCommerzFields.Password] = connection.Secret(SslCommerzFields.Password);
        using var content = new FormUrlEncodedContent(fields);
        var answer = await connection.SendAsync("session", HttpMethod.Post, "gwprocess/v4/api.php", content, attemptId: attemptId, hide: text => Hide(text, connection.Account.Token), cancellationToken: cancellationToken);
        return Read(answer);
    }

    /// <summary>What a payment's own number stands for: the proof of it.</summary>
    /// <exception cref="GatewaySilentException">No answer, or none that can be read.</exception>
    public static Task<JsonElement> ValidateAsync(GatewayConnection connection, string valId, Guid? attemptId, CancellationToken cancellationToken) =>
        AskAsync(connection, "validation", Validator, new(StringComparer.Ordinal) { ["val_id"] = valId }, attemptId, cancellationToken);

    /// <summary>All that was tried for a request of ours.</summary>
    /// <exception cref="GatewaySilentException">No answer, or none that can be read.</exception>
    public static Task<JsonElement> FindAsync(GatewayConnection connection, string tranId, Guid attemptId, CancellationToken cancellationToken) =>
        AskAsync(connection, "query", Transactions, new(StringComparer.Ordinal) { ["tran_id"] = tranId }, attemptId, cancellationToken);

    /// <exception cref="GatewaySilentException">No answer, or none that can be read.</exception>
    public static Task<JsonElement> RefundAsync(GatewayConnection connection, string bankId, Money amount, string reason, string refundId, Guid? attemptId, CancellationToken cancellationToken) =>
        AskAsync(connection, Refund, Transactions, new(StringComparer.Ordinal) { ["bank_tran_id"] = bankId, ["refund_trans_id"] = refundId, ["refe_id"] = refundId, ["refund_amount"] = amount.ToInput(), ["refund_remarks"] = reason }, attemptId, cancellationToken);

    /// <summary>The store and its password are right.</summary>
    public static bool IsIn(JsonElement answer) => answer.Word("APIConnect") == Done;

    /// <summary>In a word, where it is not.</summary>
    public static string WordsOf(JsonElement answer) => answer.Word("APIConnect") switch
    {
        "INVALID_REQUEST" => "SSLCommerz does not take the request.",
        "INACTIVE" => "The store is not active at SSLCommerz.",
        "FAILED" => "SSLCommerz does not take the store id and password.",
        _ => $"SSLCommerz: {ProviderJson.Line(answer.Word("status") ?? answer.Word("errorReason"), 200) ?? "no reason given"}",
    };

    private static async Task<JsonElement> AskAsync(GatewayConnection connection, string what, string path, Dictionary<string, string> query, Guid? attemptId, CancellationToken cancellationToken)
    {
        query[SslCommerzFields.StoreId] = connection.Setting(SslCommerzFields.StoreId);
        query[SslCommerzFields.Password] = connection.Secret(SslCommerzFields.Password);
        (query["v"], query["format"]) = ("1", "json");
        // Only the path is kept in the log.
        var asked = string.Join('&', query.Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value)}"));
        return Read(await connection.SendAsync(what, HttpMethod.Get, $"{path}?{asked}", null, attemptId: attemptId, cancellationToken: cancellationToken));
    }

    private static JsonElement Read(GatewayAnswer answer) =>
        answer.IsOk && ProviderJson.Answer(answer.Body) is { } said ? said : throw new GatewaySilentException(string.Create(CultureInfo.InvariantCulture, $"SSLCommerz answered {answer.Status} with nothing that can be read."));

    private static string Hide(string text, string token) => SecretShape().Replace(text, "${name}…").Replace(token, "…", StringComparison.Ordinal);

    [GeneratedRegex("(?<name>(^|&)store_passwd=)[^&]*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretShape();
}
