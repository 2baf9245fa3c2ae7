using System.Globalization;
using MikrotikBilling.Core.Billing.Sums;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Drawer;
using MikrotikBilling.Core.Reports.Expenses;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Reports;

/// <summary>What tests of reports do again and again.</summary>
internal static class ReportStory
{
    public static Task<Result<Expense>> SpendAsync(this TestApp app, decimal amount, string category = "Rent", ExpenseWay way = ExpenseWay.BankTransfer, Func<SaveExpense, SaveExpense>? with = null)
    {
        var input = new SaveExpense { Id = Guid.CreateVersion7(), Amount = amount, Category = category, Way = way };
        return app.With<ExpenseService, Result<Expense>>(s => s.AddAsync(with?.Invoke(input) ?? input, CancellationToken.None));
    }

    public static Task<Result<DrawerClose>> CountAsync(this TestApp app, decimal counted, decimal left = 0, string? reason = null, string? stamp = null, decimal? begun = null) =>
        app.With<DrawerService, Result<DrawerClose>>(s => s.CloseAsync(new CloseDrawer { Id = Guid.CreateVersion7(), Counted = counted, Left = left, Reason = reason, Stamp = stamp, Opening = begun }, CancellationToken.None));

    public static Task<DrawerState> DrawerAsync(this TestApp app) => app.With<DrawerService, DrawerState>(s => s.StateAsync(CancellationToken.None));

    public static Task<int> FoldAsync(this TestApp app) => app.With<LedgerSums, int>(s => s.FoldAsync(CancellationToken.None));

    public static Task<PeriodReport> RevenueAsync(this TestApp app, ReportPeriod period, RevenueBy by = RevenueBy.Profile) =>
        app.With<MoneyReports, PeriodReport>(r => r.RevenueAsync(period, by, "KES", CancellationToken.None));

    public static Task<PeriodReport> TakingsAsync(this TestApp app, ReportPeriod period, TakingsBy by = TakingsBy.Method) =>
        app.With<MoneyReports, PeriodReport>(r => r.TakingsAsync(period, by, "KES", CancellationToken.None));

    public static ReportPeriod Period(string from, string to, ReportStep? step = null) => ReportPeriod.Of(null, DateOnly.ParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture), DateOnly.ParseExact(to, "yyyy-MM-dd", CultureInfo.InvariantCulture), step, new DateOnly(2030, 1, 1), DayOfWeek.Monday);
}
