using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.Stripe;

/// <summary>Gives money back; Stripe does the same refund once. How much of a payment went back in all is asked for afterwards.</summary>
internal static class StripeRefunds
{
    private const int LongestReason = 400;

    public static async Task<Result<GatewayNews?>> SendAsync(GatewayConnection connection, GatewayMovement movement, Money amount, string reason, Guid requestId, CancellationToken cancellationToken)
    {
        if (!StripeIntents.IsIntent(movement.TransactionId)) return new Refusal("refund.way", "Stripe gives back only what was paid by it. Send it by hand, and note it here as given back.");
        List<(string Name, string Value)> form = [("payment_intent", movement.TransactionId), ("amount", StripeAmount.Write(amount)), ("metadata[reason]", ProviderJson.Line(reason, LongestReason) ?? "Refund")];
        var answer = await StripeClient.PostAsync(connection, "refund", "refunds", form, requestId, movement.AttemptId, cancellationToken);
        if (answer.Error is { } error) return new Refusal("refund.refused", error.Words);
        if (answer.Json.Exact("status") is "failed" or "canceled") return new Refusal("refund.refused", $"Stripe could not give it back: {ProviderJson.Line(answer.Json.Exact("failure_reason"), 100) ?? "no reason given"}.");
        return await TotalAsync(connection, movement, cancellationToken);
    }

    /// <summary>Null where it cannot be told now: Stripe's message of the refund says it.</summary>
    private static async Task<GatewayNews?> TotalAsync(GatewayConnection connection, GatewayMovement movement, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await StripeClient.GetAsync(connection, "payment query", $"payment_intents/{movement.TransactionId}", ["latest_charge"], movement.AttemptId, cancellationToken);
            return answer.IsOk && StripePayment.OfIntent(answer.Json, null) is { Refunded: not null } fact && fact.TransactionId == movement.TransactionId ? new GatewayNews { Money = fact } : null;
        }
        catch (GatewaySilentException)
        {
            return null;
        }
    }
}
