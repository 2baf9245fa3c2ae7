using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>A payer contests a payment: it is flagged for a person, and money is booked only when the provider moves it.</summary>
public sealed class DisputeBooks(AppDbContext db, MovementBooks money, AuditLog audit)
{
    public async Task<Result<MovementOutcome>> NoteAsync(GatewayAccount account, PaymentMethod method, DisputeNews news, CancellationToken cancellationToken)
    {
        var row = db.Set<GatewayMovement>().Where(m => m.AccountId == account.Id && m.TransactionId == news.TransactionId);
        if (await row.ExecuteUpdateAsync(set => set.SetProperty(m => m.Version, m => m.Version + 1), cancellationToken) == 0)
            return new Refusal(GatewayBooking.UnknownAttemptCode, $"The dispute {news.DisputeId} is about {news.TransactionId}, which is not known (yet).");
        var movement = await row.SingleAsync(cancellationToken);
        if (movement.Dispute == news.State) return new MovementOutcome(movement.Id, "noted", "It was known already.", true);
        var words = news.State switch
        {
            DisputeState.Withdrawn when movement.State == MovementState.Succeeded => await WithdrawAsync(movement, method, news, cancellationToken),
            DisputeState.Reinstated => await ReinstateAsync(movement, method, news, cancellationToken),
            DisputeState.Lost => $"The dispute {news.DisputeId} is lost.",
            _ => $"{news.Amount} of {news.TransactionId} is contested ({news.Reason ?? "no reason given"}).",
        };
        // News of its opening may come after those of its end.
        if (movement.Dispute is null || news.State != DisputeState.Opened) movement.Dispute = news.State;
        movement.DisputeWords = TextRules.Cut(news.Reason is null ? words : $"{words} Reason: {news.Reason}.", 300);
        movement.DisputeAnswerBy ??= news.AnswerBy;
        audit.Record("payment.disputed", "gateway", account.Id, words);
        return new MovementOutcome(movement.Id, "noted", words, false);
    }

    private async Task<string> WithdrawAsync(GatewayMovement movement, PaymentMethod method, DisputeNews news, CancellationToken cancellationToken)
    {
        movement.WithdrawnMinor += news.Amount.Minor;
        return await money.TakeBackAsync(movement, method, news.Amount, $"Taken by the payer's bank: dispute {news.DisputeId}", cancellationToken);
    }

    /// <summary>What was taken comes again, as a payment of its own to the same customer.</summary>
    private async Task<string> ReinstateAsync(GatewayMovement movement, PaymentMethod method, DisputeNews news, CancellationToken cancellationToken)
    {
        var back = news.Amount with { Minor = Math.Min(news.Amount.Minor, movement.WithdrawnMinor) };
        if (back.IsZero) return $"The dispute {news.DisputeId} ended without money having been taken.";
        movement.WithdrawnMinor -= back.Minor;
        var owner = await db.Set<Payment>().Where(p => p.Id == movement.PaymentId).Select(p => (Guid?)p.CustomerId).SingleOrDefaultAsync(cancellationToken);
        return await money.ComeAgainAsync(movement, method, owner, back, $"{news.DisputeId}:back", cancellationToken);
    }
}
