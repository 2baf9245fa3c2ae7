using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Billing.Documents;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports;

/// <summary>What came in today and this month, from the kept sums.</summary>
internal sealed class ReportsDashboard(MoneyReports reports, TenantQueries tenants, TenantClock clock) : IDashboardSource
{
    private const string Today = "taken-today";
    private const string Month = "taken-month";
    private static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(10);

    public IReadOnlyList<DashboardPart> Parts { get; } =
    [
        new(Today, DashboardPlace.Tile, 95, "Taken today", "What came in today, less what was given back.", ReportsPermissions.View),
        new(Month, DashboardPlace.Tile, 96, "Taken this month", "The same since the first.", ReportsPermissions.View) { IsUsual = false },
    ];

    public async Task<IReadOnlyList<DashboardContent>> ReadAsync(DashboardRequest request, CancellationToken cancellationToken)
    {
        if (!request.Wants(Today, Month)) return [];
        var (tenant, time) = (await tenants.CurrentAsync(cancellationToken), await clock.NowAsync(cancellationToken));
        var today = DateOnly.FromDateTime(time.Local(time.Now));
        var month = ReportPeriod.Of(PeriodName.Month, null, null, ReportStep.Day, today, tenant.FirstDayOfWeek);
        var taken = await request.KeptAsync($"taken {today:yyyy-MM-dd}", KeepFor, () => reports.TakingsAsync(month, TakingsBy.Method, tenant.Currency, cancellationToken));
        var day = taken.Buckets.FirstOrDefault(b => b.Days?.From == today)?.Sum.Now ?? 0;
        return
        [
            DashboardContent.Tile(Today, "Taken today", Figures.Text(new Money(day, tenant.Currency)), $"{Figures.Text(new Money(taken.Total.Now, tenant.Currency))} this month", "cash", $"{ReportsPages.Takings}?period=today"),
            DashboardContent.Tile(Month, "Taken this month", Figures.Text(new Money(taken.Total.Now, tenant.Currency)), taken.Total.Percent is { } percent ? Phrase.Of($"{percent:+0.#;−0.#} % on the month before") : "nothing before", "cash", ReportsPages.Takings),
        ];
    }
}
