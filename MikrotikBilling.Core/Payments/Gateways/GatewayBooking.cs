using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Kept;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>What a message led to.</summary>
/// <param name="MovementId">None where it told of no money.</param>
/// <param name="Result"><c>recorded</c>, <c>suspense</c>, <c>pending</c>, <c>failed</c>, <c>reversed</c> or <c>noted</c>.</param>
/// <param name="Words">For the log and the page.</param>
/// <param name="IsDuplicate">It was known already; nothing was booked by this message.</param>
public sealed record MovementOutcome(Guid? MovementId, string Result, string Words, bool IsDuplicate);

/// <summary>
/// Books what a provider says, in the caller's transaction: callback, question, statement and a person all end here. Our request is taken first, then the
/// movement, so that two who tell of it at once come one after the other; money that is proven is booked always, in suspense where it is nobody's.
/// </summary>
public sealed class GatewayBooking(AppDbContext db, MovementBooks money, DisputeBooks disputes, RefundRequests refunds, SavedMethods kept, AuditLog audit, TimeProvider clock)
{
    /// <summary>The message names a request that is not ours, or not yet.</summary>
    public const string UnknownAttemptCode = "attempt.unknown";

    /// <inheritdoc cref="ApplyAsync(GatewayAccount, PaymentMethod, GatewayNews, CancellationToken)"/>
    public Task<Result<MovementOutcome>> ApplyAsync(GatewayAccount account, PaymentMethod method, MovementFact fact, CancellationToken cancellationToken) =>
        ApplyAsync(account, method, new GatewayNews { Money = fact }, cancellationToken);

    /// <returns>A refusal where the message contradicts what is known: nothing is booked.</returns>
    public async Task<Result<MovementOutcome>> ApplyAsync(GatewayAccount account, PaymentMethod method, GatewayNews news, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(news);
        var attempt = news.Attempt is { } told ? await TakeAsync(account, told, cancellationToken) : null;
        if (news.Attempt is { IsNeeded: true } && attempt is null) return new Refusal(UnknownAttemptCode, "Unverified: it names a payment request that we did not make.");
        if (attempt is not null && attempt.Mode != account.Mode) return Contradiction($"The request was made in the {attempt.Mode} system, the answer is of the {account.Mode} one.");
        if (attempt is not null && news.Attempt!.ProviderId is { } provider && attempt.ProviderId is { } ours && ours != provider) return Contradiction("It names another request of the provider than ours.");

        MovementOutcome? outcome = null;
        if (news.Money is { } fact)
        {
            var applied = await ApplyAsync(account, method, fact, attempt, cancellationToken);
            if (!applied.Ok) return applied.Refusal;
            outcome = applied.Value;
        }
        if (news.Dispute is { } dispute)
        {
            var noted = await disputes.NoteAsync(account, method, dispute, cancellationToken);
            if (!noted.Ok) return noted.Refusal;
            outcome = noted.Value;
        }
        if (news.Refund is { IsRefused: true } refused) outcome = await refunds.RefusedAsync(account, refused, cancellationToken) ?? outcome;
        if (attempt is not null) outcome = await TellAsync(attempt, news.Attempt!, news.Money, outcome, cancellationToken);
        if (attempt is { State: AttemptState.Succeeded } && news.Method is { } left) await kept.KeepAsync(attempt, left, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return outcome ?? new MovementOutcome(null, "noted", news.Words ?? "It tells of nothing that is kept.", false);
    }

    private async Task<Result<MovementOutcome>> ApplyAsync(GatewayAccount account, PaymentMethod method, MovementFact fact, PaymentAttempt? attempt, CancellationToken cancellationToken)
    {
        var (movement, isNew) = await TakeAsync(account, fact, cancellationToken);
        if (!movement.Agrees(fact)) return Contradiction($"{fact.TransactionId} was told of with another amount, currency or account.");
        var words = new List<string>();
        var isKnown = !isNew && movement.State == fact.State;
        if (!isKnown)
        {
            if (!movement.MoveTo(fact.State) && !(isNew && fact.State == MovementState.Pending))
                return fact.MayBeLate ? Known(movement) : Contradiction($"{fact.TransactionId} is {movement.State} and cannot become {fact.State}.");
            words.Add(fact.State switch
            {
                MovementState.Succeeded => await money.BookAsync(movement, method, fact, attempt, cancellationToken),
                MovementState.Reversed => await ReverseAsync(movement, method, cancellationToken),
                MovementState.Failed => "It failed; nothing was booked.",
                _ => "It waits for the provider.",
            });
        }
        if (fact.Refunded is { } refunded && refunded.Minor > movement.RefundedMinor && movement.State == MovementState.Succeeded)
        {
            // What was booked just now is read again.
            await db.SaveChangesAsync(cancellationToken);
            words.Add(await money.GiveBackAsync(movement, method, refunded, cancellationToken));
            await refunds.WentBackAsync(movement, cancellationToken);
        }
        if (words.Count == 0) return Known(movement);
        await db.SaveChangesAsync(cancellationToken);
        return new MovementOutcome(movement.Id, WordOf(movement), string.Join(' ', words), false);
    }

    private async Task<string> ReverseAsync(GatewayMovement movement, PaymentMethod method, CancellationToken cancellationToken)
    {
        await refunds.WentBackAsync(movement, cancellationToken);
        return await money.ReverseAsync(movement, method, cancellationToken);
    }

    /// <summary>Whoever else tells of the same movement waits until this transaction ends.</summary>
    private async Task<(GatewayMovement Movement, bool IsNew)> TakeAsync(GatewayAccount account, MovementFact fact, CancellationToken cancellationToken)
    {
        var made = new GatewayMovement
        {
            TenantId = account.TenantId,
            AccountId = account.Id,
            Gateway = account.Gateway,
            TransactionId = fact.TransactionId,
            AmountMinor = fact.Amount.Minor,
            AmountCurrency = fact.Amount.Currency,
            Account = fact.Account,
            PayerName = fact.PayerName,
            PayerPhone = fact.PayerPhone,
            MethodText = fact.MethodText,
            FirstSeenAt = clock.GetUtcNow(),
        };
        var added = await db.BulkInsertNewAsync([made], [nameof(GatewayMovement.AccountId), nameof(GatewayMovement.TransactionId)], cancellationToken);
        var row = db.Set<GatewayMovement>().Where(m => m.AccountId == account.Id && m.TransactionId == fact.TransactionId);
        if (added == 0) await row.ExecuteUpdateAsync(set => set.SetProperty(m => m.Version, m => m.Version + 1), cancellationToken);
        return (await row.SingleAsync(cancellationToken), added == 1);
    }

    private async Task<PaymentAttempt?> TakeAsync(GatewayAccount account, AttemptNews told, CancellationToken cancellationToken)
    {
        var row = db.Set<PaymentAttempt>().Where(a => a.AccountId == account.Id);
        row = told.AttemptId is { } id ? row.Where(a => a.Id == id) : row.Where(a => a.ProviderId == told.ProviderId);
        var found = await row.ExecuteUpdateAsync(set => set.SetProperty(a => a.Version, a => a.Version + 1), cancellationToken);
        return found == 0 ? null : await row.SingleAsync(cancellationToken);
    }

    /// <summary>What the news mean for our request.</summary>
    private async Task<MovementOutcome> TellAsync(PaymentAttempt attempt, AttemptNews told, MovementFact? fact, MovementOutcome? outcome, CancellationToken cancellationToken)
    {
        var (now, before) = (clock.GetUtcNow(), attempt.State);
        attempt.ProviderId ??= told.ProviderId;
        attempt.MovementId ??= outcome?.MovementId;
        // Paid without a word of the money: it is asked for until its receipt is known.
        var next = told.State == AttemptState.Succeeded && attempt.MovementId is null ? AttemptState.Unknown : told.State;
        var moved = before != next && attempt.MoveTo(next, now);
        if (moved || before == next) attempt.Explain(told.Code, told.Words, told.RetryAfter is { } wait ? now + wait : null);
        if (moved && told.NeedsPerson) attempt.NeedsPerson = true;
        if (moved && next == AttemptState.Succeeded && fact is not null) await CompareAsync(attempt, fact, before, cancellationToken);
        if (moved && !attempt.IsOpen) await kept.EndedAsync(attempt, cancellationToken);
        if (outcome is { IsDuplicate: false } && fact is { State: MovementState.Succeeded } && attempt.MovementId != outcome.MovementId) Odd(attempt, $"{fact.Amount} was paid for it once more ({fact.TransactionId}): that is credit.");
        if (outcome is not null) return outcome;
        if (!moved) return new MovementOutcome(attempt.MovementId, "noted", "It was known already.", true);
        return new MovementOutcome(null, next == AttemptState.Failed ? "failed" : "pending", told.Words is null ? $"The request is {next}." : $"The request is {next}: {told.Words}", false);
    }

    /// <summary>What is odd about money that came is said, and a person looks at it; it is booked as it came.</summary>
    private async Task CompareAsync(PaymentAttempt attempt, MovementFact fact, AttemptState before, CancellationToken cancellationToken)
    {
        if (fact.Amount != attempt.Amount) Odd(attempt, $"{fact.Amount} came, {attempt.Amount} was asked for.");
        if (before is not (AttemptState.Failed or AttemptState.Expired)) return;
        if (await MovementBooks.PaidAgainAsync(db, attempt, cancellationToken)) Odd(attempt, "It was paid after all, and once more since: the second is credit.");
    }

    private void Odd(PaymentAttempt attempt, string words)
    {
        attempt.NeedsPerson = true;
        attempt.Words = attempt.Words is null ? words : TextRules.Cut($"{attempt.Words} {words}", 300);
        audit.Record("attempt.odd", "payment-attempt", attempt.Id, words, attempt.CustomerId);
    }

    /// <summary>For a message that came before and is done: how what it told of stands now.</summary>
    internal async Task<MovementOutcome> KnownAsync(Guid movementId, CancellationToken cancellationToken) => Known(await db.Set<GatewayMovement>().AsNoTracking().SingleAsync(m => m.Id == movementId, cancellationToken));

    private static MovementOutcome Known(GatewayMovement movement) => new(movement.Id, WordOf(movement), "It was known already.", true);

    private static string WordOf(GatewayMovement movement) => movement.State switch
    {
        MovementState.Succeeded => movement.PaymentId is null ? "suspense" : "recorded",
        MovementState.Failed => "failed",
        MovementState.Reversed => "reversed",
        _ => "pending",
    };

    private static Refusal Contradiction(string words) => new("movement.contradiction", words);
}
