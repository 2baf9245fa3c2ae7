using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Billing.Prints;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Core.Reports.Saved;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Billing.Invoices;
using MikrotikBilling.Tests.Billing.Prints;
using MikrotikBilling.Tests.Notifications;
using MikrotikBilling.Tests.Shell.Printing;
using MikrotikBilling.Tests.Staff;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Reports;

/// <summary>Reports that make themselves: each once, with the figures of its day, which stay.</summary>
public sealed class GeneratedReportTests
{
    private static readonly DateTimeOffset Morning = new(2026, 3, 10, 8, 0, 0, TimeSpan.Zero);

    private readonly PaperPrinter _printer = new() { WhyNot = "There is no browser." };

    private static CancellationToken None => CancellationToken.None;

    [Theory, EachDatabase]
    public async Task Daily_TellsOfItsDay(DatabaseProvider provider)
    {
        await using var app = await StartAsync(provider);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        var jane = await app.CustomerAsync(router, profile);
        var omar = await app.CustomerAsync(router, profile, "Omar Ali");
        Scenario.Value(await app.PayAsync(jane, 1500));
        Scenario.Value(await app.PayAsync(jane, 33.33m, p => p with { SubscriptionId = null, Method = PaymentMethod.Cheque, Reference = "CH-1" }));
        await app.InvoiceAsync(omar, 250_00);
        Scenario.Value(await app.Contract(s => s.CancelAsync(omar.SubscriptionId, "Moved", null, None)));
        Scenario.Value(await app.CountAsync(1490, reason: "Change given twice"));
        await app.AlarmAsync(router.Id, TimeSpan.FromMinutes(42));
        app.FakeClock.Advance(TimeSpan.FromHours(12) + TimeSpan.FromMinutes(55)); // 23:55 in Nairobi

        (await MakeAsync(app)).ShouldBe("1 made");

        var report = (await app.ReportsAsync()).ShouldHaveSingleItem();
        (report.Rhythm, report.LastDay, report.IsLate).ShouldBe((ReportRhythm.Daily, new DateOnly(2026, 3, 10), false));
        var document = StoredDocument.Read(report.Content);
        Figures(document).ShouldBe(
        [
            ("Money taken", 153_333), ("Revenue", 175_000), ("Owed by customers", 25_000), ("New customers", 2), ("Customers who left", 1), ("Expired, not renewed", 0), ("Outages", 1),
        ]);
        Lines(document, "Money taken by method").ShouldBe([("Cash", "1;150000;0"), ("Cheque", "1;3333;0")]);
        Lines(document, "Money taken by staff").ShouldBe([("By itself", "2;153333;0")]);
        Lines(document, "Revenue").ShouldBe([("Invoices", "2;175000;0")]);
        Lines(document, "Open at the end").ShouldBe([("Open invoices", "1;25000"), ("In suspense", "0;0")]);
        Lines(document, "Closes of the cash drawer").ShouldBe([("No. 1, System", "150000;149000;-1000;149000")]);
        Lines(document, "Customers who left").ShouldBe([("Omar Ali", "")]);
        Lines(document, "Outages of routers").ShouldBe([("Tower is away", "1;7;42")]);
        document.Parts.Single(p => p.Title == "Vouchers").Lines.ShouldBeEmpty();
    }

    [Theory, EachDatabase]
    public async Task Expired_AndNotRenewedOnTheDay_AlsoWhenTheReportIsMadeLater(DatabaseProvider provider)
    {
        await using var app = await StartAsync(provider);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync(days: 1));
        var (jane, omar) = (await app.CustomerAsync(router, profile), await app.CustomerAsync(router, profile, "Omar Ali"));
        app.FakeClock.Advance(TimeSpan.FromHours(24.1));
        await app.Services.GetRequiredService<DueSubscriptions>().MoveAsync(app.Clock.GetUtcNow(), None);
        Scenario.Value(await app.PayAsync(jane, 1500)); // renewed on the same day
        app.FakeClock.Advance(TimeSpan.FromDays(1));
        Scenario.Value(await app.PayAsync(omar, 1500)); // on the next

        await MakeAsync(app);

        var report = (await app.ReportsAsync()).ShouldHaveSingleItem();
        (report.LastDay, report.IsLate).ShouldBe((new DateOnly(2026, 3, 11), true));
        var document = StoredDocument.Read(report.Content);
        Lines(document, "Expired and not renewed").ShouldBe([("Omar Ali", "")]);
        Figures(document).ShouldContain(("Money taken", 150_000));
    }

    [Theory, EachDatabase]
    public async Task ThreeDaysDown_EachIsMadeOnceWithTheFiguresOfItsDay(DatabaseProvider provider)
    {
        await using var app = await StartAsync(provider);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        app.FakeClock.Advance(TimeSpan.FromHours(12.95)); // 23:57
        (await MakeAsync(app)).ShouldBe("1 made");
        await app.InvoiceAsync(jane, 400_00);
        for (var day = 1; day <= 3; day++)
        {
            app.FakeClock.Advance(TimeSpan.FromDays(1));
            // The third one settles the invoice.
            Scenario.Value(await app.PayAsync(jane, 100 * day, p => p with { SubscriptionId = null }));
        }
        app.FakeClock.Advance(TimeSpan.FromHours(6)); // in the morning of the fourth day

        (await MakeAsync(app)).ShouldBe("3 made");
        (await MakeAsync(app)).ShouldBe("nothing is due");

        var late = (await app.ReportsAsync()).Where(r => r.IsLate).ToList();
        late.Select(r => r.LastDay.Day).ShouldBe([11, 12, 13]);
        late.Select(r => Figures(StoredDocument.Read(r.Content)).Single(f => f.Label == "Money taken").Value).ShouldBe([10_000, 20_000, 30_000]);
        late.Select(r => Figures(StoredDocument.Read(r.Content)).Single(f => f.Label == "Owed by customers").Value).ShouldBe([30_000, 10_000, 0]);
        late.Select(r => Lines(StoredDocument.Read(r.Content), "Open at the end")[0].Values).ShouldBe(["1;30000", "1;10000", "0;0"]);
    }

    /// <summary>Each moves the clock around midnight, so that 23:55 comes twice, is left out, or is the last thing before.</summary>
    [Theory]
    [InlineData("Africa/Cairo", "2026-10-28T09:55:00Z")]
    [InlineData("America/Asuncion", "2024-03-22T14:55:00Z")]
    [InlineData("Asia/Beirut", "2026-03-27T09:55:00Z")]
    [InlineData("Asia/Beirut", "2026-10-23T09:55:00Z")]
    [InlineData("America/Nuuk", "2026-03-27T14:00:00Z")]
    [InlineData("America/Nuuk", "2026-10-23T14:55:00Z")]
    public async Task ChangeOfTheClock_OneReportADay(string zone, string start)
    {
        await using var app = await StartAsync(DatabaseProvider.Sqlite, zone, DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture));
        await ScheduleAsync(app, s => s with { Weekly = false, Monthly = false });
        var first = DayIn(app, zone);
        for (var i = 0; i < 3 * 24 * 4; i++)
        {
            await MakeAsync(app);
            app.FakeClock.Advance(TimeSpan.FromMinutes(15));
        }

        var made = await app.ReportsAsync();
        made.Select(r => r.LastDay).ShouldBe([first, first.AddDays(1), first.AddDays(2)]);
        made.ShouldAllBe(r => !r.IsLate && r.MadeAt - ReportCalendar.DueAt(r.LastDay, ReportSchedule.UsualTime, TimeZoneInfo.FindSystemTimeZoneById(zone)) < TimeSpan.FromMinutes(15));
    }

    [Theory, EachDatabase]
    public async Task SeveralAtOnce_MakeOne_AndTellOnce(DatabaseProvider provider)
    {
        await using var app = await StartAsync(provider);
        await app.SetUpEmailAsync();
        var owner = await OwnerOfAsync(app);
        await ScheduleAsync(app, s => s with { DailyTo = [owner] });
        app.FakeClock.Advance(TimeSpan.FromHours(13));

        var said = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => MakeAsync(app))));

        said.Count(s => s == "1 made").ShouldBe(1);
        (await app.ReportsAsync()).ShouldHaveSingleItem();
        (await app.EmailsAsync()).ShouldHaveSingleItem();
    }

    /// <summary>By hand, on the command line, in two processes of their own.</summary>
    [Theory, EachDatabase]
    public async Task RunJob_ByTwoProcesses_MakesEachOnce(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var before = app.Clock.GetUtcNow().AddDays(-62);
        await app.Db(db => db.Set<Tenant>().ExecuteUpdateAsync(set => set.SetProperty(t => t.CreatedAt, before)));

        var runs = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => ProgramRun.ToEndAsync(["run-job", DailyReportJob.Key, .. app.SameInstallation])));

        runs.ShouldAllBe(r => r.Code == 0);
        (await app.ReportsAsync()).Select(r => r.Rhythm).Order().ShouldBe([ReportRhythm.Daily, ReportRhythm.Weekly, ReportRhythm.Monthly]);
    }

    [Theory, EachDatabase]
    public async Task Stored_StaysAsItWas_WhateverIsBookedLater(DatabaseProvider provider)
    {
        await using var app = await StartAsync(provider);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var payment = Scenario.Value(await app.PayAsync(jane, 1500)).Payment;
        app.FakeClock.Advance(TimeSpan.FromHours(12.95));
        await MakeAsync(app);
        var before = (await app.ReportsAsync()).Single();

        Scenario.Value(await app.PayAsync(jane, 700, p => p with { SubscriptionId = null }));
        Scenario.Value(await app.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(payment.Id, "Bounced", null, None)));
        await MakeAsync(app);

        var after = (await app.With<SavedReportQueries, GeneratedReport?>(q => q.FindGeneratedAsync(before.Id, None)))!;
        after.Content.ShouldBe(before.Content);
        Figures(StoredDocument.Read(after.Content)).ShouldContain(("Money taken", 150_000));
        await Should.ThrowAsync<Exception>(() => app.Db(db => db.Set<GeneratedReport>().ExecuteUpdateAsync(set => set.SetProperty(r => r.Content, "{}"))));
        await Should.ThrowAsync<Exception>(() => app.Db(db => db.Set<GeneratedReport>().ExecuteDeleteAsync()));
    }

    [Theory, EachDatabase]
    public async Task Email_GoesOnceToEachWhoWasChosen_AndToNobodyWhoMayNotSeeReports(DatabaseProvider provider)
    {
        _printer.WhyNot = null;
        await using var app = await StartAsync(provider);
        await app.SetUpEmailAsync();
        var books = await JoinAsync(app, "Ada Books", StaffRole.Accountant);
        var moved = await JoinAsync(app, "Moved Away", StaffRole.Accountant);
        var desk = await JoinAsync(app, "Sam Desk", StaffRole.Support);
        (await TryScheduleAsync(app, s => s with { DailyTo = [desk] })).Refusal!.Code.ShouldBe("report-schedule.may-not-see");
        var owner = await OwnerOfAsync(app);
        await ScheduleAsync(app, s => s with { DailyTo = [owner, books, moved], MonthlyTo = [books] });
        await app.SetRoleAsync(moved, StaffRole.Support);
        var invitations = (await app.EmailsAsync()).Count;
        app.FakeClock.Advance(TimeSpan.FromHours(13));

        for (var i = 0; i < 3; i++) await MakeAsync(app);

        var report = (await app.ReportsAsync()).ShouldHaveSingleItem();
        var emails = (await app.EmailsAsync()).Skip(invitations).ToList();
        emails.Select(e => e.ToName).Order().ShouldBe(["Ada Books", "Olive Owner"]);
        emails.ShouldAllBe(e => e.Kind == ReportLetter.Key && e.Subject == "Daily report, 10 Mar 2026" && e.Text.Contains("Money taken: KES 0.00") && e.Text.Contains("is attached"));
        emails.ShouldAllBe(e => e.Attachments.Count == 1 && e.Attachments[0] == new EmailAttachmentRef(ReportMaker.Document, report.Id));
    }

    [Fact]
    public async Task Email_WithoutABrowser_SaysTheFiguresAndWaitsForNothing()
    {
        await using var app = await StartAsync();
        await app.SetUpEmailAsync();
        var owner = await OwnerOfAsync(app);
        await ScheduleAsync(app, s => s with { DailyTo = [owner] });
        app.FakeClock.Advance(TimeSpan.FromHours(13));

        await MakeAsync(app);
        await app.DeliverAsync();

        var email = (await app.EmailsAsync()).ShouldHaveSingleItem();
        (email.State, email.Attachments.Count).ShouldBe((EmailState.Sent, 0));
        email.Text.ShouldContain("The whole report is kept under Reports.");
    }

    [PrintFact]
    public async Task Email_CarriesTheReportAsItWas()
    {
        var transport = new FakeEmailTransport();
        _printer.WhyNot = null;
        await using var app = await StartAsync(transport: transport);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        await app.SetUpEmailAsync();
        var owner = await OwnerOfAsync(app);
        await ScheduleAsync(app, s => s with { DailyTo = [owner] });
        Scenario.Value(await app.PayAsync(jane, 1500));
        app.FakeClock.Advance(TimeSpan.FromHours(13));
        await MakeAsync(app);
        Scenario.Value(await app.PayAsync(jane, 77, p => p with { SubscriptionId = null }));

        await app.DeliverAsync();

        var file = transport.Taken.SelectMany(m => m.Attachments).ShouldHaveSingleItem();
        file.FileName.ShouldBe("Daily report 2026-03-10.pdf");
        var text = await PaperTools.TextAsync(file.Bytes);
        text.ShouldContain("1,500.00");
        text.ShouldNotContain("1,577.00");
    }

    [Fact]
    public async Task SwitchedOffAndOn_MakesUpForNothing()
    {
        await using var app = await StartAsync();
        await ScheduleAsync(app, s => s with { Daily = false, Weekly = false, Monthly = false });
        app.FakeClock.Advance(TimeSpan.FromDays(4));
        (await MakeAsync(app)).ShouldBe("nothing is due");
        await ScheduleAsync(app, s => s with { Weekly = false, Monthly = false, Time = new TimeOnly(18, 0) });

        (await MakeAsync(app)).ShouldBe("nothing is due");
        app.FakeClock.Advance(TimeSpan.FromHours(7));
        (await MakeAsync(app)).ShouldBe("1 made");

        (await app.ReportsAsync()).ShouldHaveSingleItem().LastDay.ShouldBe(new DateOnly(2026, 3, 14));
    }

    [Theory, EachDatabase]
    public async Task WeekAndMonth_AreMadeOnTheirLastDay(DatabaseProvider provider)
    {
        await using var app = await StartAsync(provider, start: new DateTimeOffset(2026, 5, 30, 8, 0, 0, TimeSpan.Zero));
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        Scenario.Value(await app.PayAsync(jane, 1500));
        app.FakeClock.Advance(TimeSpan.FromHours(13));
        await MakeAsync(app);
        app.FakeClock.Advance(TimeSpan.FromDays(1)); // Sunday, 31 May

        (await MakeAsync(app)).ShouldBe("3 made");

        var made = await app.ReportsAsync();
        made.Select(r => (r.Rhythm, r.FirstDay.Day, r.LastDay.Day)).ShouldBe([(ReportRhythm.Daily, 30, 30), (ReportRhythm.Daily, 31, 31), (ReportRhythm.Weekly, 25, 31), (ReportRhythm.Monthly, 1, 31)], ignoreOrder: true);
        made.Where(r => r.Rhythm != ReportRhythm.Daily).ShouldAllBe(r => Figures(StoredDocument.Read(r.Content)).Contains(new Shown("Money taken", 150_000)));
    }

    [Fact]
    public async Task Words_AreSaidInTheLanguageOfWhoeverReads_NamesAsTheyAre()
    {
        await using var app = await StartAsync();
        await ScheduleAsync(app, s => s);
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), name: "Cash");
        app.FakeClock.Advance(TimeSpan.FromHours(13));
        await MakeAsync(app);
        var document = StoredDocument.Read((await app.ReportsAsync()).ShouldHaveSingleItem().Content);

        Language.Use(Language.Find("es")!);

        document.Figures[0].Label.ToString().ShouldBe("Dinero cobrado");
        var people = document.Parts.Single(p => p.Title.InEnglish == "New customers");
        (people.Title.ToString(), people.Lines.ShouldHaveSingleItem().Name.ToString()).ShouldBe(("Clientes nuevos", "Cash"));
    }

    private async Task<TestApp> StartAsync(DatabaseProvider provider = DatabaseProvider.Sqlite, string zone = "Africa/Nairobi", DateTimeOffset? start = null, FakeEmailTransport? transport = null)
    {
        var app = await TestApp.StartAsync(provider, new FakeClock(start ?? Morning), configure: services => services.AddSingleton<IEmailTransport>(transport ?? new FakeEmailTransport()).AddSingleton<IDocumentPrinter>(_printer));
        await app.Db(db => db.Set<Tenant>().Where(t => t.Id == app.TenantId).ExecuteUpdateAsync(set => set.SetProperty(t => t.TimeZone, zone)));
        app.Services.GetRequiredService<TenantCache>().Forget(app.TenantId);
        return app;
    }

    private static Task<string> MakeAsync(TestApp app) => app.With<DailyReportJob, string>(j => j.RunAsync(app.Clock.GetUtcNow(), None));

    private static async Task ScheduleAsync(TestApp app, Func<SaveReportSchedule, SaveReportSchedule> with) => Scenario.Value(await TryScheduleAsync(app, with));

    private static Task<Result<ReportSchedule>> TryScheduleAsync(TestApp app, Func<SaveReportSchedule, SaveReportSchedule> with) => app.With<ReportScheduleService, Result<ReportSchedule>>(s =>
        s.SaveAsync(with(new SaveReportSchedule { Daily = true, Weekly = true, Monthly = true, Time = ReportSchedule.UsualTime }), null, None));

    private static Task<Guid> OwnerOfAsync(TestApp app) => app.Db(db => db.Set<StaffMember>().Where(s => s.Email == TestApp.OwnerEmail).Select(s => s.Id).SingleAsync());

    private static async Task<Guid> JoinAsync(TestApp app, string name, StaffRole role) =>
        (await app.JoinAsync(new SaveStaff(name, $"{name.Split(' ')[0].ToLowerInvariant()}@test.example", null, role, null))).StaffId;

    private static DateOnly DayIn(TestApp app, string zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(app.Clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(zone)).DateTime);

    private static List<Shown> Figures(StoredDocument document) => [.. document.Figures.Select(f => new Shown(f.Label, f.Value))];

    private static List<(string Name, string Values)> Lines(StoredDocument document, string part) =>
        [.. document.Parts.Single(p => p.Title == part).Lines.Select(l => (l.Name, string.Join(';', l.Values)))];
}

internal sealed record Shown(string Label, long Value)
{
    public static implicit operator Shown((string Label, long Value) pair) => new(pair.Label, pair.Value);
}

internal static class GeneratedStory
{
    /// <summary>In the order of their days.</summary>
    public static Task<List<GeneratedReport>> ReportsAsync(this TestApp app) =>
        app.Db(db => db.Set<GeneratedReport>().AsNoTracking().OrderBy(r => r.LastDay).ThenBy(r => r.Rhythm).ToListAsync());

    /// <summary>A router was away for so long, from now on.</summary>
    public static Task<int> AlarmAsync(this TestApp app, Guid router, TimeSpan length) => app.Db(async db =>
    {
        var now = app.Clock.GetUtcNow();
        db.Add(new Alarm { Kind = AlarmKinds.RouterDown, Subject = router, RouterId = router, Text = "Tower is away", Routers = 1, Customers = 7, RaisedAt = now, LastAt = now, ClearedAt = now + length });
        return await db.SaveChangesAsync();
    });
}
