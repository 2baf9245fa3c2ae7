using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Billing.Runs;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Demo;
using Xunit.Abstractions;

namespace MikrotikBilling.Tests.Billing.Histories;

/// <summary>Invoicings as processes of their own, killed without warning and side by side: each period is billed once, whoever comes to it.</summary>
public class KilledRunTests(ITestOutputHelper output)
{
    private const int Kills = 10;

    /// <summary>For a machine that does much else.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Run_OfTenThousandKilledTenTimes_BillsEachPeriodOnce()
    {
        var seed = Random.Shared.Next(1_000_000);
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        await using var app = await TestApp.StartAsync();
        await ServicesAsync(app, onePeriod: 8000, twoPeriods: 1000);

        for (var round = 0; round < Kills; round++)
        {
            var before = await CountAsync(app);
            await using var run = ProgramRun.Start(Job(app));
            await UntilAsync(async () => await CountAsync(app) > before, run);
            // Anywhere within a batch: after so much work more.
            var enough = run.Work + TimeSpan.FromMilliseconds(random.Next(400));
            await UntilAsync(() => Task.FromResult(run.Work >= enough), run);
            await run.KillAsync();
            output.WriteLine($"Killed at {await CountAsync(app)}");
            await ClaimIsOverAsync(app);
        }
        var (code, told, error) = await ProgramRun.ToEndAsync(Job(app), within: Patience);

        code.ShouldBe(0, told + error);
        await EachOnceAsync(app, services: 9000, invoices: 10_000);
    }

    /// <summary>Two processes that were asked at the same second, each with an invoicing of its own over the same services.</summary>
    [Theory, EachDatabase]
    public async Task Run_TwoProcessesAtTheSameSecond_BillEachPeriodOnce(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        await ServicesAsync(app, onePeriod: 320, twoPeriods: 40);
        var now = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < 2; i++)
            await app.Db(db =>
            {
                db.Add(new InvoiceRun { Through = now, Expected = 400, Total = Money.Zero("KES"), ActorKind = ActorKind.System, ActorName = "System", CreatedAt = now });
                return db.SaveChangesAsync();
            });

        var ended = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => ProgramRun.ToEndAsync(Job(app), within: Patience)));

        ended.ShouldAllBe(e => e.Code == 0);
        await EachOnceAsync(app, services: 360, invoices: 400);
        var runs = await app.Db(db => db.Set<InvoiceRun>().AsNoTracking().ToListAsync());
        runs.ShouldAllBe(r => r.State == InvoiceRunState.Done && r.Failed == 0);
        (runs.Sum(r => r.Issued), runs.Sum(r => r.Total.Minor)).ShouldBe((400, 60_000_000));
    }

    private static string[] Job(TestApp app) => ["run-job", InvoicePostpaidJob.Key, .. app.SameInstallation];

    /// <summary>Monthly services for 1,500, some of them with one month that is over and some with two.</summary>
    private static async Task ServicesAsync(TestApp app, int onePeriod, int twoPeriods)
    {
        var profile = await app.ProfileAsync("Company 50", ServiceKind.Pppoe, p => p with { PaymentMode = PaymentMode.Postpaid });
        var router = await app.RouterAsync();
        var now = TimeProvider.System.GetUtcNow();
        var people = new DemoPeople(1);
        foreach (var (count, days) in new[] { (twoPeriods, 70), (onePeriod, 40) })
        {
            var began = now.AddDays(-days);
            var contracts = Enumerable.Range(0, count).Select(_ => new DemoContract(people.Next(), 0, 0, began, began, null, null, null));
            // Written as of the day they began: nobody has looked at their end since.
            await app.ScopeAsync(s => ActivatorUtilities.CreateInstance<BulkCustomers>(s).WriteAsync(contracts, [router], [profile], began.AddMinutes(1), CancellationToken.None));
        }
    }

    private static async Task EachOnceAsync(TestApp app, int services, int invoices)
    {
        (await app.WrongAsync()).ShouldBeEmpty();
        var issued = await app.Db(db => db.Set<Invoice>().AsNoTracking().Select(i => new { i.Number, i.Total.Minor }).ToListAsync());
        (issued.Count, issued.Sum(i => i.Minor)).ShouldBe((invoices, invoices * 150_000L));
        issued.Select(i => i.Number![^6..]).Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(1, invoices).Select(n => $"{n:D6}"));
        var periods = await app.Db(db => db.Set<BillingPeriod>().AsNoTracking().ToListAsync());
        (periods.Count, periods.Select(p => p.SubscriptionId).Distinct().Count(), periods.Select(p => p.InvoiceId).Distinct().Count()).ShouldBe((invoices, services, invoices));
        var emails = await app.Db(db => db.Set<OutgoingEmail>().Where(e => e.DedupeKey != null).Select(e => e.DedupeKey).ToListAsync());
        emails.Count.ShouldBeGreaterThan(0);
        emails.Distinct().Count().ShouldBe(emails.Count);
        emails.Count.ShouldBe(await app.Db(db => db.Set<Invoice>().CountAsync(i => i.Buyer.Email != null)));
    }

    /// <summary>The minute that a dead process holds its run for.</summary>
    private static Task<int> ClaimIsOverAsync(TestApp app) =>
        app.Db(db => db.Set<InvoiceRun>().ExecuteUpdateAsync(set => set.SetProperty(r => r.ClaimedUntil, (DateTimeOffset?)null)));

    private static Task<int> CountAsync(TestApp app) => app.Db(db => db.Set<Invoice>().CountAsync());

    private static async Task UntilAsync(Func<Task<bool>> holds, ProgramRun run)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await holds())
        {
            patience.IsCancellationRequested.ShouldBeFalse(run.Error + run.Output);
            await Task.Delay(20);
        }
    }
}
