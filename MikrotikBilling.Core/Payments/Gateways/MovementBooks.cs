using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>Gets a movement of money into the books and out of them again; the caller has taken it in its transaction.</summary>
public sealed class MovementBooks(
    AppDbContext db, LedgerBooks books, PaymentEntry entry, SuspenseBooks suspense, ReversalService reversals, ProviderRefunds refunds, OwnerQueries owners, TenantQueries tenants, TimeProvider clock)
{
    /// <summary>The same invoice or service was asked for again since, and paid.</summary>
    internal static Task<bool> PaidAgainAsync(AppDbContext db, PaymentAttempt attempt, CancellationToken cancellationToken) => db.Set<PaymentAttempt>().AnyAsync(a =>
        a.CustomerId == attempt.CustomerId && a.CreatedAt > attempt.CreatedAt && a.State == AttemptState.Succeeded && a.InvoiceId == attempt.InvoiceId && a.SubscriptionId == attempt.SubscriptionId, cancellationToken);

    /// <param name="attempt">Our request that it answers.</param>
    public async Task<string> BookAsync(GatewayMovement movement, PaymentMethod method, MovementFact fact, PaymentAttempt? attempt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fact);
        var (tenant, now) = (await tenants.CurrentAsync(cancellationToken), clock.GetUtcNow());
        (movement.BookedAt, movement.AttemptId) = (now, attempt?.Id);
        var key = Payment.KeyOf(movement.TransactionId);
        if (await db.Set<Payment>().Where(p => p.ReferenceKey == key).Select(p => new { p.Id, p.Number, p.Amount, p.Method }).FirstOrDefaultAsync(cancellationToken) is { } known)
        {
            if (PaymentWords.ByHand.Contains(known.Method) && known.Amount == movement.Amount)
            {
                movement.PaymentId = known.Id;
                return $"It was entered by hand before, as {known.Number}.";
            }
            return await SuspendAsync(movement, method, $"Its receipt number was booked already: {known.Number} over {known.Amount}.", attempt, cancellationToken);
        }
        if (fact.Hold is { } hold) return await SuspendAsync(movement, method, hold, attempt, cancellationToken);
        if (movement.Amount.Currency != tenant.Currency) return await SuspendAsync(movement, method, $"It came in {movement.Amount.Currency}; the books are in {tenant.Currency}.", attempt, cancellationToken);
        if ((attempt is null ? await owners.FindAsync(movement.Account, cancellationToken) : await OwnerOfAsync(movement, attempt, cancellationToken)) is not { } owner)
            return await SuspendAsync(movement, method, string.IsNullOrWhiteSpace(movement.Account) ? "The payer named no account." : $"Nobody has the account “{movement.Account}”.", null, cancellationToken);
        return await PayAsync(movement, method, owner, attempt?.InvoiceId, tenant.DayOf(fact.At ?? now), fact.ReceivedAt, cancellationToken);
    }

    private async Task<string> PayAsync(GatewayMovement movement, PaymentMethod method, Owner owner, Guid? invoiceId, DateOnly today, DateTimeOffset? receivedAt, CancellationToken cancellationToken)
    {
        var payer = await db.Set<Customer>().Where(c => c.Id == owner.CustomerId).Select(c => new Payer(c.Name, c.Email)).SingleAsync(cancellationToken);
        var balance = (await books.TakeAsync([owner.CustomerId], movement.Amount.Currency, cancellationToken))[owner.CustomerId];
        var booked = await entry.BookAsync(
            new NewPayment(owner.CustomerId, movement.Amount, method)
            {
                Reference = TextRules.Cut(movement.TransactionId, 64),
                PayerName = movement.PayerName ?? movement.PayerPhone,
                Note = movement.MethodText,
                ReceivedOn = today,
                ReceivedAt = receivedAt,
                Wish = owner.SubscriptionId is { } service ? new(service) : null,
                FirstInvoiceId = invoiceId,
                IsInAlready = true,
            },
            payer, balance, cancellationToken);
        // The plan fell behind in this very transaction: it is repeated as a whole.
        if (!booked.Ok) throw new DbUpdateConcurrencyException(booked.Refusal.Message);
        movement.PaymentId = booked.Value.Payment.Id;
        return $"Booked as {booked.Value.Payment.Number} for {payer.Name}.";
    }

    /// <summary>Whoever was asked. What was paid twice buys nothing twice: it stays credit.</summary>
    private async Task<Owner> OwnerOfAsync(GatewayMovement movement, PaymentAttempt attempt, CancellationToken cancellationToken)
    {
        var isPaid = attempt.MovementId is { } first && first != movement.Id;
        return new(attempt.CustomerId, isPaid || (attempt.SubscriptionId is not null && await PaidAgainAsync(db, attempt, cancellationToken)) ? null : attempt.SubscriptionId);
    }

    private async Task<string> SuspendAsync(GatewayMovement movement, PaymentMethod method, string reason, PaymentAttempt? attempt, CancellationToken cancellationToken)
    {
        await suspense.ReceiveAsync(movement, method, reason, attempt?.CustomerId, null, cancellationToken);
        return $"In suspense. {reason}";
    }

    /// <summary>All of it is taken back.</summary>
    public async Task<string> ReverseAsync(GatewayMovement movement, PaymentMethod method, CancellationToken cancellationToken)
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
        return left.IsZero ? "It was sent back before; the books stay as they are." : await TakeFromSuspenseAsync(item, left, method, "What was in suspense is gone again.", cancellationToken);
    }

    /// <summary>Books what was given back beyond what is booked already.</summary>
    /// <param name="refunded">All refunds together, as the provider counts.</param>
    public async Task<string> GiveBackAsync(GatewayMovement movement, PaymentMethod method, Money refunded, CancellationToken cancellationToken)
    {
        var (part, isWhole) = (refunded with { Minor = refunded.Minor - movement.RefundedMinor }, movement.RefundedMinor == 0 && refunded == movement.Amount);
        movement.RefundedMinor = refunded.Minor;
        if (isWhole && movement.MoveTo(MovementState.Reversed)) return await ReverseAsync(movement, method, cancellationToken);
        return await TakeBackAsync(movement, method, part, "The provider gave it back to the payer", cancellationToken);
    }

    /// <summary>A part of it is gone again.</summary>
    public async Task<string> TakeBackAsync(GatewayMovement movement, PaymentMethod method, Money part, string reason, CancellationToken cancellationToken)
    {
        if (movement.PaymentId is { } paid)
        {
            var taken = await refunds.TakeBackAsync(paid, part, reason, cancellationToken);
            return taken.Ok ? $"{part} of {taken.Value.Number} went back." : $"{part} went back and is not booked: {taken.Refusal.Message}";
        }
        var item = await db.Set<SuspenseItem>().SingleAsync(s => s.Id == movement.SuspenseId, cancellationToken);
        var rest = part.Minor;
        foreach (var payment in item.RemainingMinor >= rest ? [] : await db.Set<Payment>().AsNoTracking().Where(p => p.SuspenseId == item.Id && p.State != PaymentState.Reversed).ToListAsync(cancellationToken))
        {
            var own = part with { Minor = Math.Min(rest - item.RemainingMinor, payment.Refundable.Minor) };
            if (own.Minor > 0 && (await refunds.TakeBackAsync(payment.Id, own, reason, cancellationToken)).Ok) rest -= own.Minor;
        }
        var left = part with { Minor = Math.Min(rest, item.RemainingMinor) };
        return left.IsZero ? $"{part} went back." : await TakeFromSuspenseAsync(item, left, method, $"{part} went back.", cancellationToken);
    }

    /// <summary>What had gone comes again: a payment of its own, or in suspense where it never had an owner.</summary>
    public async Task<string> ComeAgainAsync(GatewayMovement movement, PaymentMethod method, Guid? customerId, Money amount, string reference, CancellationToken cancellationToken)
    {
        var again = new GatewayMovement
        {
            AccountId = movement.AccountId,
            Gateway = movement.Gateway,
            TransactionId = reference,
            AmountMinor = amount.Minor,
            AmountCurrency = amount.Currency,
            Account = movement.Account,
            PayerName = movement.PayerName,
            PayerPhone = movement.PayerPhone,
            MethodText = movement.MethodText,
            FirstSeenAt = clock.GetUtcNow(),
        };
        again.MoveTo(MovementState.Succeeded);
        again.BookedAt = clock.GetUtcNow();
        db.Add(again);
        return customerId is { } customer
            ? await PayAsync(again, method, new Owner(customer, null), null, (await tenants.CurrentAsync(cancellationToken)).DayOf(clock.GetUtcNow()), null, cancellationToken)
            : await SuspendAsync(again, method, "Given back by the payer's bank after a dispute.", null, cancellationToken);
    }

    private async Task<string> TakeFromSuspenseAsync(SuspenseItem item, Money left, PaymentMethod method, string words, CancellationToken cancellationToken)
    {
        item.Take(left, SuspenseState.Reversed, clock.GetUtcNow());
        await books.BookAsync(new Posting(LedgerKind.SuspenseReturn, item.Id, null, $"Taken back by the provider: {item.Reference}")
            .Debit(LedgerAccount.Suspense, left, method.ToString()).Credit(PaymentWords.AccountOf(method), left, method.ToString()), cancellationToken);
        return words;
    }

    private async Task<Result<Payment>> ReverseAsync(Guid paymentId, CancellationToken cancellationToken)
    {
        var reversed = await reversals.TakenBackAsync(paymentId, "The provider took it back", cancellationToken);
        return reversed.Refusal is { Code: Refusal.StaleCode } stale ? throw new DbUpdateConcurrencyException(stale.Message) : reversed;
    }
}
