using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.Bkash;

/// <summary>Gives money back. bKash knows no number of ours for it, so what it has given back already is asked for first: told twice it does it once.</summary>
internal sealed class BkashRefunds(BkashClient client, BkashBooks books)
{
    private const string Completed = "Completed";
    private const string Refund = "refund";
    private const int LongestReason = 200;

    /// <summary>Two who press at once come one after the other.</summary>
    private readonly ConcurrentDictionary<Guid, SemaphoreSlim> _gates = new();

    public async Task<Result<GatewayNews?>> SendAsync(GatewayConnection connection, GatewayMovement movement, Money amount, string reason, Guid requestId, CancellationToken cancellationToken)
    {
        if (await books.AttemptAsync(connection.Account, movement, cancellationToken) is not { ProviderId: { } payment } attempt)
            return new Refusal("refund.way", "bKash gives back by itself only what was paid on its page. Send it by hand, and note it here as given back.");
        var gate = _gates.GetOrAdd(connection.Account.Id, _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await SendAsync(connection, movement, attempt.Id, payment, amount, reason, requestId.ToString("N"), cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<Result<GatewayNews?>> SendAsync(GatewayConnection connection, GatewayMovement movement, Guid attemptId, string payment, Money amount, string reason, string request, CancellationToken cancellationToken)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal) { ["paymentID"] = payment, ["trxID"] = movement.TransactionId };
        var wanted = movement.RefundedMinor + amount.Minor;
        var given = GivenIn(await client.PostAsync(connection, "refund status", "payment/refund/status", named, attemptId, cancellationToken), movement.AmountCurrency);
        if (given >= wanted || await IsDoneAsync(connection.Account, attemptId, request, cancellationToken)) return Told(movement, Math.Max(given, movement.RefundedMinor));
        if (given > movement.RefundedMinor) return new Refusal("refund.other", $"bKash has given back {new Money(given, movement.AmountCurrency)} of it, which is not what the books say. Look it up in the merchant panel first.");
        var body = new Dictionary<string, string>(named, StringComparer.Ordinal) { ["amount"] = amount.ToInput(), ["sku"] = request, ["reason"] = ReasonOf(reason) };
        var answer = await client.PostAsync(connection, Refund, "payment/refund", body, attemptId, cancellationToken);
        if (IsGiven(answer)) return Told(movement, wanted);
        return answer.Code is null ? throw new GatewaySilentException($"bKash: {answer.Words}") : new Refusal("refund.refused", $"bKash: {answer.Words}");
    }

    /// <summary>The same refund was asked for before, and given.</summary>
    private async Task<bool> IsDoneAsync(GatewayAccount account, Guid attemptId, string request, CancellationToken cancellationToken) =>
        (await books.AnsweredAsync(account, attemptId, Refund, cancellationToken)).Exists(a => a.Question.Contains(request, StringComparison.Ordinal) && IsGiven(new BkashAnswer(200, ProviderJson.Answer(Encoding.UTF8.GetString(a.Answer)))));

    private static Result<GatewayNews?> Told(GatewayMovement movement, long givenMinor) => new GatewayNews
    {
        Money = new MovementFact(movement.TransactionId, MovementState.Succeeded, movement.Amount) { Account = movement.Account, Refunded = new Money(Math.Min(givenMinor, movement.AmountMinor), movement.AmountCurrency), MayBeLate = true },
    };

    /// <summary>By its number and state, which all generations of the interface have, however else they name things.</summary>
    private static bool IsGiven(BkashAnswer answer) => answer.Status == 200 && answer.Code is null or BkashCode.Done
        && (answer["refundTrxID"] ?? answer["refundTrxId"]) is { Length: > 0 } && IsCompleted(answer["transactionStatus"] ?? answer["refundTransactionStatus"]);

    /// <summary>All that was given back, in whole minor units: a list of it, or the only one.</summary>
    private static long GivenIn(BkashAnswer answer, string currency)
    {
        if (answer.Json is not { } said || !answer.IsDone && answer.Code is not null) return 0;
        var given = said.TryGetProperty("refundTransactions", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Where(r => r.ValueKind == JsonValueKind.Object) : [said];
        return given.Where(r => (r.Word("refundTrxID") ?? r.Word("refundTrxId")) is { Length: > 0 } && IsCompleted(r.Word("transactionStatus") ?? r.Word("refundTransactionStatus")))
            .Sum(r => BkashValues.AmountOf(r.Word("refundAmount") ?? r.Word("amount"), currency)?.Minor ?? 0);
    }

    private static bool IsCompleted(string? state) => string.Equals(state, Completed, StringComparison.OrdinalIgnoreCase);

    private static string ReasonOf(string reason) => ProviderJson.Line(reason.Replace('<', ' ').Replace('>', ' ').Replace('&', ' '), LongestReason) ?? "Paid twice";
}
