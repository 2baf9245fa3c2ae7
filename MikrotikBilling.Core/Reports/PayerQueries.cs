using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Reports.Periods;

namespace MikrotikBilling.Core.Reports;

/// <summary>What one customer paid, less what was given back.</summary>
/// <param name="Payments">Transactions that moved money, refunds too.</param>
public sealed record PayerLine(Guid CustomerId, string Number, string Name, long Minor, int Payments);

/// <summary>Who paid most.</summary>
public sealed class PayerQueries(AppDbContext db)
{
    public const int Most = 20;

    /// <summary>Reads the entries of the days: sums are not kept by customer, so nobody gets it who does not ask.</summary>
    public async Task<IReadOnlyList<PayerLine>> TopAsync(DaySpan days, string currency, CancellationToken cancellationToken)
    {
        var (from, to, accounts, kinds) = (days.From, days.To, MoneyReports.Money.ToList(), MoneyReports.NotTaken.ToList());
        var sums = await db.Set<LedgerEntry>().Where(e => accounts.Contains(e.Account) && e.Amount.Currency == currency && e.BookedOn >= from && e.BookedOn <= to)
            .Join(db.Set<LedgerTransaction>().Where(t => t.CustomerId != null && !kinds.Contains(t.Kind)), e => e.TransactionId, t => t.Id, (e, t) => new { t.CustomerId, e.Amount.Minor })
            .GroupBy(e => e.CustomerId!.Value).Select(g => new { Id = g.Key, Minor = g.Sum(e => e.Minor), Count = g.Count() })
            .OrderByDescending(g => g.Minor).ThenBy(g => g.Id).Take(Most).ToListAsync(cancellationToken);
        var ids = sums.ConvertAll(s => s.Id);
        var names = await db.Set<Customer>().Where(c => ids.Contains(c.Id)).Select(c => new { c.Id, c.Number, c.Name }).ToDictionaryAsync(c => c.Id, cancellationToken);
        return [.. sums.Where(s => s.Minor > 0 && names.ContainsKey(s.Id)).Select(s => new PayerLine(s.Id, Customer.NumberOf(names[s.Id].Number), names[s.Id].Name, s.Minor, s.Count))];
    }
}
