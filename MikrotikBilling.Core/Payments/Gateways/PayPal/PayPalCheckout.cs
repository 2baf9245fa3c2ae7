using System.Text.Json.Nodes;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.PayPal;

/// <summary>
/// A payment on PayPal's page: an order is made, approved there by the payer, and then captured by us. Only that moves money; told twice under the same id,
/// PayPal does it once.
/// </summary>
internal sealed class PayPalCheckout(PayPalBooks books, TimeProvider clock)
{
    /// <summary>So long a request may be under way before its number is stored.</summary>
    private static readonly TimeSpan Starting = TimeSpan.FromMinutes(2);

    public static Result<Money> AskFor(Money due) =>
        PayPalValues.Takes(due.Currency) ? PayPalValues.Rounded(due) : new Refusal("attempt.currency", $"PayPal takes no payments in {due.Currency}. Choose another way to pay.");

    public static async Task<StartAnswer> StartAsync(GatewayConnection connection, PaymentOrder order, CancellationToken cancellationToken)
    {
        try
        {
            return Read(await PayPalClient.PostAsync(connection, "order", "v2/checkout/orders", BodyOf(order), order.Attempt.Id, $"{order.Attempt.Id:N}", cancellationToken), connection.IsLive);
        }
        catch (GatewaySilentException e)
        {
            // Nobody was sent to its page and nothing is captured unless we say so: whatever PayPal has of it comes to nothing.
            return StartAnswer.Refused(null, e.Message);
        }
    }

    private static JsonObject BodyOf(PaymentOrder order) => new()
    {
        ["intent"] = "CAPTURE",
        ["purchase_units"] = new JsonArray(new JsonObject
        {
            ["reference_id"] = PayPalValues.ReferenceOf(order.Reference),
            ["custom_id"] = $"{order.Attempt.Id:N}",
            ["invoice_id"] = PayPalValues.InvoiceOf(order),
            ["description"] = ProviderJson.Line(order.Text, 127) ?? "Internet",
            ["amount"] = PayPalClient.AmountOf(order.Attempt.Amount),
        }),
        ["payment_source"] = new JsonObject
        {
            ["paypal"] = new JsonObject
            {
                ["experience_context"] = new JsonObject
                {
                    ["user_action"] = "PAY_NOW",
                    ["shipping_preference"] = "NO_SHIPPING",
                    ["return_url"] = order.BackUrl,
                    ["cancel_url"] = order.BackUrl,
                },
            },
        },
    };

    private static StartAnswer Read(PayPalAnswer answer, bool isLive)
    {
        if (!answer.IsOk || answer.Json is not { } said)
        {
            var issue = PayPalIssue.Of(answer);
            return StartAnswer.Refused(issue.Code, issue.Words) with { NeedsPerson = issue.IsSetUp };
        }
        if (PayPalOrder.Read(said) is not { } made || PageOf(PayPalValues.LinkOf(said, "payer-action", "approve"), isLive) is not { } page) return StartAnswer.Refused(null, "PayPal named no page to pay at.");
        return new StartAnswer(AttemptState.Pending) { ProviderId = made.Id, RedirectUrl = page };
    }

    private static string? PageOf(string? url, bool isLive) =>
        Uri.TryCreate(url, UriKind.Absolute, out var page) && (page.Scheme == Uri.UriSchemeHttps || (!isLive && page.Scheme == Uri.UriSchemeHttp)) && page.AbsoluteUri.Length <= 2000 ? page.AbsoluteUri : null;

    /// <summary>How it stands; where the payer has approved it, its money is taken now.</summary>
    public async Task<GatewayNews> AskAsync(GatewayConnection connection, PaymentAttempt attempt, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (attempt.ProviderId is not { } id)
            return (attempt.SentAt ?? attempt.CreatedAt) + Starting > now ? Told(AttemptState.Unknown, "It is being made at PayPal.") : Told(AttemptState.Failed, "PayPal did not answer, and the payer was never sent there.");
        if (await FindAsync(connection, id, attempt.Id, cancellationToken) is not { } order)
            return attempt.ProviderReference is null or PayPalBooks.Withdrawn ? Told(AttemptState.Expired, "PayPal does not know the order any more.") : Doubtful();
        var isOver = attempt.ExpiresAt <= now;
        if (order.Capture is { } capture) return Captured(capture, attempt, isOver);
        switch (order.Status)
        {
            case "VOIDED":
                return Told(AttemptState.Expired, "The order was cancelled at PayPal.");
            case "CREATED" or "SAVED" or "PAYER_ACTION_REQUIRED" or "APPROVED" when isOver && attempt.IsOpen:
                return Told(AttemptState.Expired, "PayPal took nothing in the time there was.");
            // Closed here: whatever the payer approves now is not taken.
            case "CREATED" or "SAVED" or "PAYER_ACTION_REQUIRED" or "APPROVED" when !attempt.IsOpen:
                return new GatewayNews { Attempt = new AttemptNews(attempt.State) { Code = attempt.Code } };
            case "APPROVED":
                return await books.ClaimAsync(connection.Account, attempt, cancellationToken) ? await CaptureAsync(connection, attempt, id) : Doubtful();
            case "CREATED" or "SAVED" or "PAYER_ACTION_REQUIRED":
                return Told(AttemptState.Pending, null);
            default:
                throw new GatewaySilentException($"PayPal does not say how it stands: {ProviderJson.Line(order.Status, 40)}.");
        }
    }

    /// <summary>Its money will not be taken any more, whatever the payer approves.</summary>
    public Task<bool> WithdrawAsync(GatewayConnection connection, PaymentAttempt attempt, CancellationToken cancellationToken) => books.WithdrawAsync(connection.Account, attempt.Id, cancellationToken);

    /// <summary>Null where PayPal knows no such order.</summary>
    /// <exception cref="GatewaySilentException">No answer.</exception>
    public static async Task<PayPalOrder?> FindAsync(GatewayConnection connection, string id, Guid? attemptId, CancellationToken cancellationToken)
    {
        var answer = await PayPalClient.GetAsync(connection, "order status", $"v2/checkout/orders/{id}", attemptId, cancellationToken);
        if (answer.IsNotThere) return null;
        return (answer is { IsOk: true, Json: { } said } ? PayPalOrder.Read(said) : null) ?? throw new GatewaySilentException($"PayPal does not say how it stands: {answer.Words}");
    }

    /// <summary>Takes the money. Without an answer the claim stands until its time is over; then it is told again, under the same id.</summary>
    private async Task<GatewayNews> CaptureAsync(GatewayConnection connection, PaymentAttempt attempt, string id)
    {
        PayPalAnswer answer;
        try
        {
            answer = await PayPalClient.PostAsync(connection, "capture", $"v2/checkout/orders/{id}/capture", new JsonObject(), attempt.Id, $"{attempt.Id:N}-capture", CancellationToken.None);
        }
        catch (GatewaySilentException e) when (e.WasNeverSent)
        {
            await books.ReleaseAsync(connection.Account, attempt.Id);
            return Told(AttemptState.Pending, e.Message);
        }
        catch (GatewaySilentException)
        {
            return Doubtful();
        }
        if (answer is { IsOk: true, Json: { } said } && PayPalOrder.Read(said) is { Capture: { } capture }) return Captured(capture, attempt, false);
        if (answer.IsOk || answer.Issue == PayPalIssue.AlreadyCaptured) return await CheckedAsync(connection, attempt, id, Doubtful());
        var issue = PayPalIssue.Of(answer);
        if (issue.Meaning == PayPalMeaning.NotYet)
        {
            await books.ReleaseAsync(connection.Account, attempt.Id);
            return Told(AttemptState.Pending, issue.Words);
        }
        var ended = new AttemptNews(issue.Meaning == PayPalMeaning.Over ? AttemptState.Expired : AttemptState.Failed) { Code = issue.Code, Words = issue.Words, NeedsPerson = issue.IsSetUp };
        return await CheckedAsync(connection, attempt, id, new GatewayNews { Attempt = ended });
    }

    /// <summary>What PayPal has taken for it counts, whatever it answered.</summary>
    private static async Task<GatewayNews> CheckedAsync(GatewayConnection connection, PaymentAttempt attempt, string id, GatewayNews otherwise)
    {
        try
        {
            return await FindAsync(connection, id, attempt.Id, CancellationToken.None) is { Capture: { } capture } ? Captured(capture, attempt, false) : otherwise;
        }
        catch (GatewaySilentException)
        {
            return Doubtful();
        }
    }

    /// <summary>What came, as it came: another amount than asked for is seen by the booking. Another request's payment is not this one's.</summary>
    private static GatewayNews Captured(PayPalCapture capture, PaymentAttempt attempt, bool isOver)
    {
        if (capture.CustomId is { } custom && PayPalValues.AttemptIn(custom) != attempt.Id)
            return new GatewayNews { Attempt = new AttemptNews(AttemptState.Unknown) { NeedsPerson = true, Words = "PayPal told of another payment than this one. Look it up at PayPal." } };
        var news = capture.News(isOver ? AttemptState.Unknown : AttemptState.Pending);
        return news with { Attempt = news.Attempt! with { AttemptId = attempt.Id } };
    }

    private static GatewayNews Doubtful() => Told(AttemptState.Unknown, "It is not known yet whether PayPal took the money.");

    private static GatewayNews Told(AttemptState state, string? words) => new() { Attempt = new AttemptNews(state) { Words = words } };
}
