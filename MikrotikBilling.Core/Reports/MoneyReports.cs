using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Sums;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Staff;

namespace MikrotikBilling.Core.Reports;

public enum RevenueBy { Profile, Router, Staff, Kind }

public enum TakingsBy { Method, Staff }

/// <summary>Which report of money, for what compares it with the ledger.</summary>
public enum MoneyReport { Revenue, Takings, Profit }

/// <summary>What a report says beside what the entries of the ledger say.</summary>
public sealed record LedgerCheck(long Reported, long Booked)
{
    public bool Agrees => Reported == Booked;
}

/// <summary>What was sold, what money came in, and what is left of it, from the kept sums of the ledger.</summary>
public sealed class MoneyReports(AppDbContext db, LedgerDayQueries days)
{
    /// <summary>Key of what is not known or not told apart.</summary>
    public const string Unknown = "-";

    private static readonly LedgerAccount[] Revenue = [LedgerAccount.Revenue];

    /// <summary>Money that is really there: in hand, at the bank, at a provider. Credit that was paid for by voucher came in when the voucher was sold.</summary>
    public static IReadOnlyList<LedgerAccount> Money { get; } = [LedgerAccount.Cash, LedgerAccount.GatewayClearing];

    /// <summary>Moves of money that are no takings.</summary>
    public static IReadOnlyList<LedgerKind> NotTaken => LedgerKinds.NotTaken;

    public static IReadOnlyList<LedgerAccount> Results { get; } =
        [LedgerAccount.Revenue, LedgerAccount.Concessions, LedgerAccount.Fees, LedgerAccount.Expenses, LedgerAccount.CashDifference];

    /// <summary>Without tax, on the days it was booked.</summary>
    public async Task<PeriodReport> RevenueAsync(ReportPeriod period, RevenueBy by, string currency, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(period);
        var facet = by switch { RevenueBy.Profile => SumFacet.Profile, RevenueBy.Router => SumFacet.Router, RevenueBy.Staff => SumFacet.Staff, _ => SumFacet.Total };
        var rows = await days.DaysAsync(Revenue, facet, period.Read, currency, cancellationToken);
        var names = await NamesAsync(facet, rows, cancellationToken);
        var values = rows.ConvertAll(r => new DayValue(r.Day, by == RevenueBy.Kind ? r.Kind.ToString()! : Key(r.Key), -r.Minor, r.Count));
        return PeriodReport.Of(period, currency, values, key => by == RevenueBy.Kind ? KindWords(key) : NameOf(facet, names, key));
    }

    /// <summary>What came in less what was given back, on the days it was booked; expenses and counted differences are not in it.</summary>
    public async Task<PeriodReport> TakingsAsync(ReportPeriod period, TakingsBy by, string currency, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(period);
        var facet = by == TakingsBy.Staff ? SumFacet.Staff : SumFacet.Total;
        var rows = (await days.DaysAsync(Money, facet, period.Read, currency, cancellationToken)).FindAll(r => r.Kind is { } kind && !NotTaken.Contains(kind));
        var names = await NamesAsync(facet, rows, cancellationToken);
        var values = rows.ConvertAll(r => new DayValue(r.Day, by == TakingsBy.Method ? r.Detail : Key(r.Key), r.Minor, r.Kind is LedgerKind.Payment or LedgerKind.Suspense or LedgerKind.VoucherSale ? r.Count : 0));
        return PeriodReport.Of(period, currency, values, key => by == TakingsBy.Method ? MethodWords(key) : NameOf(facet, names, key));
    }

    /// <summary>Revenue less what it cost; each row is a line of it, costs below zero.</summary>
    public async Task<PeriodReport> ProfitAsync(ReportPeriod period, string currency, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(period);
        var rows = await days.DaysAsync(Results, SumFacet.Total, period.Read, currency, cancellationToken);
        var values = rows.ConvertAll(r => new DayValue(r.Day, r.Account == LedgerAccount.Expenses ? $"{r.Account}:{r.Detail}" : r.Account.ToString(), -r.Minor, r.Count));
        return PeriodReport.Of(period, currency, values, name => ResultWords(name));
    }

    /// <summary>Sums the entries of the ledger; that is dear, so nobody gets it who does not ask.</summary>
    public async Task<LedgerCheck> CheckAsync(MoneyReport what, ReportPeriod period, string currency, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(period);
        var report = what switch
        {
            MoneyReport.Revenue => await RevenueAsync(period, RevenueBy.Kind, currency, cancellationToken),
            MoneyReport.Takings => await TakingsAsync(period, TakingsBy.Method, currency, cancellationToken),
            _ => await ProfitAsync(period, currency, cancellationToken),
        };
        var accounts = what switch { MoneyReport.Revenue => Revenue, MoneyReport.Takings => Money, _ => Results };
        var booked = await days.EntriesAsync(accounts, what == MoneyReport.Takings ? NotTaken : [], period.Shown, currency, cancellationToken);
        return new LedgerCheck(report.Total.Now, what == MoneyReport.Takings ? booked : -booked);
    }

    private static string Key(Guid? id) => id?.ToString() ?? Unknown;

    private static Phrase NameOf(SumFacet facet, Dictionary<Guid, string> names, string key) => Guid.TryParse(key, out var id) ? names.GetValueOrDefault(id, "Somebody or something else") : facet switch
    {
        SumFacet.Profile => "Without a profile",
        SumFacet.Router => "Without a router",
        _ => "By itself",
    };

    private async Task<Dictionary<Guid, string>> NamesAsync(SumFacet facet, List<LedgerDay> rows, CancellationToken cancellationToken)
    {
        var ids = rows.Select(r => r.Key).OfType<Guid>().Distinct().ToList();
        var names = new Dictionary<Guid, string>();
        foreach (var some in ids.Chunk(250))
        {
            var found = facet switch
            {
                SumFacet.Profile => db.Set<Profile>().Where(p => some.Contains(p.Id)).Select(p => new { p.Id, p.Name }),
                SumFacet.Router => db.Set<Router>().Where(r => some.Contains(r.Id)).Select(r => new { r.Id, r.Name }),
                _ => db.Set<StaffMember>().Where(s => some.Contains(s.Id)).Select(s => new { s.Id, Name = s.FullName }),
            };
            foreach (var one in await found.ToListAsync(cancellationToken)) names[one.Id] = one.Name;
        }
        return names;
    }

    private static Phrase MethodWords(string detail) => Enum.TryParse<PaymentMethod>(detail, out var method) ? PaymentWords.Of(method) : detail switch
    {
        PaymentWords.VoucherSales => "Vouchers sold",
        PaymentWords.VoucherCash => "Vouchers sold for cash",
        _ => Phrase.Verbatim(detail),
    };

    private static Phrase KindWords(string kind) => kind switch
    {
        nameof(LedgerKind.Invoice) => "Invoices",
        nameof(LedgerKind.CreditNote) => "Credit notes",
        nameof(LedgerKind.Void) => "Voided invoices",
        nameof(LedgerKind.VoucherSale) => "Vouchers sold",
        nameof(LedgerKind.VoucherUse) => "Vouchers used by guests",
        nameof(LedgerKind.VoucherExpiry) => "Vouchers expired",
        nameof(LedgerKind.Reversal) => "Payments reversed",
        _ => kind,
    };

    private static Phrase ResultWords(string key) => key switch
    {
        nameof(LedgerAccount.Revenue) => "Revenue",
        nameof(LedgerAccount.Concessions) => "Given away",
        nameof(LedgerAccount.Fees) => "Fees of providers",
        nameof(LedgerAccount.CashDifference) => "Cash missing or too much",
        _ => key.Split(':', 2) is [_, { Length: > 0 } category] ? Phrase.Of($"Expenses: {Expenses.ExpenseWords.Category(category)}") : key,
    };
}
