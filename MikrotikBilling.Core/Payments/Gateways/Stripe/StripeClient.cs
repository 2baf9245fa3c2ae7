using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.Stripe;

/// <summary>What Stripe answered: the object, or why not.</summary>
internal sealed record StripeAnswer(int Status, JsonElement Json)
{
    public bool IsOk => Status is >= 200 and < 300;

    /// <summary>Null where it was done.</summary>
    public StripeCode? Error => IsOk ? null : StripeCode.Of(Status, Json.Inner("error"));

    /// <summary>The payment that the refusal is about.</summary>
    public JsonElement? FailedIntent => Json.Inner("error")?.Inner("payment_intent");

    public bool IsUnknown => Status == 404;
}

/// <summary>Calls to Stripe with the account's key, in one version of its interface.</summary>
internal static partial class StripeClient
{
    public const string Version = "2026-10-28.endive";

    /// <param name="what">For the gateway log.</param>
    /// <param name="expand">Objects that are wanted whole.</param>
    /// <exception cref="GatewaySilentException">No answer, or none that can be read.</exception>
    public static Task<StripeAnswer> GetAsync(GatewayConnection connection, string what, string path, IReadOnlyList<string> expand, Guid? attemptId, CancellationToken cancellationToken)
    {
        var query = string.Join('&', expand.Select(e => $"expand[]={e}"));
        var joined = query.Length == 0 ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}";
        return SendAsync(connection, what, HttpMethod.Get, joined, null, null, attemptId, cancellationToken);
    }

    /// <summary>Has something done. With a key it is done once however often it is asked for, so a lost answer is asked for once more.</summary>
    /// <exception cref="GatewaySilentException">No answer, or none that can be read.</exception>
    public static async Task<StripeAnswer> PostAsync(GatewayConnection connection, string what, string path, IReadOnlyList<(string Name, string Value)> form, Guid? onceKey, Guid? attemptId, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(connection, what, HttpMethod.Post, path, form, onceKey, attemptId, cancellationToken);
        }
        catch (GatewaySilentException e) when (onceKey is not null && e is { WasNeverSent: false, InnerException: not null })
        {
            return await SendAsync(connection, what, HttpMethod.Post, path, form, onceKey, attemptId, cancellationToken);
        }
    }

    private static async Task<StripeAnswer> SendAsync(
        GatewayConnection connection, string what, HttpMethod method, string path, IReadOnlyList<(string Name, string Value)>? form, Guid? onceKey, Guid? attemptId, CancellationToken cancellationToken)
    {
        var key = connection.Secret(StripeFields.SecretKey);
        // A key of the other system would move money where none is meant to move, or none where it is.
        if (StripeFields.WrongKey(key, connection.Account.Mode) is { } wrong) throw new GatewaySilentException($"Stripe was not asked. The secret key: {wrong}") { WasNeverSent = true };
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = $"Bearer {key}", ["Stripe-Version"] = Version };
        if (onceKey is { } once) headers["Idempotency-Key"] = once.ToString("N");
        using var content = form is null ? null : new StringContent(Write(form), Encoding.ASCII, new MediaTypeHeaderValue("application/x-www-form-urlencoded"));
        var answer = await connection.SendAsync(what, method, $"v1/{path}", content, headers, attemptId, hide: Hide, cancellationToken: cancellationToken);
        return Read(answer);
    }

    private static StripeAnswer Read(GatewayAnswer answer) => answer.Status switch
    {
        429 => throw new GatewaySilentException("Stripe is asked too often and did nothing. Try again in a minute.") { WasNeverSent = true },
        409 => throw new GatewaySilentException("Stripe is still at work on the same request."),
        >= 500 => throw new GatewaySilentException(string.Create(CultureInfo.InvariantCulture, $"Stripe does not work now ({answer.Status}).")),
        _ => ProviderJson.Answer(answer.Body) is { } said ? new StripeAnswer(answer.Status, said) : throw new GatewaySilentException(string.Create(CultureInfo.InvariantCulture, $"Stripe answered {answer.Status} with nothing that can be read.")),
    };

    /// <summary>Names with their brackets, values in percent signs.</summary>
    public static string Write(IReadOnlyList<(string Name, string Value)> form) => string.Join('&', form.Select(f => $"{f.Name}={Uri.EscapeDataString(f.Value)}"));

    /// <summary>Whoever has a client secret can go on with the payment in a browser.</summary>
    private static string Hide(string text) => SecretShape().Replace(text, "${name}\"…\"");

    [GeneratedRegex("(?<name>\"client_secret\"\\s*:\\s*)\"[^\"]*\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretShape();
}
