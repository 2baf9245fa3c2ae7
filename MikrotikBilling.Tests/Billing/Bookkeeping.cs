using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data.Invariants;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Billing;

/// <summary>Sentences for tests about money.</summary>
internal static class Bookkeeping
{
    public static Money Kes(long minor) => new(minor, "KES");

    public static Task<Result<TakenPayment>> PayAsync(this TestApp app, CreatedCustomer customer, decimal amount, Func<TakePayment, TakePayment>? with = null) =>
        app.With<PaymentService, Result<TakenPayment>>(s =>
        {
            var input = new TakePayment { CustomerId = customer.CustomerId, Amount = amount, SubscriptionId = customer.SubscriptionId };
            return s.TakeAsync(with?.Invoke(input) ?? input, CancellationToken.None);
        });

    public static Task<CustomerBalance> BalanceAsync(this TestApp app, CreatedCustomer customer) =>
        app.Db(db => db.Set<CustomerBalance>().AsNoTracking().SingleAsync(b => b.CustomerId == customer.CustomerId));

    public static Task<List<Invoice>> InvoicesAsync(this TestApp app, CreatedCustomer customer) =>
        app.Db(db => db.Set<Invoice>().AsNoTracking().Where(i => i.CustomerId == customer.CustomerId).OrderBy(i => i.Id).ToListAsync());

    public static Task<Dictionary<LedgerAccount, long>> AccountsAsync(this TestApp app) => app.Db(async db =>
        (await db.Set<LedgerEntry>().GroupBy(e => e.Account).Select(g => new { g.Key, Sum = g.Sum(e => e.Amount.Minor) }).ToListAsync()).ToDictionary(g => g.Key, g => g.Sum));

    /// <summary>What must hold in the books at every moment; empty when it does.</summary>
    public static Task<List<string>> WrongAsync(this TestApp app) => app.With<Verifier, List<string>>(async verifier =>
        [.. (await verifier.RunAsync(CancellationToken.None)).Broken.Where(b => b.Invariant.Area != InvariantArea.Network).SelectMany(b => b.Findings.Rows.Select(row => $"{b.Invariant.Name}: {row.Text}"))]);
}
