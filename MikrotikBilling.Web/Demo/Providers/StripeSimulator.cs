using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MikrotikBilling.Core.Payments.Gateways;

namespace MikrotikBilling.Web.Demo.Providers;

/// <summary>
/// Stripe's interface, with its checks and errors: pages, payments, refunds, cards that are kept, and signed messages of all of it. What each card does stands in
/// <see cref="StripeCard"/>; what goes wrong is said by <see cref="Faults"/> and <see cref="Telling"/>.
/// </summary>
public sealed partial class StripeSimulator(TimeProvider clock) : ProviderSimulator
{
    private readonly HttpClient _messages = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly ConcurrentDictionary<string, StripeSession> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StripeIntent> _intents = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StripeMethod> _methods = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string Asked, int Status, string Body)> _done = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<StripeEvent> _untold = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _gate = new();
    private int _numbers;

    public string SecretKey { get; init; } = "sk_test_simulated0000000000";
    public string WebhookSecret { get; init; } = "whsec_simulated_0000000000";

    /// <summary>Where messages are sent to; null until somebody says it.</summary>
    public Uri? Webhook { get; set; }

    /// <summary>The same on whatever server the next page's payer comes back to.</summary>
    public string? WebhookPath { get; set; }

    public StripeTelling Telling { get; set; }

    /// <summary>Until a bank debit comes and a card's owner contests; null waits for <see cref="SettleAsync"/>.</summary>
    public TimeSpan? Delay { get; set; }

    /// <summary>Of the next calls that are to do something, one after the other.</summary>
    public ConcurrentQueue<StripeFault> Faults { get; } = new();

    /// <summary>Nothing is answered.</summary>
    public bool IsAway { get; set; }

    /// <summary>What pages take, whatever was asked for.</summary>
    public long? OtherAmount { get; set; }

    /// <summary>What came in, oldest first.</summary>
    public ConcurrentQueue<StripeCall> Calls { get; } = new();

    /// <summary>All that happened, oldest first, told or not.</summary>
    public ConcurrentQueue<StripeEvent> Events { get; } = new();

    public IReadOnlyList<StripeSession> Sessions => [.. _sessions.Values.OrderBy(s => s.Id, StringComparer.Ordinal)];

    public IReadOnlyList<StripeIntent> Intents => [.. _intents.Values.OrderBy(i => i.Id, StringComparer.Ordinal)];

    public IReadOnlyList<StripeMethod> Methods => [.. _methods.Values.OrderBy(m => m.Id, StringComparer.Ordinal)];

    /// <summary>What an account of the program is to be given.</summary>
    public Dictionary<string, string?> Fields => new(StringComparer.Ordinal) { ["secret_key"] = SecretKey, ["webhook_secret"] = WebhookSecret };

    /// <summary>Somebody pays, or tries to, on the page.</summary>
    public async Task PayAsync(string? sessionId, StripeCard card = StripeCard.Pays, CancellationToken cancellationToken = default)
    {
        var session = _sessions[sessionId ?? throw new ArgumentNullException(nameof(sessionId))];
        if (Use(session, card)) await TellByItselfAsync(cancellationToken);
    }

    /// <summary>Banks pay what they owe, or do not, and owners of cards contest.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken = default)
    {
        Settle();
        await TellByItselfAsync(cancellationToken);
    }

    /// <summary>Somebody gives money back in Stripe's dashboard.</summary>
    public async Task RefundAsync(string intentId, long amount, CancellationToken cancellationToken = default)
    {
        Refund(_intents[intentId], amount);
        await TellByItselfAsync(cancellationToken);
    }

    /// <param name="what">After <c>charge.dispute.</c></param>
    public async Task DisputeAsync(string intentId, string what, long? amount = null, string status = "needs_response", CancellationToken cancellationToken = default)
    {
        Dispute(_intents[intentId], what, amount, status);
        await TellByItselfAsync(cancellationToken);
    }

    /// <summary>The page's time is over.</summary>
    public async Task ExpireAsync(string? sessionId, CancellationToken cancellationToken = default)
    {
        Expire(_sessions[sessionId!]);
        await TellByItselfAsync(cancellationToken);
    }

    /// <summary>Sends all that was not told yet.</summary>
    public async Task TellAsync(CancellationToken cancellationToken = default)
    {
        var waiting = new List<StripeEvent>();
        while (_untold.TryDequeue(out var next)) waiting.Add(next);
        if (Telling == StripeTelling.Backwards) waiting.Reverse();
        foreach (var told in waiting)
        {
            await SendAsync(told, cancellationToken: cancellationToken);
            if (Telling == StripeTelling.Twice) await SendAsync(told, cancellationToken: cancellationToken);
        }
    }

    /// <summary>Sends one message, once more or for the first time.</summary>
    /// <returns>How it was answered; nothing where nobody did.</returns>
    public Task<int> SendAsync(StripeEvent told, DateTimeOffset? at = null, string? secret = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(told);
        return DeliverAsync(told.Body, SignedHeader.Write(Encoding.UTF8.GetBytes(told.Body), secret ?? WebhookSecret, at ?? clock.GetUtcNow()), cancellationToken);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await _ending.CancelAsync();
        await base.DisposeAsyncCore();
        _ending.Dispose();
        _messages.Dispose();
    }

    private async Task<int> DeliverAsync(string body, string signature, CancellationToken cancellationToken)
    {
        if (Webhook is not { } url) return 0;
        var posted = new PostedMessage(url.AbsoluteUri, body, 0, "");
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.TryAddWithoutValidation("Stripe-Signature", signature);
            using var answer = await _messages.SendAsync(request, cancellationToken);
            posted = posted with { Status = (int)answer.StatusCode, Answer = await answer.Content.ReadAsStringAsync(cancellationToken) };
        }
        catch (HttpRequestException)
        {
            // The status says it.
        }
        Posted.Enqueue(posted);
        return posted.Status;
    }

    private Task TellByItselfAsync(CancellationToken cancellationToken) => Telling == StripeTelling.Never ? Task.CompletedTask : TellAsync(cancellationToken);

    /// <summary>After the delay, or by hand.</summary>
    private void SettleLater()
    {
        if (Delay is { } delay) _ = RunAsync(delay);

        async Task RunAsync(TimeSpan wait)
        {
            try
            {
                await Task.Delay(wait, TimeProvider.System, _ending.Token);
                await SettleAsync(_ending.Token);
            }
            catch (OperationCanceledException)
            {
                // It ends.
            }
        }
    }

    private void Happened(string type, JsonObject thing)
    {
        var id = Next("evt");
        var body = new JsonObject
        {
            ["id"] = id,
            ["object"] = "event",
            ["api_version"] = "2026-10-28.endive",
            ["created"] = clock.GetUtcNow().ToUnixTimeSeconds(),
            ["data"] = new JsonObject { ["object"] = thing },
            ["livemode"] = false,
            ["pending_webhooks"] = 1,
            ["request"] = new JsonObject { ["id"] = null, ["idempotency_key"] = null },
            ["type"] = type,
        };
        var happened = new StripeEvent(id, type, body.ToJsonString());
        Events.Enqueue(happened);
        _untold.Enqueue(happened);
    }

    private string Next(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}_simulated{Interlocked.Increment(ref _numbers):D6}");
}
