using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Sums;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Ledger;

/// <summary>
/// The only writer of the books. A caller begins a transaction, takes the balances of the customers it is about (<see cref="TakeAsync"/>), books, and
/// saves; balances change with the entries.
/// </summary>
public sealed class LedgerBooks(AppDbContext db, SumCapture sums, CurrentActor actor, TenantQueries tenants, TimeProvider clock)
{
    private readonly Dictionary<(Guid Customer, string Currency), CustomerBalance> _taken = [];
    private Guid _transaction;

    /// <summary>Takes the balances in the caller's transaction; whoever else wants one of them waits until it ends.</summary>
    public async Task<IReadOnlyDictionary<Guid, CustomerBalance>> TakeAsync(IReadOnlyCollection<Guid> customerIds, string currency, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is not { TransactionId: var transaction }) throw new InvalidOperationException("Balances are taken inside the transaction that changes them.");
        if (transaction != _transaction) Forget();
        _transaction = transaction;
        // One that is not tracked any more, as a caller cleared what the context knew, would be changed in vain.
        var missing = customerIds.Where(id => !_taken.TryGetValue((id, currency), out var known) || db.Entry(known).State == EntityState.Detached).Distinct().ToList();
        if (missing.Count > 0) await TakeMissingAsync(missing, currency, cancellationToken);
        return customerIds.Distinct().ToDictionary(id => id, id => _taken[(id, currency)]);
    }

    /// <summary>Adds the transaction to the unit of work and moves the balances of its customer, which were taken before.</summary>
    /// <exception cref="InvalidOperationException">It does not cancel out: a mistake in the program, nothing may be kept.</exception>
    public async Task<LedgerTransaction> BookAsync(Posting posting, CancellationToken cancellationToken)
    {
        if (posting.Imbalance() is { } left) throw new InvalidOperationException($"A {posting.Kind} that does not cancel out ({left} left) cannot be booked.");
        var tenant = await tenants.CurrentAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var day = tenant.DayOf(now);
        var transaction = new LedgerTransaction
        {
            At = now,
            BookedOn = day,
            Kind = posting.Kind,
            SourceId = posting.SourceId,
            CustomerId = posting.CustomerId,
            Text = TextRules.Cut(posting.Text, 200),
            ActorId = actor.Id,
            ActorName = actor.Name,
            ReversesId = posting.ReversesId,
        };
        db.Add(transaction);
        foreach (var (account, detail, amount, sold) in posting.Entries)
        {
            var customer = IsPerCustomer(account) ? posting.CustomerId : null;
            db.Add(new LedgerEntry { TransactionId = transaction.Id, Account = account, CustomerId = customer, Detail = detail, Amount = amount, ProfileId = sold.ProfileId, RouterId = sold.RouterId, At = now, BookedOn = day });
            if (customer is { } id) Move(_taken[(id, amount.Currency)], account, amount.Minor);
        }
        sums.Add(tenant.Id, transaction, posting.Entries);
        return transaction;
    }

    internal static bool IsPerCustomer(LedgerAccount account) => account is LedgerAccount.Receivable or LedgerAccount.Credit;

    private static void Move(CustomerBalance balance, LedgerAccount account, long minor)
    {
        if (account == LedgerAccount.Receivable) balance.OwedMinor = checked(balance.OwedMinor + minor);
        else balance.CreditMinor = checked(balance.CreditMinor - minor);
        if (balance.CreditMinor < 0) throw new InvalidOperationException($"The credit of customer {balance.CustomerId} would be less than nothing.");
    }

    private async Task TakeMissingAsync(List<Guid> ids, string currency, CancellationToken cancellationToken)
    {
        var rows = db.Set<CustomerBalance>().Where(b => ids.Contains(b.CustomerId) && b.Currency == currency);
        var taken = await rows.ExecuteUpdateAsync(set => set.SetProperty(b => b.Turn, b => b.Turn + 1), cancellationToken);
        if (taken < ids.Count)
        {
            foreach (var id in ids.Order()) await BeginAsync(id, currency, cancellationToken);
            await rows.ExecuteUpdateAsync(set => set.SetProperty(b => b.Turn, b => b.Turn + 1), cancellationToken);
        }
        foreach (var balance in await rows.ToListAsync(cancellationToken)) _taken[(balance.CustomerId, currency)] = balance;
    }

    /// <summary>Balances of an earlier transaction of this scope may have moved since.</summary>
    private void Forget()
    {
        foreach (var known in _taken.Values) db.Entry(known).State = EntityState.Detached;
        _taken.Clear();
    }

    /// <summary>Two that begin at the same moment must both go on, so the loser's insert does nothing instead of failing.</summary>
    private Task<int> BeginAsync(Guid customerId, string currency, CancellationToken cancellationToken) => db.Database.IsSqlServer()
        ? db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO [CustomerBalances] ([CustomerId], [Currency], [TenantId], [CreditMinor], [OwedMinor], [Turn]) SELECT {customerId}, {currency}, {db.TenantId}, 0, 0, 0
            WHERE NOT EXISTS (SELECT 1 FROM [CustomerBalances] WITH (UPDLOCK, HOLDLOCK) WHERE [CustomerId] = {customerId} AND [Currency] = {currency})
            """, cancellationToken)
        : db.Database.ExecuteSqlAsync(
            $"""INSERT INTO "CustomerBalances" ("CustomerId", "Currency", "TenantId", "CreditMinor", "OwedMinor", "Turn") VALUES ({customerId}, {currency}, {db.TenantId}, 0, 0, 0) ON CONFLICT DO NOTHING""",
            cancellationToken);
}
