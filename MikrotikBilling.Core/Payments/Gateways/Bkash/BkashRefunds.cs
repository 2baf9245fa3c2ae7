using System.Text.Json;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.Bkash;

/// <summary>Gives money back. bKash knows no number of ours for it, so what it has given back already is asked for first: told twice it does it once.</summary>
internal sealed class BkashRefunds(BkashClient client, BkashBooks books)
{
    private const string Completed = "Completed";
    private const int LongestReason = 200;

    public async Task<Result<GatewayNews?>> SendAsync(GatewayConnection connection, GatewayMovement movement, Money amount, string reason, Guid requestId, CancellationToken cancellationToken)
    {
        if (await books.PaymentIdAsync(connection.Account, movement, cancellationToken) is not { } payment)
            return new Refusal("refund.way", "bKash gives back by itself only what was paid on its page. Send it by hand, and note it here as given back.");
        var named = new Dictionary<string, string>(StringComparer.Ordinal) { ["paymentID"] = payment, ["trxID"] = movement.TransactionId };
        var wanted = movement.RefundedMinor + amount.Minor;
        var given = GivenIn(await client.PostAsync(connection, "refund status", "payment/refund/status", named, movement.AttemptId, cancellationToken), movement.AmountCurrency);
        if (given >= wanted) return Told(movement, given);
        if (given > movement.RefundedMinor) return new Refusal("refund.other", $"bKash has given back {new Money(given, movement.AmountCurrency)} of it, which is not what the books say. Look it up in the merchant panel first.");
        var body = new Dictionary<string, string>(named, StringComparer.Ordinal) { ["amount"] = amount.ToInput(), ["sku"] = requestId.ToString("N"), ["reason"] = ReasonOf(reason) };
        var answer = await client.PostAsync(connection, "refund", "payment/refund", body, movement.AttemptId, cancellationToken);
        if (IsGiven(answer)) return Told(movement, wanted);
        return BkashCode.Of(answer) is { Meaning: BkashMeaning.Doubtful } doubtful && answer.Code is null
            ? throw new GatewaySilentException(doubtful.Words)
            : new Refusal("refund.refused", $"bKash: {answer.Words}");
    }

    private static Result<GatewayNews?> Told(GatewayMovement movement, long givenMinor) => new GatewayNews
    {
        Money = new MovementFact(movement.TransactionId, MovementState.Succeeded, movement.Amount) { Account = movement.Account, Refunded = new Money(Math.Min(givenMinor, movement.AmountMinor), movement.AmountCurrency), MayBeLate = true },
    };

    /// <summary>By its number and state, which all generations of the interface have, however else they name things.</summary>
    private static bool IsGiven(BkashAnswer answer) => answer.Status == 200 && answer.Code is null or BkashCode.Done && (answer["refundTrxID"] ?? answer["refundTrxId"]) is { Length: > 0 } && IsCompleted(answer["transactionStatus"] ?? answer["refundTransactionStatus"]);

    /// <summary>All that was given back, in whole minor units: a list of it, or the only one.</summary>
    private static long GivenIn(BkashAnswer answer, string currency)
    {
        if (answer.Json is not { } said || !answer.IsDone && answer.Code is not null) return 0;
        var given = said.TryGetProperty("refundTransactions", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Where(r => r.ValueKind == JsonValueKind.Object) : [said];
        return given.Where(r => (r.Word("refundTrxID") ?? r.Word("refundTrxId")) is { Length: > 0 } && IsCompleted(r.Word("transactionStatus") ?? r.Word("refundTransactionStatus")))
            .Sum(r => BkashValues.AmountOf(r.Word("refundAmount") ?? r.Word("amount"), currency)?.Minor ?? 0);
    }

    private static bool IsCompleted(string? state) => string.Equals(state, Completed, StringComparison.OrdinalIgnoreCase);

    private static string ReasonOf(string reason) => ProviderJson.Line(reason.Replace('<', ' ').Replace('>', ' ').Replace('&', ' '), LongestReason) ?? "Refund";
}
