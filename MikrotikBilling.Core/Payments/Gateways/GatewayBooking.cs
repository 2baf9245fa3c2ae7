using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>What a message led to.</summary>
/// <param name="Result"><c>recorded</c>, <c>suspense</c>, <c>pending</c>, <c>failed</c> or <c>reversed</c>.</param>
/// <param name="Words">For the log and the page.</param>
/// <param name="IsDuplicate">It was known already; nothing was booked by this message.</param>
public sealed record MovementOutcome(Guid MovementId, string Result, string Words, bool IsDuplicate);

/// <summary>
/// Books what a provider says of a movement of money, in the caller's transaction: callback, question, statement and a person all end here. The movement
/// is taken first, so that two who tell of it at once come one after the other; money that is proven is booked always, in suspense where it is nobody's.
/// </summary>
public sealed class GatewayBooking(
    AppDbContext db, LedgerBooks books, PaymentEntry entry, ReversalService reversals, OwnerQueries owners, TenantQueries tenants, AuditLog audit, TimeProvider clock)
{
    /// <returns>A refusal where the message contradicts what is known: nothing is booked.</returns>
    public async Task<Result<MovementOutcome>> ApplyAsync(GatewayAccount account, PaymentMethod method, MovementFact fact, CancellationToken cancellationToken)
    {
        var (movement, isNew) = await TakeAsync(account, fact, cancellationToken);
        if (!movement.Agrees(fact)) return Contradiction($"{fact.TransactionId} was told of with another amount, currency or account.");
        if (!isNew && movement.State == fact.State) return new MovementOutcome(movement.Id, WordOf(movement), "It was known already.", true);
        if (!movement.MoveTo(fact.State) && !(isNew && fact.State == MovementState.Pending)) return Contradiction($"{fact.TransactionId} is {movement.State} and cannot become {fact.State}.");
        var words = fact.State switch
        {
            MovementState.Succeeded => await BookAsync(movement, method, fact.At, cancellationToken),
            MovementState.Reversed => await ReverseAsync(movement, method, cancellationToken),
            MovementState.Failed => "It failed; nothing was booked.",
            _ => "It waits for the provider.",
        };
        await db.SaveChangesAsync(cancellationToken);
        return new MovementOutcome(movement.Id, WordOf(movement), words, false);
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

    private async Task<string> BookAsync(GatewayMovement movement, PaymentMethod method, DateTimeOffset? paidAt, CancellationToken cancellationToken)
    {
        var (tenant, now) = (await tenants.CurrentAsync(cancellationToken), clock.GetUtcNow());
        movement.BookedAt = now;
        var key = Payment.KeyOf(movement.TransactionId);
        if (await db.Set<Payment>().Where(p => p.ReferenceKey == key).Select(p => new { p.Id, p.Number, p.Amount, p.Method }).FirstOrDefaultAsync(cancellationToken) is { } known)
        {
            if (PaymentWords.ByHand.Contains(known.Method) && known.Amount == movement.Amount)
            {
                movement.PaymentId = known.Id;
                return $"It was entered by hand before, as {known.Number}.";
            }
            return await SuspendAsync(movement, method, $"Its receipt number was booked already: {known.Number} over {known.Amount}.", cancellationToken);
        }
        if (movement.Amount.Currency != tenant.Currency) return await SuspendAsync(movement, method, $"It came in {movement.Amount.Currency}; the books are in {tenant.Currency}.", cancellationToken);
        if (await owners.FindAsync(movement.Account, cancellationToken) is not { } owner)
            return await SuspendAsync(movement, method, string.IsNullOrWhiteSpace(movement.Account) ? "The payer named no account." : $"Nobody has the account “{movement.Account}”.", cancellationToken);

        var payer = await db.Set<Customer>().Where(c => c.Id == owner.CustomerId).Select(c => new Payer(c.Name, c.Email)).SingleAsync(cancellationToken);
        var balance = (await books.TakeAsync([owner.CustomerId], movement.Amount.Currency, cancellationToken))[owner.CustomerId];
        var booked = await entry.BookAsync(
            new NewPayment(owner.CustomerId, movement.Amount, method)
            {
                Reference = movement.TransactionId,
                PayerName = movement.PayerName ?? movement.PayerPhone,
                Note = movement.MethodText,
                ReceivedOn = tenant.DayOf(paidAt ?? now),
                Wish = owner.SubscriptionId is { } service ? new(service) : null,
                IsInAlready = true,
            },
            payer, balance, cancellationToken);
        // The plan fell behind in this very transaction: it is repeated as a whole.
        if (!booked.Ok) throw new DbUpdateConcurrencyException(booked.Refusal.Message);
        movement.PaymentId = booked.Value.Payment.Id;
        return $"Booked as {booked.Value.Payment.Number} for {payer.Name}.";
    }

    private async Task<string> SuspendAsync(GatewayMovement movement, PaymentMethod method, string reason, CancellationToken cancellationToken)
    {
        var item = new SuspenseItem
        {
            Method = method,
            Amount = movement.Amount,
            RemainingMinor = movement.Amount.Minor,
            Reference = movement.TransactionId,
            ReferenceKey = Payment.KeyOf(movement.TransactionId) ?? "",
            Account = movement.Account,
            PayerName = movement.PayerName,
            PayerPhone = movement.PayerPhone,
            Reason = TextRules.Cut(reason, 300),
            At = clock.GetUtcNow(),
        };
        db.Add(item);
        movement.SuspenseId = item.Id;
        await books.BookAsync(new Posting(LedgerKind.Suspense, item.Id, null, $"Nobody's yet: {PaymentWords.Of(method)} {item.Reference}")
            .Debit(PaymentWords.AccountOf(method), item.Amount, method.ToString()).Credit(LedgerAccount.Suspense, item.Amount, method.ToString()), cancellationToken);
        audit.Record("suspense.received", "suspense", item.Id, $"{item.Amount} came in that is nobody's yet ({item.Reference}). {reason}");
        return $"In suspense. {reason}";
    }

    private async Task<string> ReverseAsync(GatewayMovement movement, PaymentMethod method, CancellationToken cancellationToken)
    {
        if (movement.PaymentId is { } payment)
        {
            var reversed = await ReverseAsync(payment, cancellationToken);
            return reversed.Ok ? $"{reversed.Value.Number} is reversed." : reversed.Refusal.Message;
        }
        var item = await db.Set<SuspenseItem>().SingleAsync(s => s.Id == movement.SuspenseId, cancellationToken);
        var parts = await db.Set<Payment>().Where(p => p.SuspenseId == item.Id && p.State != PaymentState.Reversed).Select(p => p.Id).ToListAsync(cancellationToken);
        foreach (var part in parts) await ReverseAsync(part, cancellationToken);
        var left = item.Remaining;
        if (left.IsZero) return "It was sent back before; the books stay as they are.";
        item.Take(left, SuspenseState.Reversed, clock.GetUtcNow());
        await books.BookAsync(new Posting(LedgerKind.SuspenseReturn, item.Id, null, $"Taken back by the provider: {item.Reference}")
            .Debit(LedgerAccount.Suspense, left, method.ToString()).Credit(PaymentWords.AccountOf(method), left, method.ToString()), cancellationToken);
        return "What was in suspense is gone again.";
    }

    private async Task<Result<Payment>> ReverseAsync(Guid paymentId, CancellationToken cancellationToken)
    {
        var reversed = await reversals.ReverseAsync(paymentId, "The provider took it back", null, cancellationToken);
        return reversed.Refusal is { Code: Refusal.StaleCode } stale ? throw new DbUpdateConcurrencyException(stale.Message) : reversed;
    }

    private static string WordOf(GatewayMovement movement) => movement.State switch
    {
        MovementState.Succeeded => movement.PaymentId is null ? "suspense" : "recorded",
        MovementState.Failed => "failed",
        MovementState.Reversed => "reversed",
        _ => "pending",
    };

    private static Refusal Contradiction(string words) => new("movement.contradiction", words);
}
