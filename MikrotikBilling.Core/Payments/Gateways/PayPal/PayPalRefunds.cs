using System.Text.Json;
using System.Text.Json.Nodes;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.PayPal;

/// <summary>Gives money back, whole or in parts. PayPal keeps our number of a refund and does it once, however often it is told.</summary>
internal static class PayPalRefunds
{
    private const int LongestReason = 200;

    public static async Task<Result<GatewayNews?>> SendAsync(GatewayConnection connection, GatewayMovement movement, Money amount, string reason, Guid requestId, CancellationToken cancellationToken)
    {
        if (PayPalValues.IdOf(movement.TransactionId) is not { } id) return new Refusal("refund.way", "PayPal does not know this payment. Send it by hand, and note it here as given back.");
        if (!PayPalValues.CanWrite(amount)) return new Refusal("refund.amount", $"PayPal gives back whole {amount.Currency} only.");
        var body = new JsonObject { ["amount"] = PayPalClient.AmountOf(amount), ["note_to_payer"] = ProviderJson.Line(reason, LongestReason) };
        var answer = await PayPalClient.PostAsync(connection, "refund", $"v2/payments/captures/{id}/refund", body, movement.AttemptId, $"{requestId:N}", cancellationToken);
        if (!answer.IsOk) return new Refusal("refund.refused", $"PayPal: {answer.Words}");
        if (answer.Json is not { } said) throw new GatewaySilentException("PayPal answered with nothing that can be read.");
        return said.Word("status") switch
        {
            "COMPLETED" => await DoneAsync(connection, movement, id, said, cancellationToken),
            "FAILED" or "CANCELLED" => new Refusal("refund.refused", "PayPal could not give it back. Look it up at PayPal."),
            // Its message comes once the money went back.
            _ => new Result<GatewayNews?>(null, null),
        };
    }

    /// <summary>All that went back so far, by PayPal's own sum.</summary>
    private static async Task<Result<GatewayNews?>> DoneAsync(GatewayConnection connection, GatewayMovement movement, string id, JsonElement refund, CancellationToken cancellationToken)
    {
        var capture = new PayPalCapture(id, "COMPLETED", movement.Amount);
        if (PayPalProof.TotalIn(refund, capture) is not { } total)
        {
            if ((await PayPalProof.FindAsync(connection, id, cancellationToken)).Refunded is not { } known) throw new GatewaySilentException("PayPal does not say how much went back.");
            total = known;
        }
        return new GatewayNews { Money = new MovementFact(movement.TransactionId, MovementState.Succeeded, movement.Amount) { Account = movement.Account, Refunded = total, MayBeLate = true } };
    }
}
