using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Growth;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Reports.Saved;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Web.Features.Billing.Documents;
using MikrotikBilling.Web.Features.Payments;
using MikrotikBilling.Web.Features.Reports.Saved;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Features.Vouchers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports;

/// <summary>One report on the overview.</summary>
/// <param name="Figure">Its headline; null for one that is only a way there.</param>
/// <param name="Course">What the line draws.</param>
public sealed record ReportCard(Phrase Title, string Url, string? Figure, Phrase Hint, Compared? Change, IReadOnlyList<long> Course);

/// <summary>All reports with this month's figure of each.</summary>
[Authorize(ReportsPermissions.View)]
public sealed class IndexModel(ReportDesk desk, MoneyReports reports, ReceivableQueries receivables, GrowthReports growth, SavedDesk saved, SavedReportQueries stored, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    private const int Newest = 6;

    public IReadOnlyList<ReportCard> Cards { get; private set; } = [];

    public string Month { get; private set; } = "";

    public SavedCardsView Saved { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var (period, currency) = await desk.PeriodAsync(new ReportQuery(), cancellationToken);
        Month = period.Shown.Words;
        var owed = await receivables.TotalAsync(period.Shown.To, currency, cancellationToken);
        List<ReportCard> cards =
        [
            Card("Revenue", ReportsPages.Revenue, await reports.RevenueAsync(period, RevenueBy.Kind, currency, cancellationToken)),
            Card("Money taken", ReportsPages.Takings, await reports.TakingsAsync(period, TakingsBy.Method, currency, cancellationToken)),
            Card("Profit", ReportsPages.Profit, await reports.ProfitAsync(period, currency, cancellationToken)),
            new("Receivables by age", ReportsPages.Receivables, new Money(owed.Sum, currency).ToString(), $"{new Money(owed.Sum - owed.NotDue, currency)} past its day", null, []),
            Customers(await growth.InShortAsync(period, CustomersBy.Movement, cancellationToken)),
            Way("Recurring revenue", ReportsPages.Recurring, "What comes again each month, per customer and in a lifetime."),
            Way("Profiles", ReportsPages.Profiles, "Which are wanted, and what they bring."),
            Way("Routers", ReportsPages.Routers, "How long they were there, and when they were away."),
        ];
        if (await authorization.MayAsync(User, ReportsPermissions.CloseDrawer)) cards.Add(Way("Cash drawer", ReportsPages.DrawerCloses, "What was counted, and what should have been there."));
        if (await authorization.MayAsync(User, ReportsPermissions.ViewExpenses)) cards.Add(Way("Expenses", ReportsPages.Expenses, "What the business spent, by category."));
        if (await authorization.MayAsync(User, PaymentsPermissions.View))
        {
            cards.Add(Way("Money by method", PaymentsPages.Methods, "Taken, given back and reversed, reckoned from the payments."));
            if (await authorization.MayAsync(User, VouchersPermissions.View)) cards.Add(Way("Vouchers", VouchersPages.Report, "Sold, used, expired, and what is owed for them."));
        }
        Cards = cards;
        var mayChangeAll = await saved.MayScheduleAsync(User);
        Saved = new SavedCardsView([.. (await saved.CustomAsync(User, cancellationToken)).Select(r => new CustomLine(r, saved.TitleOf(r), saved.MayChange(r, mayChangeAll)))],
            (await stored.GeneratedAsync(null, null, cancellationToken, Newest)).Items, await clock.NowAsync(cancellationToken), mayChangeAll);
    }

    private static ReportCard Card(Phrase title, string url, PeriodReport report) =>
        new(title, url, Figures.Text(new Money(report.Total.Now, report.Currency!)), ReportScreen.Percent(report.Total) is { } percent ? Phrase.Of($"{percent} on {report.Period.Before.Words}") : "nothing to compare with", report.Total,
            [.. report.Buckets.Where(b => b.Days is not null).Select(b => b.Sum.Now)]);

    private static ReportCard Customers(CustomerGrowth growth) =>
        new("Customers", ReportsPages.Customers, Units.Count(growth.PayingNow), $"paying; {growth.New} new, {growth.CameBack} came back, {growth.Left} left", growth.Report.Total, [.. growth.Steps.Select(s => (long)s.Close.Paying)]);

    private static ReportCard Way(Phrase title, string url, Phrase hint) => new(title, url, null, hint, null, []);
}
