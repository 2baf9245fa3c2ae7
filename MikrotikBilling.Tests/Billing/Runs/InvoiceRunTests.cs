using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Billing.Runs;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;
using static MikrotikBilling.Tests.Billing.Bookkeeping;

namespace MikrotikBilling.Tests.Billing.Runs;

/// <summary>Services that are paid afterwards.</summary>
public sealed class InvoiceRunTests
{
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 1, 31, 6, 0, 0, TimeSpan.Zero));

    [Theory]
    [EachDatabase]
    public async Task Job_AfterThreeMonthsDown_BillsEachPeriodOnceInOrder(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await PostpaidAsync(app));
        _clock.Advance(new DateTimeOffset(2026, 5, 2, 0, 0, 0, TimeSpan.Zero) - _clock.GetUtcNow());
        await app.With<DueSubscriptions, (int, int, int)>(d => d.MoveAsync(_clock.GetUtcNow(), CancellationToken.None));

        await RunAsync(app);
        await RunAsync(app);

        var periods = await app.Db(db => db.Set<BillingPeriod>().AsNoTracking().OrderBy(p => p.StartsAt).ToListAsync());
        periods.Select(p => p.EndsAt).ShouldBe([At(2, 28), At(3, 31), At(4, 30)]);
        periods.Skip(1).Select(p => p.StartsAt).ShouldBe(periods.SkipLast(1).Select(p => p.EndsAt));
        (await app.InvoicesAsync(jane)).OrderBy(i => i.Number, StringComparer.Ordinal).Select(i => (i.Number, i.Total, i.State)).ShouldBe(
            [("INV-2026-000001", Kes(150000), InvoiceState.Sent), ("INV-2026-000002", Kes(150000), InvoiceState.Sent), ("INV-2026-000003", Kes(150000), InvoiceState.Sent)]);
        var subscription = await app.SubscriptionAsync(jane.SubscriptionId);
        (subscription.Status, subscription.ExpiresAt).ShouldBe((SubscriptionStatus.Active, At(5, 31)));
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Preview_IsWhatThePostingDoes_AndStaleOnceSomethingChanged()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var (router, profile) = (await app.RouterAsync(), await PostpaidAsync(app));
        var jane = await app.CustomerAsync(router, profile);
        _clock.Advance(TimeSpan.FromDays(40));
        var through = _clock.GetUtcNow();
        var preview = await app.With<InvoiceRunService, InvoiceRunPreview>(s => s.PreviewAsync(through, CancellationToken.None));
        (preview.Services, preview.Invoices, preview.Total).ShouldBe((1, 1, Kes(150000)));
        preview.Lines.ShouldHaveSingleItem().Warning.ShouldNotBeNull().ShouldContain("e-mail");
        app.CountsMayDiffer = true;
        await app.Db(db => db.Set<Profile>().ExecuteUpdateAsync(set => set.SetProperty(p => p.Price.Minor, 160000)));

        (await StartAsync(app, through, preview.Stamp)).Refusal.ShouldNotBeNull().Code.ShouldBe("money.stale-preview");
        var fresh = await app.With<InvoiceRunService, InvoiceRunPreview>(s => s.PreviewAsync(through, CancellationToken.None));
        var run = Scenario.Value(await StartAsync(app, through, fresh.Stamp));
        await WorkAsync(app);

        var done = await app.Db(db => db.Set<InvoiceRun>().AsNoTracking().SingleAsync(r => r.Id == run.Id));
        (done.State, done.Issued, done.Total).ShouldBe((InvoiceRunState.Done, fresh.Invoices, fresh.Total));
        (await app.InvoicesAsync(jane)).ShouldHaveSingleItem().Total.ShouldBe(Kes(160000));
    }

    [Theory]
    [EachDatabase]
    public async Task Run_TwoNodesAtOnce_BillEachPeriodOnce(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var (router, profile) = (await app.RouterAsync(), await PostpaidAsync(app));
        for (var i = 0; i < 30; i++) await app.CustomerAsync(router, profile, $"Customer {i}", $"c{i}");
        _clock.Advance(TimeSpan.FromDays(70));
        var ids = await app.Db(db => db.Set<Subscription>().Select(s => s.Id).ToListAsync());

        var done = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            try
            {
                return await app.With<PostpaidInvoicing, int>(async s => (await s.InvoiceAsync(ids, _clock.GetUtcNow(), CancellationToken.None)).Issued);
            }
            catch (Exception e) when (e.IsDeadlock() || e is DbUpdateConcurrencyException || (e is DbUpdateException && e.InnerException!.IsDeadlock()))
            {
                return 0;
            }
        })));

        done.Sum().ShouldBe(60);
        (await app.Db(db => db.Set<BillingPeriod>().CountAsync())).ShouldBe(60);
        var numbers = await app.Db(db => db.Set<Invoice>().OrderBy(i => i.Number).Select(i => i.Number).ToListAsync());
        numbers.ShouldBe(Enumerable.Range(1, 60).Select(n => $"INV-2026-{n:D6}"));
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_WithCredit_IsPaidAtOnce()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await PostpaidAsync(app));
        Scenario.Value(await app.PayAsync(jane, 1000, p => p with { SubscriptionId = null }));
        _clock.Advance(TimeSpan.FromDays(30));

        await RunAsync(app);

        (await app.InvoicesAsync(jane)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(i => i.State.ShouldBe(InvoiceState.PartlyPaid), i => i.Due.ShouldBe(Kes(50000)));
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    private static DateTimeOffset At(int month, int day) => new(2026, month, day, 6, 0, 0, TimeSpan.Zero);

    private static Task<Profile> PostpaidAsync(TestApp app) => app.ProfileAsync("Company 50", ServiceKind.Pppoe, p => p with { PaymentMode = PaymentMode.Postpaid });

    private Task<string> RunAsync(TestApp app) => app.With<InvoicePostpaidJob, string>(j => j.RunAsync(_clock.GetUtcNow(), CancellationToken.None));

    private static Task<Result<InvoiceRun>> StartAsync(TestApp app, DateTimeOffset through, string? stamp) =>
        app.With<InvoiceRunService, Result<InvoiceRun>>(s => s.StartAsync(through, stamp, CancellationToken.None));

    private static Task<bool> WorkAsync(TestApp app) => app.Services.GetRequiredService<InvoiceRunWorker>().RunNextAsync(CancellationToken.None);
}
