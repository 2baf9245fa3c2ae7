using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Taxes;

/// <summary>One rate over a span of days. What was credited and voided in it is taken off.</summary>
public sealed record TaxReportLine(Guid RateId, string Name, decimal Percent, int Documents, Money Base, Money Tax);

/// <param name="Untaxed">Net of documents without any tax: exempt customers, places without a rate.</param>
/// <param name="Booked">Tax of the same days in the ledger; it agrees with the sum of the lines.</param>
public sealed record TaxReport(DateOnly From, DateOnly To, IReadOnlyList<TaxReportLine> Lines, Money Untaxed, Money Tax, Money Booked)
{
    public bool Agrees => Tax == Booked;
}

/// <summary>Tax that is due without a document. Implemented by features above, which book it.</summary>
public interface ITaxedElsewhere
{
    /// <summary>By rate, on the days it was booked; <see cref="Guid.Empty"/> is the rate of what bore none.</summary>
    Task<IReadOnlyList<TaxReportLine>> LinesAsync(DateOnly from, DateOnly to, string currency, CancellationToken cancellationToken);
}

/// <summary>
/// The tax of a span of days, by what was issued in it: invoices count on the day of issue, credit notes on theirs, and a voided invoice is taken back on the
/// day it was voided, so that a month that was reported stays as it was.
/// </summary>
public sealed class TaxReportQueries(AppDbContext db, TenantQueries tenants, IEnumerable<ITaxedElsewhere> others)
{
    /// <summary>In the tenant's currency; both days are in it.</summary>
    public async Task<TaxReport> ReportAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        var (currency, zone) = (tenant.Currency, tenant.Zone);
        var issued = db.Set<Invoice>().AsNoTracking().Where(i => i.IssuedOn >= from && i.IssuedOn <= to && i.Total.Currency == currency);
        var (begins, ends) = (LocalTime.StartOf(from, zone), LocalTime.StartOf(to.AddDays(1), zone));
        var voided = db.Set<Invoice>().AsNoTracking().Where(i => i.State == InvoiceState.Void && i.VoidedAt >= begins && i.VoidedAt < ends && i.Total.Currency == currency);

        List<Part> parts = [.. await PartsAsync(issued, false, cancellationToken), .. await PartsAsync(voided, true, cancellationToken)];
        var beside = new List<TaxReportLine>();
        foreach (var other in others) beside.AddRange(await other.LinesAsync(from, to, currency, cancellationToken));
        parts.AddRange(beside.Where(l => l.RateId != Guid.Empty).Select(l => new Part(l.RateId, l.Name, (int)(l.Percent * 1000), 1, l.Documents, l.Base.Minor, l.Tax.Minor)));
        var lines = parts.GroupBy(p => (p.RateId, p.Name, p.PercentMilli)).Select(g => new TaxReportLine(
                g.Key.RateId, g.Key.Name, g.Key.PercentMilli / 1000m, g.Where(p => p.Sign > 0).Sum(p => p.Documents), Of(g.Sum(p => p.Sign * p.Base)), Of(g.Sum(p => p.Sign * p.Tax))))
            .OrderBy(l => l.Name, StringComparer.Ordinal).ThenBy(l => l.Percent).ToList();
        var untaxed = await UntaxedAsync(issued, cancellationToken) - await UntaxedAsync(voided, cancellationToken) + beside.Where(l => l.RateId == Guid.Empty).Sum(l => l.Base.Minor);
        var booked = -await db.Set<LedgerEntry>().Where(e => e.Account == LedgerAccount.Tax && e.BookedOn >= from && e.BookedOn <= to && e.Amount.Currency == currency)
            .SumAsync(e => e.Amount.Minor, cancellationToken);
        return new TaxReport(from, to, lines, Of(untaxed), Of(lines.Sum(l => l.Tax.Minor)), Of(booked));

        Money Of(long minor) => new(minor, currency);
    }

    private async Task<List<Part>> PartsAsync(IQueryable<Invoice> documents, bool takenBack, CancellationToken cancellationToken) =>
        (await documents.Join(db.Set<InvoiceTax>(), i => i.Id, t => t.InvoiceId, (i, t) => new { i.Kind, t.RateId, t.Name, t.PercentMilli, Base = t.Base.Minor, Tax = t.Tax.Minor })
            .GroupBy(t => new { t.Kind, t.RateId, t.Name, t.PercentMilli })
            .Select(g => new { g.Key, Documents = g.Count(), Base = g.Sum(t => t.Base), Tax = g.Sum(t => t.Tax) }).ToListAsync(cancellationToken))
        .ConvertAll(g => new Part(g.Key.RateId, g.Key.Name, g.Key.PercentMilli, g.Key.Kind == InvoiceKind.CreditNote != takenBack ? -1 : 1, g.Documents, g.Base, g.Tax));

    private async Task<long> UntaxedAsync(IQueryable<Invoice> documents, CancellationToken cancellationToken) =>
        (await documents.Where(i => !db.Set<InvoiceTax>().Any(t => t.InvoiceId == i.Id)).GroupBy(i => i.Kind).Select(g => new { g.Key, Net = g.Sum(i => i.Net.Minor) }).ToListAsync(cancellationToken))
        .Sum(g => g.Key == InvoiceKind.CreditNote ? -g.Net : g.Net);

    private sealed record Part(Guid RateId, string Name, int PercentMilli, int Sign, int Documents, long Base, long Tax);
}
