using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Data;
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

    /// <summary>Without credit notes, by number.</summary>
    public static Task<List<Invoice>> InvoicesAsync(this TestApp app, CreatedCustomer customer) =>
        app.Db(db => db.Set<Invoice>().AsNoTracking().Where(i => i.CustomerId == customer.CustomerId && i.Kind == InvoiceKind.Invoice).OrderBy(i => i.Number).ToListAsync());

    public static Task<Dictionary<LedgerAccount, long>> AccountsAsync(this TestApp app) => app.Db(async db =>
        (await db.Set<LedgerEntry>().GroupBy(e => e.Account).Select(g => new { g.Key, Sum = g.Sum(e => e.Amount.Minor) }).ToListAsync()).ToDictionary(g => g.Key, g => g.Sum));

    /// <summary>What the product's own verification names; empty when nothing is wrong.</summary>
    public static Task<List<string>> VerifiedAsync(this TestApp app) => app.With<Verifier, List<string>>(async verifier =>
        [.. (await verifier.RunAsync(CancellationToken.None)).Broken.Where(b => b.Invariant.Area != InvariantArea.Network).SelectMany(b => b.Findings.Rows.Select(row => $"{b.Invariant.Name}: {row.Text}"))]);

    /// <summary>What must hold in the books at every moment, reckoned by the tests themselves; empty when it does.</summary>
    public static Task<List<string>> WrongAsync(this TestApp app) => app.Db(async db =>
    {
        var wrong = new List<string>();
        foreach (var sum in await db.Set<LedgerEntry>().GroupBy(e => new { e.TransactionId, e.Amount.Currency }).Select(g => new { g.Key, Sum = g.Sum(e => e.Amount.Minor) }).Where(g => g.Sum != 0).ToListAsync())
            wrong.Add($"transaction {sum.Key.TransactionId} leaves {sum.Sum}");
        var entries = (await db.Set<LedgerEntry>().Where(e => e.CustomerId != null).GroupBy(e => new { e.CustomerId, e.Account }).Select(g => new { g.Key, Sum = g.Sum(e => e.Amount.Minor) }).ToListAsync())
            .ToDictionary(e => (e.Key.CustomerId!.Value, e.Key.Account), e => e.Sum);
        var lots = await db.Set<CreditLot>().AsNoTracking().ToListAsync();
        var invoices = await db.Set<Invoice>().AsNoTracking().ToListAsync();
        var allocations = await db.Set<Allocation>().AsNoTracking().ToListAsync();
        var (lotsOf, invoicesOf) = (lots.ToLookup(l => l.CustomerId), invoices.ToLookup(i => i.CustomerId));
        var (settling, spending) = (allocations.ToLookup(a => a.InvoiceId, a => a.Amount.Minor), allocations.ToLookup(a => a.LotId, a => a.Amount.Minor));
        foreach (var balance in await db.Set<CustomerBalance>().AsNoTracking().ToListAsync())
        {
            var owed = entries.GetValueOrDefault((balance.CustomerId, LedgerAccount.Receivable));
            var credit = -entries.GetValueOrDefault((balance.CustomerId, LedgerAccount.Credit));
            if (owed != balance.OwedMinor || credit != balance.CreditMinor) wrong.Add($"balance {balance.CreditMinor}/{balance.OwedMinor}, entries {credit}/{owed}");
            if (lotsOf[balance.CustomerId].Sum(l => l.RemainingMinor) is var rest && rest != credit) wrong.Add($"lots {rest}, credit {credit}");
            if (invoicesOf[balance.CustomerId].Sum(i => i.Due.Minor) is var due && due != owed) wrong.Add($"invoices due {due}, owed {owed}");
        }
        foreach (var invoice in invoices.Where(i => i.Paid.Minor != settling[i.Id].Sum())) wrong.Add($"{invoice.Number} paid {invoice.Paid}");
        foreach (var lot in lots.Where(l => l.RemainingMinor < 0 || spending[l.Id].Sum() > l.Amount.Minor)) wrong.Add($"lot {lot.Id} overspent");
        wrong.AddRange(PartsWrong(invoices, await db.Set<InvoiceLine>().AsNoTracking().ToListAsync(), await db.Set<InvoiceTax>().AsNoTracking().ToListAsync()));
        wrong.AddRange(await PaymentsWrongAsync(db, lots, allocations));
        wrong.AddRange(await PeriodsWrongAsync(db));
        wrong.AddRange(NumbersWrong([.. invoices.Where(i => i.Number is not null).Select(i => i.Number!), .. await db.Set<Payment>().Select(p => p.Number).ToListAsync()]));
        return wrong;
    });

    /// <summary>Lines and taxes sum to their document, and credit notes to no more than what they correct.</summary>
    private static IEnumerable<string> PartsWrong(List<Invoice> invoices, List<InvoiceLine> lines, List<InvoiceTax> taxes)
    {
        var (linesOf, taxesOf, notesOf) = (lines.ToLookup(l => l.InvoiceId), taxes.ToLookup(t => t.InvoiceId), invoices.ToLookup(i => i.CorrectsId));
        foreach (var invoice in invoices)
        {
            var own = linesOf[invoice.Id].ToList();
            if ((own.Sum(l => l.Net.Minor), own.Sum(l => l.Tax.Minor), own.Sum(l => l.Total.Minor)) != (invoice.Net.Minor, invoice.Tax.Minor, invoice.Total.Minor)) yield return $"lines of {invoice.Number}";
            if (invoice.Net + invoice.Tax != invoice.Total) yield return $"{invoice.Number}: {invoice.Net} + {invoice.Tax} is not {invoice.Total}";
            if (taxesOf[invoice.Id].Sum(t => t.Tax.Minor) != invoice.Tax.Minor) yield return $"taxes of {invoice.Number}";
            if (notesOf[invoice.Id].Sum(n => n.Total.Minor) > invoice.Total.Minor) yield return $"{invoice.Number} is credited twice";
            if (invoice.Paid.Minor < 0 || invoice.Credited.Minor < 0 || invoice.Due.Minor < 0) yield return $"{invoice.Number}: {invoice.Paid} paid, {invoice.Credited} credited, {invoice.Due} due";
        }
    }

    /// <summary>What is left of each payment is what nothing was done with.</summary>
    private static async Task<List<string>> PaymentsWrongAsync(AppDbContext db, List<CreditLot> lots, List<Allocation> allocations)
    {
        var wrong = new List<string>();
        var given = (await db.Set<Refund>().AsNoTracking().Where(r => r.PaymentId != null).ToListAsync()).ToLookup(r => r.PaymentId!.Value, r => r.Amount.Minor);
        foreach (var payment in await db.Set<Payment>().AsNoTracking().ToListAsync())
        {
            var left = lots.Single(l => l.Id == payment.Id).RemainingMinor;
            var used = allocations.Where(a => a.LotId == payment.Id).Sum(a => a.Amount.Minor);
            // Of one that was reversed only what had been given back is spoken for: the customer owes it.
            var kept = payment.State == PaymentState.Reversed ? given[payment.Id].Sum() : payment.Amount.Minor;
            if (left != kept - used - given[payment.Id].Sum()) wrong.Add($"{payment.Number} of {payment.Amount}: {left} left, {used} used, {given[payment.Id].Sum()} given back");
            if (payment.Refunded.Minor != given[payment.Id].Sum()) wrong.Add($"{payment.Number} refunded {payment.Refunded}");
        }
        return wrong;
    }

    /// <summary>No moment of a service is billed twice.</summary>
    private static async Task<List<string>> PeriodsWrongAsync(AppDbContext db)
    {
        var wrong = new List<string>();
        foreach (var service in (await db.Set<BillingPeriod>().AsNoTracking().Where(p => p.DroppedAt == null).ToListAsync()).GroupBy(p => p.SubscriptionId))
        {
            var periods = service.OrderBy(p => p.StartsAt).ToList();
            wrong.AddRange(periods.Where(p => p.EndsAt <= p.StartsAt).Select(p => $"period {p.StartsAt:u} to {p.EndsAt:u}"));
            wrong.AddRange(periods.Zip(periods.Skip(1)).Where(p => p.Second.StartsAt < p.First.EndsAt).Select(p => $"periods {p.First.StartsAt:u} to {p.First.EndsAt:u} and {p.Second.StartsAt:u} to {p.Second.EndsAt:u} of {service.Key}"));
        }
        return wrong;
    }

    /// <summary>Each series goes from one without a gap.</summary>
    private static IEnumerable<string> NumbersWrong(List<string> numbers) => numbers.Select(n => n.LastIndexOf('-') is var dash ? (Series: n[..dash], Value: long.Parse(n[(dash + 1)..], CultureInfo.InvariantCulture)) : default)
        .GroupBy(n => n.Series).Where(g => g.Distinct().Count() != g.Count() || g.Max(n => n.Value) != g.Count()).Select(g => $"numbers of {g.Key}: {g.Count()} up to {g.Max(n => n.Value)}");
}
