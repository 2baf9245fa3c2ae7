using System.Globalization;
using System.Text.Json;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.Stripe;

/// <summary>Payments without a page: a card that the payer left with Stripe is charged, asked for, and forgotten.</summary>
internal sealed class StripeIntents(TimeProvider clock)
{
    private const string Intents = "payment_intents";
    private const int MostPages = 20;

    /// <summary>So long a request may be under way before its number is stored.</summary>
    private static readonly TimeSpan Starting = TimeSpan.FromMinutes(2);

    /// <summary>Our clock and Stripe's may differ by so much.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    public static bool IsIntent(string id) => id.StartsWith("pi_", StringComparison.Ordinal);

    /// <summary>Stands in every object that comes of a request, so that it leads back to it.</summary>
    public static IEnumerable<(string Name, string Value)> MetadataOf(PaymentOrder order)
    {
        yield return (StripePayment.Attempt, order.Attempt.Id.ToString("N"));
        yield return (StripePayment.Invoice, TextRules.Cut(order.Reference, 80));
    }

    public static async Task<StartAnswer> ChargeAsync(GatewayConnection connection, PaymentOrder order, KeptMethod method, CancellationToken cancellationToken)
    {
        var form = new List<(string Name, string Value)>
        {
            ("amount", StripeAmount.Write(order.Attempt.Amount)),
            ("currency", StripeAmount.WriteCurrency(order.Attempt.Amount)),
            ("customer", method.CustomerId),
            ("payment_method", method.MethodId),
            ("off_session", "true"),
            ("confirm", "true"),
            // There is nobody to be sent to a page of his bank.
            ("automatic_payment_methods[enabled]", "true"),
            ("automatic_payment_methods[allow_redirects]", "never"),
            ("expand[]", "payment_method"),
        };
        form.AddRange(MetadataOf(order).Select(m => ($"metadata[{m.Name}]", m.Value)));
        var answer = await StripeClient.PostAsync(connection, "charge", Intents, form, order.Attempt.Id, order.Attempt.Id, cancellationToken);
        if (answer.Error is { } error) return StartAnswer.Refused(error.Code, error.Words) with { NeedsPerson = error.IsSetUp, ProviderId = answer.FailedIntent?.Id("id") };
        return Read(answer.Json, order.Attempt, connection.IsLive);
    }

    private static StartAnswer Read(JsonElement intent, PaymentAttempt attempt, bool isLive)
    {
        if (intent.Id("id") is not { } id || !StripePayment.IsOf(intent, attempt) || intent.Flag("livemode") != isLive)
            return new StartAnswer(AttemptState.Unknown) { Words = "Stripe answered to another request.", NeedsPerson = true };
        if (intent.Exact("status") == "succeeded" && StripePayment.OfIntent(intent, null) is { } money) return new StartAnswer(AttemptState.Succeeded) { ProviderId = id, Money = money };
        return EndOf(intent) is { } end ? StartAnswer.Refused(end.Code, end.Words!) with { ProviderId = id } : new StartAnswer(AttemptState.Pending) { ProviderId = id };
    }

    /// <summary>How a charge stands.</summary>
    public async Task<GatewayNews> AskAsync(GatewayConnection connection, PaymentAttempt attempt, string id, CancellationToken cancellationToken)
    {
        var intent = await FetchAsync(connection, id, attempt.Id, cancellationToken) ?? throw new GatewaySilentException("Stripe does not know the payment. Perhaps the secret key belongs to another account at Stripe.");
        return intent.Id("id") == id && StripePayment.IsOf(intent, attempt) && intent.Flag("livemode") == connection.IsLive ? NewsOf(intent, attempt) : Another();
    }

    /// <summary>Its number never came, or was never stored: it is looked for among those of its time by what we wrote into it.</summary>
    public async Task<GatewayNews> FindAsync(GatewayConnection connection, PaymentAttempt attempt, CancellationToken cancellationToken)
    {
        var (sent, now) = (attempt.SentAt ?? attempt.CreatedAt, clock.GetUtcNow());
        var list = string.Create(CultureInfo.InvariantCulture, $"{Intents}?limit=100&created[gte]={(sent - Slack).ToUnixTimeSeconds()}&created[lte]={(sent + Slack).ToUnixTimeSeconds()}");
        var after = "";
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await StripeClient.GetAsync(connection, "search", list + after, [], attempt.Id, cancellationToken);
            if (answer.Error is { } error) throw new GatewaySilentException(error.Words);
            var found = answer.Json.Items("data");
            // What a page left behind is told by its session, which nobody was sent to.
            if (found.Find(i => !StripePayment.IsByPage(i) && StripePayment.AttemptOf(i, AttemptState.Pending, null).AttemptId == attempt.Id) is { ValueKind: JsonValueKind.Object } ours)
            {
                var news = NewsOf(ours, attempt);
                return news with { Attempt = news.Attempt! with { ProviderId = ours.Id("id") } };
            }
            if (answer.Json.Flag("has_more") != true || found.Count == 0 || found[^1].Id("id") is not { } last) break;
            after = $"&starting_after={last}";
        }
        return new GatewayNews { Attempt = sent + Starting > now ? new AttemptNews(AttemptState.Unknown) { Words = "It is being made at Stripe." } : new AttemptNews(AttemptState.Failed) { Words = "Stripe did not answer, and has no payment of it." } };
    }

    /// <summary>The card that an intent was paid with; null where the payer left none.</summary>
    /// <exception cref="GatewaySilentException">No answer.</exception>
    public static async Task<KeptMethod?> MethodOfAsync(GatewayConnection connection, string id, Guid? attemptId, CancellationToken cancellationToken) =>
        await FetchAsync(connection, id, attemptId, cancellationToken) is { } intent && intent.Id("id") == id ? StripePayment.MethodOf(intent) : null;

    public static async Task<bool> ForgetAsync(GatewayConnection connection, KeptMethod method, CancellationToken cancellationToken)
    {
        var answer = await StripeClient.PostAsync(connection, "forget card", $"payment_methods/{Uri.EscapeDataString(method.MethodId)}/detach", [], null, null, cancellationToken);
        if (answer.IsOk || answer.IsUnknown) return true;
        // Stripe refuses to detach what is nobody's any more.
        var stands = await StripeClient.GetAsync(connection, "card query", $"payment_methods/{Uri.EscapeDataString(method.MethodId)}", [], null, cancellationToken);
        return stands.IsUnknown || (stands.IsOk && stands.Json.Id("customer") is null);
    }

    /// <summary>It will not be paid any more; false where Stripe is past that.</summary>
    public static async Task<bool> CancelAsync(GatewayConnection connection, PaymentAttempt attempt, string id, CancellationToken cancellationToken)
    {
        var answer = await StripeClient.PostAsync(connection, "cancel", $"{Intents}/{id}/cancel", [], null, attempt.Id, cancellationToken);
        if (answer.IsOk) return answer.Json.Exact("status") == "canceled";
        return await FetchAsync(connection, id, attempt.Id, cancellationToken) is { } intent && intent.Exact("status") == "canceled";
    }

    /// <summary>Why it will not be paid; null where it still may be, or is.</summary>
    public static AttemptNews? EndOf(JsonElement intent)
    {
        if (intent.Exact("status") is "requires_action" or "requires_confirmation") return EndOf(StripeCode.WantsPayer);
        if (intent.Exact("status") is not ("requires_payment_method" or "canceled")) return null;
        return EndOf(intent.Inner("last_payment_error") is { } error ? StripeCode.Of(error) : new StripeCode(ProviderJson.Line(intent.Exact("cancellation_reason"), 60), "It was not paid."));
    }

    /// <summary>Not in the time of the request: it stays open, for the bank may still pay.</summary>
    public static GatewayNews Waits(PaymentAttempt attempt, DateTimeOffset now) =>
        new() { Attempt = new AttemptNews(attempt.ExpiresAt <= now ? AttemptState.Unknown : AttemptState.Pending) { Code = StripeCheckout.Unpaid, Words = StripeCheckout.BankPays } };

    public static GatewayNews Another() =>
        new() { Attempt = new AttemptNews(AttemptState.Unknown) { NeedsPerson = true, Words = "Stripe told of another payment than this one. Look it up in Stripe's dashboard." } };

    private GatewayNews NewsOf(JsonElement intent, PaymentAttempt attempt)
    {
        if (intent.Exact("status") == "succeeded") return new GatewayNews { Attempt = new AttemptNews(AttemptState.Succeeded), Money = StripePayment.OfIntent(intent, null), Method = StripePayment.MethodOf(intent) };
        return EndOf(intent) is { } end ? new GatewayNews { Attempt = end } : Waits(attempt, clock.GetUtcNow());
    }

    private static AttemptNews EndOf(StripeCode code) => new(AttemptState.Failed) { Code = code.Code, Words = code.Words };

    private static async Task<JsonElement?> FetchAsync(GatewayConnection connection, string id, Guid? attemptId, CancellationToken cancellationToken)
    {
        var answer = await StripeClient.GetAsync(connection, "payment query", $"{Intents}/{id}", ["payment_method", "latest_charge"], attemptId, cancellationToken);
        if (answer.IsUnknown) return null;
        return answer.Error is { } error ? throw new GatewaySilentException(error.Words) : answer.Json;
    }
}
