using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Sums;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Reports.Periods;

namespace MikrotikBilling.Core.Reports;

/// <summary>What an account held to itself of one day, as it is kept. Debits positive, credits negative.</summary>
public sealed record LedgerDay(DateOnly Day, LedgerAccount Account, LedgerKind? Kind, string Detail, Guid? Key, long Minor, int Count);

/// <summary>The kept sums of the ledger that reports are made of: a few rows a day, however much was booked.</summary>
public sealed class LedgerDayQueries(AppDbContext db)
{
    /// <param name="facet">What <see cref="LedgerDay.Key"/> is: of a profile, a router, who booked it; nothing for the total.</param>
    public async Task<List<LedgerDay>> DaysAsync(IReadOnlyCollection<LedgerAccount> accounts, SumFacet facet, DaySpan days, string currency, CancellationToken cancellationToken)
    {
        var wanted = accounts.ToList();
        var (from, to) = (days.From, days.To);
        // Each by itself is a range of the index.
        var (raw, folded) = (Of(SumFacet.Raw), Of(facet));
        var rows = facet switch
        {
            SumFacet.Profile => raw.Concat(folded).Select(s => new { s.BookedOn, s.Account, s.Kind, s.Detail, Key = s.ProfileId, s.Minor, s.Count }),
            SumFacet.Router => raw.Concat(folded).Select(s => new { s.BookedOn, s.Account, s.Kind, s.Detail, Key = s.RouterId, s.Minor, s.Count }),
            SumFacet.Staff => raw.Concat(folded).Select(s => new { s.BookedOn, s.Account, s.Kind, s.Detail, Key = s.ActorId, s.Minor, s.Count }),
            _ => raw.Concat(folded).Select(s => new { s.BookedOn, s.Account, s.Kind, s.Detail, Key = (Guid?)null, s.Minor, s.Count }),
        };
        return (await rows.ToListAsync(cancellationToken)).ConvertAll(r => new LedgerDay(r.BookedOn, r.Account, r.Kind, r.Detail, r.Key, r.Minor, r.Count));

        IQueryable<LedgerSum> Of(SumFacet some) => db.Set<LedgerSum>().AsNoTracking()
            .Where(s => s.Facet == some && wanted.Contains(s.Account) && s.BookedOn >= from && s.BookedOn <= to && s.Currency == currency);
    }

    /// <summary>What an account holds at the end of that day, or now.</summary>
    /// <param name="details">Parts of it; null is all.</param>
    public async Task<long> HeldAsync(LedgerAccount account, IReadOnlyCollection<string>? details, DateOnly? until, string currency, CancellationToken cancellationToken)
    {
        var rows = db.Set<LedgerSum>().Where(s => (s.Facet == SumFacet.Raw || s.Facet == SumFacet.Total) && s.Account == account && s.Currency == currency);
        if (details?.ToList() is { } parts) rows = rows.Where(s => parts.Contains(s.Detail));
        if (until is { } last) rows = rows.Where(s => s.BookedOn <= last);
        return await rows.SumAsync(s => s.Minor, cancellationToken);
    }

    /// <summary>The same from the entries themselves, however long that takes: what the kept sums must be equal to.</summary>
    public async Task<long> EntriesAsync(IReadOnlyCollection<LedgerAccount> accounts, IReadOnlyCollection<LedgerKind> without, DaySpan? days, string currency, CancellationToken cancellationToken)
    {
        var wanted = accounts.ToList();
        var rows = db.Set<LedgerEntry>().Where(e => wanted.Contains(e.Account) && e.Amount.Currency == currency);
        if (days is { From: var from, To: var to }) rows = rows.Where(e => e.BookedOn >= from && e.BookedOn <= to);
        if (without.Count == 0) return await rows.SumAsync(e => e.Amount.Minor, cancellationToken);
        var kinds = without.ToList();
        return await rows.Join(db.Set<LedgerTransaction>().Where(t => !kinds.Contains(t.Kind)), e => e.TransactionId, t => t.Id, (e, _) => e.Amount.Minor).SumAsync(cancellationToken);
    }

    /// <summary>Currencies that anything was booked in.</summary>
    public Task<List<string>> CurrenciesAsync(CancellationToken cancellationToken) =>
        db.Set<LedgerSum>().Where(s => s.Account == LedgerAccount.Revenue || s.Account == LedgerAccount.Cash).Select(s => s.Currency).Distinct().OrderBy(c => c).ToListAsync(cancellationToken);
}
