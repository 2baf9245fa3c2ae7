using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
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

    /// <summary>Without credit notes, by number.</summary>
    public static Task<List<Invoice>> InvoicesAsync(this TestApp app, CreatedCustomer customer) =>
        app.Db(db => db.Set<Invoice>().AsNoTracking().Where(i => i.CustomerId == customer.CustomerId && i.Kind == InvoiceKind.Invoice).OrderBy(i => i.Number).ToListAsync());

    public static Task<Dictionary<LedgerAccount, long>> AccountsAsync(this TestApp app) => app.Db(async db =>
        (await db.Set<LedgerEntry>().GroupBy(e => e.Account).Select(g => new { g.Key, Sum = g.Sum(e => e.Amount.Minor) }).ToListAsync()).ToDictionary(g => g.Key, g => g.Sum));

    /// <summary>What must hold in the books at every moment; empty when it does.</summary>
    public static Task<List<string>> WrongAsync(this TestApp app) => app.Db(async db =>
    {
        var wrong = new List<string>();
        foreach (var sum in await db.Set<LedgerEntry>().GroupBy(e => new { e.TransactionId, e.Amount.Currency }).Select(g => new { g.Key, Sum = g.Sum(e => e.Amount.Minor) }).Where(g => g.Sum != 0).ToListAsync())
            wrong.Add($"transaction {sum.Key.TransactionId} leaves {sum.Sum}");
        var entries = await db.Set<LedgerEntry>().Where(e => e.CustomerId != null).GroupBy(e => new { e.CustomerId, e.Account }).Select(g => new { g.Key, Sum = g.Sum(e => e.Amount.Minor) }).ToListAsync();
        var lots = await db.Set<CreditLot>().AsNoTracking().ToListAsync();
        var invoices = await db.Set<Invoice>().AsNoTracking().ToListAsync();
        var allocations = await db.Set<Allocation>().AsNoTracking().ToListAsync();
        foreach (var balance in await db.Set<CustomerBalance>().AsNoTracking().ToListAsync())
        {
            var owed = entries.Where(e => e.Key.CustomerId == balance.CustomerId && e.Key.Account == LedgerAccount.Receivable).Sum(e => e.Sum);
            var credit = -entries.Where(e => e.Key.CustomerId == balance.CustomerId && e.Key.Account == LedgerAccount.Credit).Sum(e => e.Sum);
            if (owed != balance.OwedMinor || credit != balance.CreditMinor) wrong.Add($"balance {balance.CreditMinor}/{balance.OwedMinor}, entries {credit}/{owed}");
            if (lots.Where(l => l.CustomerId == balance.CustomerId).Sum(l => l.RemainingMinor) is var rest && rest != credit) wrong.Add($"lots {rest}, credit {credit}");
            if (invoices.Where(i => i.CustomerId == balance.CustomerId).Sum(i => i.Due.Minor) is var due && due != owed) wrong.Add($"invoices due {due}, owed {owed}");
        }
        foreach (var invoice in invoices.Where(i => i.Paid.Minor != allocations.Where(a => a.InvoiceId == i.Id).Sum(a => a.Amount.Minor))) wrong.Add($"{invoice.Number} paid {invoice.Paid}");
        foreach (var lot in lots.Where(l => l.RemainingMinor < 0 || allocations.Where(a => a.LotId == l.Id).Sum(a => a.Amount.Minor) > l.Amount.Minor)) wrong.Add($"lot {lot.Id} overspent");
        return wrong;
    });
}
