using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Payments.Gateways.Outgoing;

/// <summary>A request that is to be sent now, or one that is done already, and its movement as it stands.</summary>
public sealed record BegunRefund(RefundRequest Request, GatewayMovement Movement);

/// <summary>How requests to give money back stand. Whoever begins one holds the movement's row, so one of two presses comes second.</summary>
public sealed class RefundRequests(AppDbContext db, CurrentActor actor, AuditLog audit, TimeProvider clock)
{
    private const int LongestWords = 300;

    /// <summary>All that was asked for, the newest first.</summary>
    public Task<List<RefundRequest>> OfAsync(Guid movementId, CancellationToken cancellationToken) =>
        db.Set<RefundRequest>().AsNoTracking().Where(r => r.MovementId == movementId).OrderByDescending(r => r.AskedAt).ToListAsync(cancellationToken);

    /// <summary>Stores that it is asked for. The same number again goes on where no answer came, and is done where it was.</summary>
    public Task<Result<BegunRefund>> BeginAsync(Guid movementId, SendBack input, Money amount, CancellationToken cancellationToken) => db.ChangeAsync<BegunRefund>(async token =>
    {
        var row = db.Set<GatewayMovement>().AsNoTracking().Where(m => m.Id == movementId);
        await row.ExecuteUpdateAsync(set => set.SetProperty(m => m.Version, m => m.Version + 1), token);
        var (movement, now) = (await row.SingleAsync(token), clock.GetUtcNow());
        var some = await db.Set<RefundRequest>().Where(r => r.OpenFor == movementId || r.Id == input.Id).ToListAsync(token);
        var same = some.Find(r => r.Id == input.Id);
        if (same is not null && (same.MovementId != movementId || same.Amount != amount)) return new Refusal("refund.other", "The same number was used for another refund. Load the page anew.");
        if (same is { State: RefundState.Done }) return new BegunRefund(same, movement);
        if (some.Find(r => r.IsOpen) is { } open && (open != same || !open.MayBeAskedAgain(now))) return UnderWay(open);
        var left = movement.Amount with { Minor = Math.Max(0, movement.AmountMinor - movement.RefundedMinor) };
        if (same is not { IsOpen: true } && (movement.State != MovementState.Succeeded || amount.Minor > left.Minor)) return new Refusal("refund.too-much", $"{(movement.State == MovementState.Succeeded ? left : left with { Minor = 0 })} of it has not gone back yet.", nameof(input.Amount));
        if (same is null) db.Add(same = Make(movement, input, amount));
        else if (!same.IsOpen) same.BeforeMinor = movement.RefundedMinor;
        (same.State, same.OpenFor, same.AskedAt, same.EndedAt, same.Words) = (RefundState.Asked, movementId, now, null, null);
        await db.SaveChangesAsync(token);
        return new BegunRefund(same, movement);
    }, cancellationToken);

    /// <summary>The provider has answered: it is done, or its word of it comes later.</summary>
    internal Task<int> AnsweredAsync(Guid id, GatewayNews? news, CancellationToken cancellationToken) => news?.Money is not null
        ? EndAsync(db.Set<RefundRequest>().Where(r => r.Id == id), RefundState.Done, null, cancellationToken)
        : db.Set<RefundRequest>().Where(r => r.Id == id && r.OpenFor != null).ExecuteUpdateAsync(set => set.SetProperty(r => r.State, RefundState.Taken).SetProperty(r => r.Reference, news?.Refund?.Reference), cancellationToken);

    internal Task<int> SilentAsync(Guid id, string words, CancellationToken cancellationToken)
    {
        var said = TextRules.Cut(words, LongestWords);
        return db.Set<RefundRequest>().Where(r => r.Id == id && r.OpenFor != null).ExecuteUpdateAsync(set => set.SetProperty(r => r.State, RefundState.Silent).SetProperty(r => r.Words, said), cancellationToken);
    }

    internal Task<int> RefusedAsync(Guid id, string words, CancellationToken cancellationToken) => EndAsync(db.Set<RefundRequest>().Where(r => r.Id == id), RefundState.Refused, words, cancellationToken);

    /// <summary>The provider says later that it did not do it. Null where the number is none of a request that is open.</summary>
    internal async Task<MovementOutcome?> RefusedAsync(GatewayAccount account, RefundNews told, CancellationToken cancellationToken)
    {
        var rows = db.Set<RefundRequest>().Where(r => r.AccountId == account.Id && r.Reference == told.Reference && r.OpenFor != null);
        if (await rows.AsNoTracking().Join(db.Set<GatewayMovement>(), r => r.MovementId, m => m.Id, (r, m) => new { Request = r, m.PaymentId }).FirstOrDefaultAsync(cancellationToken) is not { } found) return null;
        await EndAsync(rows, RefundState.Refused, told.Words, cancellationToken);
        var words = $"{found.Request.Amount} did not go back. {told.Words}";
        if (found.PaymentId is { } payment) audit.Record("payment.not-sent-back", "payment", payment, words);
        return new MovementOutcome(null, "failed", words, false);
    }

    /// <summary>So much has gone back of the movement: what was asked for is done.</summary>
    internal Task<int> WentBackAsync(GatewayMovement movement, CancellationToken cancellationToken)
    {
        var (id, refunded) = (movement.Id, movement.State == MovementState.Reversed ? movement.AmountMinor : movement.RefundedMinor);
        return EndAsync(db.Set<RefundRequest>().Where(r => r.OpenFor == id && r.BeforeMinor + r.AmountMinor <= refunded), RefundState.Done, null, cancellationToken);
    }

    private Task<int> EndAsync(IQueryable<RefundRequest> some, RefundState end, string? words, CancellationToken cancellationToken)
    {
        var (now, said) = (clock.GetUtcNow(), words is null ? null : TextRules.Cut(words, LongestWords));
        return some.Where(r => r.OpenFor != null).ExecuteUpdateAsync(set => set.SetProperty(r => r.State, end).SetProperty(r => r.EndedAt, now).SetProperty(r => r.OpenFor, (Guid?)null).SetProperty(r => r.Words, said), cancellationToken);
    }

    private RefundRequest Make(GatewayMovement movement, SendBack input, Money amount) => new()
    {
        Id = input.Id,
        AccountId = movement.AccountId,
        MovementId = movement.Id,
        AmountMinor = amount.Minor,
        AmountCurrency = amount.Currency,
        BeforeMinor = movement.RefundedMinor,
        Reason = input.Reason!.Trim(),
        ActorName = actor.Name,
    };

    private static Refusal UnderWay(RefundRequest open) => new("refund.under-way", open.State == RefundState.Silent
        ? Phrase.Of($"{open.Amount} was asked for before, and no answer came. Ask for that again first.") : Phrase.Of($"The provider was asked to give {open.Amount} back a moment ago. Wait for its word."));
}
