using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Sums;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments;

/// <summary>
/// Money by method, reckoned from payments and refunds and not from the ledger, which then must say the same: payments count on the day they were booked,
/// what was given back or undone on the day of that, so that a reported month stays as it was.
/// </summary>
public sealed class MethodQueries(AppDbContext db, TenantQueries tenants)
{
    private static readonly LedgerAccount[] Tills = [LedgerAccount.Cash, LedgerAccount.GatewayClearing, LedgerAccount.Suspense, LedgerAccount.VoucherLiability];

    /// <summary>In the tenant's currency; both days are in it.</summary>
    /// <param name="beforeFrom">First of the days to compare with.</param>
    /// <param name="beforeTo">The last of them, before <paramref name="from"/>.</param>
    public async Task<MethodReport> ReportAsync(DateOnly from, DateOnly to, DateOnly beforeFrom, DateOnly beforeTo, CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        var (currency, zone) = (tenant.Currency, tenant.Zone);
        var (first, over, begins, ends) = (LocalTime.StartOf(beforeFrom, zone), LocalTime.StartOf(beforeTo.AddDays(1), zone), LocalTime.StartOf(from, zone), LocalTime.StartOf(to.AddDays(1), zone));
        var taken = await SumsAsync(db.Set<Payment>().Where(p => p.BookedAt >= first && p.BookedAt < ends && (p.BookedAt < over || p.BookedAt >= begins) && p.Amount.Currency == currency),
            p => new Movement { Method = p.Method, Minor = p.Amount.Minor, Now = p.BookedAt >= begins ? 1 : 0 }, cancellationToken);
        var refunded = await SumsAsync(db.Set<Refund>().Where(r => r.At >= first && r.At < ends && (r.At < over || r.At >= begins) && r.Amount.Currency == currency),
            r => new Movement { Method = r.Method, Minor = r.Amount.Minor, Now = r.At >= begins ? 1 : 0 }, cancellationToken);
        var reversed = await SumsAsync(db.Set<Payment>().Where(p => p.State == PaymentState.Reversed && p.ReversedAt >= first && p.ReversedAt < ends && (p.ReversedAt < over || p.ReversedAt >= begins) && p.Amount.Currency == currency),
            p => new Movement { Method = p.Method, Minor = p.Amount.Minor, Now = p.ReversedAt >= begins ? 1 : 0 }, cancellationToken);
        // What went into suspense is in both of its accounts and so in none; it counts when it becomes somebody's. Vouchers count when they are redeemed. What was spent or counted is no payment.
        var notTaken = LedgerKinds.NotTaken.ToList();
        var booked = await db.Set<LedgerSum>().Where(s => (s.Facet == SumFacet.Raw || s.Facet == SumFacet.Total) && Tills.Contains(s.Account) && s.BookedOn >= from && s.BookedOn <= to && s.Currency == currency)
            .Where(s => s.Detail != PaymentWords.VoucherSales && s.Detail != PaymentWords.VoucherCash && (s.Kind == null || !notTaken.Contains(s.Kind.Value)))
            .GroupBy(s => s.Detail).Select(g => new { Detail = g.Key, Minor = g.Sum(s => s.Minor) }).ToListAsync(cancellationToken);
        return new MethodReport(from, to, beforeFrom, beforeTo, currency, [.. Enum.GetValues<PaymentMethod>().Select(m => new MethodLine(m, Of(m, 1), Of(m, 0), Minor(booked.Where(b => b.Detail == m.ToString()).Sum(b => b.Minor))))],
            Minor(booked.Sum(b => b.Minor)));

        MethodSums Of(PaymentMethod method, int now) => new(
            taken.Where(s => s.Method == method && s.Now == now).Sum(s => s.Count), Sum(taken, method, now), Sum(refunded, method, now), Sum(reversed, method, now));

        Money Sum(List<Sums> all, PaymentMethod method, int now) => Minor(all.Where(s => s.Method == method && s.Now == now).Sum(s => s.Minor));

        Money Minor(long minor) => new(minor, currency);
    }

    private static async Task<List<Sums>> SumsAsync<T>(IQueryable<T> rows, Expression<Func<T, Movement>> as_, CancellationToken cancellationToken) =>
        await rows.Select(as_).GroupBy(m => new { m.Method, m.Now }).Select(g => new Sums(g.Key.Method, g.Key.Now, g.Count(), g.Sum(m => m.Minor))).ToListAsync(cancellationToken);

    /// <summary>One row that counts; 1 is these days, 0 those before.</summary>
    private sealed class Movement
    {
        public PaymentMethod Method { get; init; }
        public long Minor { get; init; }
        public int Now { get; init; }
    }

    private sealed record Sums(PaymentMethod Method, int Now, int Count, long Minor);
}
