using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.Bkash;

/// <summary>
/// A payment on bKash's page: made, confirmed there by the payer, and then taken by us, which bKash calls to execute it. Only that moves money, and it is done
/// once for each request.
/// </summary>
internal sealed class BkashCheckout(BkashClient client, BkashBooks books, TimeProvider clock)
{
    private const string Initiated = "Initiated";

    /// <summary>So long a request may be under way before its number is stored.</summary>
    private static readonly TimeSpan Starting = TimeSpan.FromMinutes(2);

    private static readonly string[] Ended = ["Cancelled", "Canceled", "Declined", "Expired", "Failed", "Failure"];

    public static Result<Money> AskFor(Money due) => due.Currency == BkashValues.Currency ? due : new Refusal("attempt.currency", $"bKash takes taka of Bangladesh, not {due.Currency}.");

    public async Task<StartAnswer> StartAsync(GatewayConnection connection, PaymentOrder order, CancellationToken cancellationToken)
    {
        var body = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["mode"] = "0011",
            ["payerReference"] = BkashValues.ReferenceOf(order.CustomerNumber),
            ["callbackURL"] = order.BackUrl,
            ["amount"] = order.Attempt.Amount.ToInput(),
            ["currency"] = BkashValues.Currency,
            ["intent"] = "sale",
            ["merchantInvoiceNumber"] = BkashValues.InvoiceOf(order),
        };
        try
        {
            return Read(await client.PostAsync(connection, "create", "create", body, order.Attempt.Id, cancellationToken), order.Attempt, connection.IsLive);
        }
        catch (GatewaySilentException e)
        {
            // Nobody was sent to its page and nothing is taken unless we say so: whatever bKash has of it comes to nothing.
            return StartAnswer.Refused(null, e.Message);
        }
    }

    private static StartAnswer Read(BkashAnswer answer, PaymentAttempt attempt, bool isLive)
    {
        if (!answer.IsDone)
        {
            var code = BkashCode.Of(answer);
            return StartAnswer.Refused(answer.Code, code.Words) with { RetryAfter = code.RetryAfter, NeedsPerson = code.IsSetUp || answer.IsTokenUnknown };
        }
        if (BkashValues.IdOf(answer["paymentID"]) is not { } id || PageOf(answer["bkashURL"], isLive) is not { } page) return StartAnswer.Refused(null, "bKash named no page to pay at.");
        if (!BkashValues.IsOf(attempt, answer["merchantInvoiceNumber"])) return StartAnswer.Refused(null, "bKash answered to another request.");
        return new StartAnswer(AttemptState.Pending) { ProviderId = id, RedirectUrl = page };
    }

    private static string? PageOf(string? url, bool isLive) =>
        Uri.TryCreate(url, UriKind.Absolute, out var page) && (page.Scheme == Uri.UriSchemeHttps || (!isLive && page.Scheme == Uri.UriSchemeHttp)) && page.AbsoluteUri.Length <= 2000 ? page.AbsoluteUri : null;

    /// <summary>How it stands; where the payer has confirmed it, its money is taken now.</summary>
    public async Task<GatewayNews> AskAsync(GatewayConnection connection, PaymentAttempt attempt, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (attempt.ProviderId is not { } id)
            return (attempt.SentAt ?? attempt.CreatedAt) + Starting > now ? Told(AttemptState.Unknown, "It is being made at bKash.") : Told(AttemptState.Failed, "bKash did not answer, and the payer was never sent there.");
        var seen = await QueryAsync(connection, id, attempt.Id, cancellationToken);
        var isOver = attempt.ExpiresAt <= now;
        if (seen.IsPaid) return Paid(seen, attempt, id);
        if (Array.Exists(Ended, e => e.Equals(seen["transactionStatus"], StringComparison.OrdinalIgnoreCase))) return Told(AttemptState.Failed, "It was not paid.", seen["transactionStatus"]);
        if (isOver && attempt.IsOpen) return Told(AttemptState.Expired, "bKash took nothing in the time there was.");
        if (!seen.IsDone || seen["transactionStatus"] != Initiated) throw new GatewaySilentException($"bKash does not say how it stands: {seen.Words}");
        // Closed here: whatever the payer confirms now is not taken.
        if (!attempt.IsOpen) return new GatewayNews { Attempt = new AttemptNews(attempt.State) { Code = attempt.Code } };
        if (attempt.ProviderReference is not null) return Doubtful();
        if (IsConfirmed(seen) == false) return Told(AttemptState.Pending, null);
        return await books.ClaimAsync(connection.Account, attempt.Id, BkashBooks.Executing, cancellationToken) ? await ExecuteAsync(connection, attempt, id, IsConfirmed(seen) is not null) : Doubtful();
    }

    /// <summary>Its money will not be taken any more, whatever the payer confirms.</summary>
    public Task<bool> WithdrawAsync(GatewayConnection connection, PaymentAttempt attempt, CancellationToken cancellationToken) => books.ClaimAsync(connection.Account, attempt.Id, BkashBooks.Withdrawn, cancellationToken);

    /// <summary>Takes the money. Without an answer it is asked for, and never taken again.</summary>
    private async Task<GatewayNews> ExecuteAsync(GatewayConnection connection, PaymentAttempt attempt, string id, bool isConfirmed)
    {
        BkashAnswer answer;
        try
        {
            answer = await client.PostAsync(connection, "execute", "execute", One(id), attempt.Id, CancellationToken.None);
        }
        catch (GatewaySilentException e) when (e.WasNeverSent)
        {
            await books.ReleaseAsync(connection.Account, attempt.Id);
            return Told(AttemptState.Pending, e.Message);
        }
        catch (GatewaySilentException)
        {
            return await CheckedAsync(connection, attempt, id);
        }
        if (answer.IsPaid) return Paid(answer, attempt, id);
        var code = BkashCode.Of(answer);
        switch (code.Meaning)
        {
            case BkashMeaning.Refused:
                return Refused(code);
            case BkashMeaning.WrongState when isConfirmed:
                var stands = await CheckedAsync(connection, attempt, id);
                return stands.Attempt!.State == AttemptState.Succeeded ? stands : Refused(code);
            case BkashMeaning.NotYet or BkashMeaning.WrongState:
                await books.ReleaseAsync(connection.Account, attempt.Id);
                return Told(AttemptState.Pending, code.Meaning == BkashMeaning.NotYet ? code.Words : null);
            default:
                return await CheckedAsync(connection, attempt, id);
        }
    }

    /// <summary>Nobody knows whether it was taken: what bKash has of it counts.</summary>
    private async Task<GatewayNews> CheckedAsync(GatewayConnection connection, PaymentAttempt attempt, string id)
    {
        try
        {
            var seen = await QueryAsync(connection, id, attempt.Id, CancellationToken.None);
            return seen.IsPaid ? Paid(seen, attempt, id) : Doubtful();
        }
        catch (GatewaySilentException)
        {
            return Doubtful();
        }
    }

    private Task<BkashAnswer> QueryAsync(GatewayConnection connection, string id, Guid attemptId, CancellationToken cancellationToken) => client.PostAsync(connection, "query", "payment/status", One(id), attemptId, cancellationToken);

    private static Dictionary<string, string> One(string id) => new(StringComparer.Ordinal) { ["paymentID"] = id };

    /// <summary>Whether the payer has entered number, code and PIN; null where bKash does not say.</summary>
    private static bool? IsConfirmed(BkashAnswer seen) => (seen["userVerificationStatus"] ?? seen["verificationStatus"]) is { } said ? said.Equals("Complete", StringComparison.OrdinalIgnoreCase) : null;

    /// <summary>What came, as it came: another amount than asked for is seen by the booking. Another request's payment is not this one's.</summary>
    private static GatewayNews Paid(BkashAnswer answer, PaymentAttempt attempt, string id)
    {
        if (answer["paymentID"] is { } named && named != id || !BkashValues.IsOf(attempt, answer["merchantInvoiceNumber"]))
            return new GatewayNews { Attempt = new AttemptNews(AttemptState.Unknown) { NeedsPerson = true, Words = "bKash told of another payment than this one. Look it up in the merchant panel." } };
        if (BkashValues.IdOf(answer["trxID"]) is not { } trx || BkashValues.AmountOf(answer["amount"], answer["currency"]) is not { } amount)
            return Told(AttemptState.Succeeded, "Paid, says bKash; its number has not come yet.");
        return new GatewayNews
        {
            Attempt = new AttemptNews(AttemptState.Succeeded) { ProviderId = id },
            Money = new MovementFact(trx, MovementState.Succeeded, amount)
            {
                PayerPhone = ProviderJson.Line(answer["customerMsisdn"], 32),
                At = BkashValues.TimeOf(answer["paymentExecuteTime"] ?? answer["completedTime"]),
                MayBeLate = true,
            },
        };
    }

    private static GatewayNews Doubtful() => Told(AttemptState.Unknown, "It is not known yet whether bKash took the money.");

    private static GatewayNews Refused(BkashCode code) =>
        new() { Attempt = new AttemptNews(AttemptState.Failed) { Code = code.Code, Words = code.Words, RetryAfter = code.RetryAfter, NeedsPerson = code.IsSetUp } };

    private static GatewayNews Told(AttemptState state, string? words, string? code = null) => new() { Attempt = new AttemptNews(state) { Words = words, Code = code } };
}
