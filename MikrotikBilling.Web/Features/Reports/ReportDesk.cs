using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Reports.Saved;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Billing.Documents;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Reports;

/// <summary>Makes the reports of money for their pages: days, division, currency, and what of the rows behind the person may see.</summary>
public sealed class ReportDesk(MoneyReports reports, LedgerDayQueries days, PayerQueries payers, TenantQueries tenants, TenantClock clock, IPdfPrinter printer, SavableReports savable, IAuthorizationService authorization)
{
    private sealed record Asked(ReportPeriod Period, string Currency, string? Chosen, IReadOnlyList<string> Currencies, ReportLinks Links);

    public async Task<(ReportPeriod Period, string Currency)> PeriodAsync(ReportQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var tenant = await tenants.CurrentAsync(cancellationToken);
        var time = await clock.NowAsync(cancellationToken);
        return (query.ToPeriod(DateOnly.FromDateTime(time.Local(time.Now)), tenant.FirstDayOfWeek), query.Code ?? tenant.Currency);
    }

    public async Task<ReportScreen> RevenueAsync(ReportQuery query, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var asked = await AskedAsync(query, user, cancellationToken);
        var by = query.ByOf<RevenueBy>();
        var report = asked.Period.Wrong is null ? await reports.RevenueAsync(asked.Period, by, asked.Currency, cancellationToken) : null;
        return Screen(asked, new ReportScreen(ReportsPages.Revenue, "Revenue", "What was sold, without tax, on the day it was booked. Credit notes and voided invoices are taken off on theirs.", "Revenue", asked.Period, report)
        {
            Ways = Options<RevenueBy>(),
            By = by.ToString(),
            GroupHead = Head(by.ToString()),
            CountHead = "Entries",
            DaysUrl = asked.Links.Revenue,
            GroupUrl = (row, span) => asked.Links.Revenue(by, row.Key, span),
        });
    }

    public async Task<ReportScreen> TakingsAsync(ReportQuery query, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var asked = await AskedAsync(query, user, cancellationToken);
        var by = query.ByOf<TakingsBy>();
        var report = asked.Period.Wrong is null ? await reports.TakingsAsync(asked.Period, by, asked.Currency, cancellationToken) : null;
        return Screen(asked, new ReportScreen(ReportsPages.Takings, "Money taken", "What came in, in hand, at the bank and at providers, less what was given back or reversed. Expenses are not in it.", "Money taken", asked.Period, report)
        {
            Ways = Options<TakingsBy>(),
            By = by.ToString(),
            GroupHead = Head(by.ToString()),
            CountHead = "Payments",
            DaysUrl = asked.Links.Takings,
            GroupUrl = (row, span) => asked.Links.Takings(by, row.Key, span),
            Part = report is { Groups.Count: > 0 } ? new ReportPart("top-payers", "Payers", "who paid most") : null,
        });
    }

    /// <summary>Who paid most; null while the days make no span.</summary>
    public async Task<ReportTable?> PayersAsync(ReportQuery query, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var (period, currency) = await PeriodAsync(query, cancellationToken);
        if (period.Wrong is not null) return null;
        var (may, lines) = (await authorization.MayAsync(user, CustomersPermissions.View), await payers.TopAsync(period.Shown, currency, cancellationToken));
        return new ReportTable("Customers who paid most", $"at most {PayerQueries.Most}, in {currency}; vouchers that were sold are nobody's", ["Customer", "Number", "Payments", "Money taken"],
            [.. lines.Select(l => (IReadOnlyList<ReportCell>)
            [
                new ReportCell(l.Name, may ? $"/customers/{l.CustomerId}" : null), new ReportCell(l.Number), new ReportCell(Units.Count(l.Payments), null, l.Payments.ToString(CultureInfo.InvariantCulture)),
                new ReportCell(Figures.Plain(new Money(l.Minor, currency)), null, new Money(l.Minor, currency).ToInput()),
            ])]);
    }

    public async Task<ReportScreen> ProfitAsync(ReportQuery query, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var asked = await AskedAsync(string.IsNullOrEmpty(query.Period + query.From + query.To) ? query with { Period = nameof(PeriodName.Year) } : query, user, cancellationToken);
        var report = asked.Period.Wrong is null ? await reports.ProfitAsync(asked.Period, asked.Currency, cancellationToken) : null;
        return Screen(asked, new ReportScreen(ReportsPages.Profit, "Profit", "Revenue without tax, less what was given away, what providers keep, what was missing in the drawer, and expenses.", "Profit", asked.Period, report)
        {
            GroupHead = "Line",
            DaysUrl = span => span.Length == 1 ? null : $"{ReportsPages.Profit}?{span.Query}{(asked.Chosen is null ? "" : $"&currency={asked.Chosen}")}",
            GroupUrl = asked.Links.Profit,
        });
    }

    private async Task<Asked> AskedAsync(ReportQuery query, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var (period, currency) = await PeriodAsync(query, cancellationToken);
        var links = new ReportLinks(currency, await authorization.MayAsync(user, BillingPermissions.Ledger), await authorization.MayAsync(user, PaymentsPermissions.View), await authorization.MayAsync(user, ReportsPermissions.ViewExpenses));
        var own = (await tenants.CurrentAsync(cancellationToken)).Currency;
        return new Asked(period, currency, query.Code is { } code && code != own ? code : null, await days.CurrenciesAsync(cancellationToken), links);
    }

    private ReportScreen Screen(Asked asked, ReportScreen screen) => screen with { Currency = asked.Chosen, Currencies = asked.Currencies, HasLedger = true, CanBeSaved = savable.Find(screen.Path) is not null, WhyNoPdf = printer.WhyNot };

    private static IReadOnlyList<SelectOption> Options<T>() where T : struct, Enum => [.. Enum.GetNames<T>().Select(n => new SelectOption(n, $"By {Head(n).Lowered}"))];

    private static Phrase Head(string by) => by switch { nameof(RevenueBy.Kind) => "Kind", nameof(RevenueBy.Staff) => "Who booked it", _ => by };
}

/// <summary>Where the rows behind a figure are, for who may see them.</summary>
internal sealed record ReportLinks(string Currency, bool Ledger, bool Payments, bool Expenses)
{
    private string Of(string account, DaySpan days, string more = "") => $"/ledger?account={account}&currency={Currency}&{days.Query}{more}";

    public string? Revenue(DaySpan days) => Ledger ? Of("Revenue", days) : null;

    public string? Revenue(RevenueBy by, string key, DaySpan days) => !Ledger ? null : Of("Revenue", days, by switch
    {
        RevenueBy.Profile => $"&profileId={key}",
        RevenueBy.Router => $"&routerId={key}",
        RevenueBy.Staff => $"&actorId={key}",
        _ => $"&kind={key}",
    });

    /// <summary>Without the ledger, the list of payments shows what came in; what was given back stands with each.</summary>
    public string? Takings(DaySpan days) => Ledger ? Of(Tills, days, Kinds) : Payments ? $"/payments?{days.Query}&by=booked" : null;

    public string? Takings(TakingsBy by, string key, DaySpan days)
    {
        if (!Ledger) return by == TakingsBy.Method && Payments && Enum.TryParse<PaymentMethod>(key, out var shown) ? $"/payments?method={shown}&{days.Query}&by=booked" : null;
        if (by == TakingsBy.Staff) return Of(Tills, days, $"{Kinds}&actorId={key}");
        var account = Enum.TryParse<PaymentMethod>(key, out var method) && PaymentWords.IsByProvider(method) ? "GatewayClearing" : "Cash";
        return Of(account, days, $"{Kinds}&detail={Uri.EscapeDataString(key)}");
    }

    private static readonly string Tills = string.Join(',', MoneyReports.Money);
    private static readonly string Kinds = $"&kind={string.Join(',', Enum.GetValues<Core.Billing.Ledger.LedgerKind>().Except(MoneyReports.NotTaken))}";

    public string? Profit(ReportFigure row, DaySpan days)
    {
        if (row.Key.Split(':', 2) is ["Expenses", var category]) return Expenses ? $"/expenses?category={Uri.EscapeDataString(category)}&{days.Query}" : null;
        return Ledger ? Of(row.Key, days) : null;
    }
}
