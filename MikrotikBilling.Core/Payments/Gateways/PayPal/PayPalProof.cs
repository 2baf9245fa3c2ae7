using System.Text.Json;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.PayPal;

/// <summary>Asks PayPal itself about what a message names; only the answer counts.</summary>
internal sealed class PayPalProof(PayPalCheckout checkout, PayPalBooks books)
{
    /// <exception cref="GatewaySilentException">No answer, or it does not say what the message says.</exception>
    public Task<GatewayNews> ProveAsync(GatewayConnection connection, GatewayNews told, CancellationToken cancellationToken) => PayPalQuestion.Read(told.Question) switch
    {
        { Kind: PayPalQuestion.Order or PayPalQuestion.Lapsed } order => OrderAsync(connection, order, cancellationToken),
        { Kind: PayPalQuestion.Capture } capture => CaptureAsync(connection, capture.Id, told.Dispute, cancellationToken),
        { Kind: PayPalQuestion.Refund, CaptureId: { } paid } refund => RefundAsync(connection, refund.Id, paid, cancellationToken),
        _ => Task.FromResult(told),
    };

    private async Task<GatewayNews> OrderAsync(GatewayConnection connection, PayPalQuestion order, CancellationToken cancellationToken)
    {
        if (await books.AttemptAsync(connection.Account, order.Id, cancellationToken) is not { } attempt)
            return new GatewayNews { Attempt = new AttemptNews(AttemptState.Pending) { ProviderId = order.Id, IsNeeded = true } };
        var news = await checkout.AskAsync(connection, attempt, cancellationToken);
        var isLapsed = order.Kind == PayPalQuestion.Lapsed && news is { Money: null, Attempt.State: AttemptState.Pending };
        var state = isLapsed ? new AttemptNews(AttemptState.Expired) { Words = "PayPal took the approval back: the money was not taken in time." } : news.Attempt!;
        return news with { Attempt = state with { AttemptId = attempt.Id } };
    }

    /// <param name="dispute">What the payer contests of it.</param>
    private static async Task<GatewayNews> CaptureAsync(GatewayConnection connection, string id, DisputeNews? dispute, CancellationToken cancellationToken)
    {
        var capture = await FindAsync(connection, id, cancellationToken);
        // Its own message told of the money, and may still be on its way: the dispute waits for it.
        return dispute is null ? capture.News() : new GatewayNews { Dispute = dispute };
    }

    private static async Task<GatewayNews> RefundAsync(GatewayConnection connection, string id, string captureId, CancellationToken cancellationToken)
    {
        var answer = await PayPalClient.GetAsync(connection, "refund status", $"v2/payments/refunds/{id}", null, cancellationToken);
        if (answer is { IsOk: false, IsNotThere: false } || (answer.IsOk && answer.Json is null)) throw new GatewaySilentException($"PayPal does not say how it stands: {answer.Words}");
        if (answer.IsOk && PayPalValues.CaptureAbove(answer.Json!.Value) is { } above && above != captureId) throw new GatewaySilentException("Unverified: PayPal says that the refund belongs to another payment.");
        var capture = await FindAsync(connection, captureId, cancellationToken);
        var total = answer.IsOk ? TotalIn(answer.Json!.Value, capture) : null;
        var given = Math.Max(capture.Refunded?.Minor ?? 0, total?.Minor ?? 0);
        if (given == 0) throw new GatewaySilentException("Unverified: PayPal itself does not say that anything of it went back.");
        return (capture with { Refunded = capture.Amount with { Minor = given } }).News();
    }

    /// <summary>All refunds up to this one together, by PayPal's own sum; null where there is none, or it was not carried out.</summary>
    public static Money? TotalIn(JsonElement refund, PayPalCapture capture) =>
        refund.Word("status") == "COMPLETED" && refund.Inner("seller_payable_breakdown") is { } sums && PayPalValues.AmountIn(sums, "total_refunded_amount") is { } total && total.Currency == capture.Amount.Currency
            ? total with { Minor = Math.Min(total.Minor, capture.Amount.Minor) } : null;

    /// <summary>A payment, with all that was given back of it.</summary>
    /// <exception cref="GatewaySilentException">No answer, or PayPal does not know it.</exception>
    public static async Task<PayPalCapture> FindAsync(GatewayConnection connection, string id, CancellationToken cancellationToken)
    {
        var answer = await PayPalClient.GetAsync(connection, "capture status", $"v2/payments/captures/{id}", null, cancellationToken);
        if (answer.IsNotThere) throw new GatewaySilentException("Unverified: PayPal itself does not know this payment.");
        if (answer is not { IsOk: true, Json: { } said } || PayPalCapture.Read(said) is not { } capture) throw new GatewaySilentException($"PayPal does not say how it stands: {answer.Words}");
        if (capture.Id != id) throw new GatewaySilentException("Unverified: PayPal answered about another payment.");
        // How much of it went back is told by its order only.
        if (capture is not { Status: "PARTIALLY_REFUNDED", OrderId: { } order }) return capture;
        return await PayPalCheckout.FindAsync(connection, order, null, cancellationToken) is { Capture: { } whole } && whole.Id == id ? capture with { Refunded = whole.Refunded } : capture;
    }
}
