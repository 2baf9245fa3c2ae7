using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Reports.Drawer;
using MikrotikBilling.Core.Reports.Expenses;
using MikrotikBilling.Core.Reports.Saved;

namespace MikrotikBilling.Web.Demo;

/// <summary>What the company spends each month that its payments are kept, fuel from the drawer, one bill that was typed twice, the drawer counted in the evenings of the last days, and two weeks of daily reports.</summary>
internal sealed class DemoReports(DemoStory story, ReportMaker reports, DateTimeOffset now, TimeZoneInfo zone)
{
    private const int Months = 4;
    private const int Evenings = 9;
    private const int MissingOn = 4;
    private const int Nights = 14;
    private const int DownOn = 6;

    private static readonly (string Category, string Supplier, decimal Amount, ExpenseWay Way, int Day)[] Monthly =
    [
        ("Upstream internet", "Savanna Fibre", 48_000, ExpenseWay.BankTransfer, 2), ("Salaries", "Staff", 61_500, ExpenseWay.BankTransfer, 3), ("Rent", "Lanet Plaza", 14_000, ExpenseWay.Cheque, 4),
        ("Electricity and fuel", "County Power", 6_340.50m, ExpenseWay.MobileMoney, 6),
    ];

    public void Tell()
    {
        for (var month = Months - 1; month >= 0; month--)
            foreach (var bill in Monthly) TellBill(bill, month);
        for (var week = 8; week > 0; week--) TellExpense(now.AddDays(-7 * week).AddHours(-3), "Transport", "Boda riders", 350 + (40 * (week % 3)), ExpenseWay.Drawer, null);
        TellMistake(now.AddDays(-17));
        for (var evening = Evenings; evening > 0; evening--) TellClose(LocalTime.StartOf(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now.AddDays(-evening), zone).DateTime), zone).AddHours(18), evening);
        for (var night = Nights; night > 0; night--) TellReport(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now.AddDays(-night), zone).DateTime), night);
        story.Tell(now.AddDays(-9), async (s, token) => DemoSeed.Value(await s.GetRequiredService<SavedReportService>().SaveAsync(
            new SaveReport { Name = "Who took how much this month", Of = "/reports/takings?period=month&by=Staff", IsShared = true }, token)));
    }

    /// <summary>One night the power was out, and the report was made in the morning.</summary>
    private void TellReport(DateOnly day, int night)
    {
        var at = ReportCalendar.DueAt(day, ReportSchedule.UsualTime, zone);
        if (night == DownOn) at = at.AddHours(7);
        story.TellJob(at, token => reports.MakeDueAsync(at, token));
    }

    private void TellBill((string Category, string Supplier, decimal Amount, ExpenseWay Way, int Day) bill, int monthsAgo)
    {
        var month = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime).AddMonths(-monthsAgo);
        var at = LocalTime.StartOf(new DateOnly(month.Year, month.Month, bill.Day), zone).AddHours(10);
        if (at < now - DemoPayments.Kept || at >= now) return;
        TellExpense(at, bill.Category, bill.Supplier, bill.Amount + (bill.Category == "Rent" ? 0 : 120 * (monthsAgo % 5)), bill.Way, $"{month:yyyy-MM}-{bill.Day:00}");
    }

    private void TellExpense(DateTimeOffset at, string category, string supplier, decimal amount, ExpenseWay way, string? reference) =>
        story.Tell(at, async (s, token) => DemoSeed.Value(await s.GetRequiredService<ExpenseService>().AddAsync(
            new SaveExpense { Id = Guid.CreateVersion7(), Category = category, Supplier = supplier, Amount = amount, Way = way, Reference = reference }, token)));

    private void TellMistake(DateTimeOffset at)
    {
        var wrong = Guid.CreateVersion7();
        story.Tell(at, async (s, token) => DemoSeed.Value(await s.GetRequiredService<ExpenseService>().AddAsync(
            new SaveExpense { Id = wrong, Category = "Equipment", Supplier = "Nakuru Wireless Shop", Amount = 89_500, Way = ExpenseWay.BankTransfer, Reference = "NWS-2207", Note = "Five hAP lite" }, token)));
        story.Tell(at.AddHours(1), async (s, token) => DemoSeed.Value(await s.GetRequiredService<ExpenseService>().ReverseAsync(wrong, "Typed with a digit too many.", token)));
        TellExpense(at.AddHours(1).AddMinutes(2), "Equipment", "Nakuru Wireless Shop", 8_950, ExpenseWay.BankTransfer, "NWS-2207");
    }

    private void TellClose(DateTimeOffset at, int evening) => story.Tell(at, async (s, token) =>
    {
        var drawer = s.GetRequiredService<DrawerService>();
        var state = await drawer.StateAsync(token);
        var begun = state.Last is null ? 2_000 : state.Opening.ToDecimal();
        var expected = Math.Max(0, begun + state.Taken.ToDecimal());
        var counted = evening == MissingOn && expected > 200 ? expected - 200 : expected;
        var reason = counted == begun + state.Taken.ToDecimal() ? null : "Change was given twice, Wanjiru remembers it.";
        DemoSeed.Value(await drawer.CloseAsync(new CloseDrawer { Id = Guid.CreateVersion7(), Opening = begun, Counted = counted, Left = Math.Min(2_000, counted), Reason = reason }, token));
    });
}
