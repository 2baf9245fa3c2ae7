using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Tests.Support;
using static MikrotikBilling.Tests.Monitoring.Readings;

namespace MikrotikBilling.Tests.Monitoring;

/// <summary>From counters to samples, hours and days.</summary>
public class UsageTests
{
    private static readonly TimeSpan Half = TimeSpan.FromSeconds(30);

    [Theory, EachDatabase]
    public async Task Usage_OfASessionSeenFromItsBeginning_IsAllOfIt(DatabaseProvider provider)
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(provider, clock);
        var (router, made) = await app.OnlineAsync();
        await app.ReadAsync(router);
        clock.Advance(Half);
        await app.ReadAsync(router, Session(made.UserName, TimeSpan.FromSeconds(10), 1000, 200));
        (await app.SamplesAsync()).ShouldBeEmpty();

        clock.Advance(TimeSpan.FromMinutes(5));
        await app.ReadAsync(router, Session(made.UserName, TimeSpan.FromSeconds(310), 51_000, 9200));

        var sample = (await app.SamplesAsync()).ShouldHaveSingleItem();
        (sample.DownloadBytes, sample.UploadBytes, sample.SubscriptionId).ShouldBe((51_000L, 9200L, made.SubscriptionId));
        sample.At.ShouldBe(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Usage_OfASessionThatBeganBeforeWeEverLooked_BeginsWithTheFirstLook()
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(clock: clock);
        var (router, made) = await app.OnlineAsync();
        await app.AppliedAsync(clock.GetUtcNow().AddHours(-2));

        await app.ReadAsync(router, Session(made.UserName, TimeSpan.FromHours(9), 9_000_000, 1_000_000));
        clock.Advance(TimeSpan.FromMinutes(6));
        await app.ReadAsync(router, Session(made.UserName, TimeSpan.FromHours(9.1), 9_000_500, 1_000_100));

        var sample = (await app.SamplesAsync()).ShouldHaveSingleItem();
        (sample.DownloadBytes, sample.UploadBytes).ShouldBe((500L, 100L));
    }

    [Fact]
    public async Task Usage_CounterThatFell_CountsFromItsNewBeginning()
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(clock: clock);
        var (router, made) = await app.OnlineAsync();
        await app.ReadAsync(router);
        clock.Advance(Half);
        await app.ReadAsync(router, Session(made.UserName, TimeSpan.FromSeconds(1), 10_000, 1000, "7"));
        clock.Advance(Half);
        await app.ReadAsync(router, Session(made.UserName, TimeSpan.FromSeconds(31), 300, 40, "7"));
        clock.Advance(TimeSpan.FromMinutes(5));
        await app.ReadAsync(router);

        var sample = (await app.SamplesAsync()).ShouldHaveSingleItem();
        (sample.DownloadBytes, sample.UploadBytes).ShouldBe((10_300L, 1040L));
        (await app.Db(db => db.Set<CustomerSession>().SingleAsync())).DownloadBytes.ShouldBe(10_300);
    }

    [Fact]
    public async Task Usage_DialledAgainBetweenTwoLooks_CountsBothSessions()
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(clock: clock);
        var (router, made) = await app.OnlineAsync();
        await app.ReadAsync(router);
        clock.Advance(Half);
        await app.ReadAsync(router, Session(made.UserName, TimeSpan.FromSeconds(1), 10_000, 1000, "7"));
        clock.Advance(Half);
        await app.ReadAsync(router, Session(made.UserName, TimeSpan.FromSeconds(5), 20_000, 50, "8"));
        clock.Advance(Half);
        await app.ReadAsync(router);

        (await app.SamplesAsync()).Sum(s => s.DownloadBytes).ShouldBe(30_000);
    }

    [Fact]
    public async Task Usage_WhatCameWhileWeWereAway_IsSpreadOverThatTimeAndNothingIsLost()
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(clock: clock);
        var (router, made) = await app.OnlineAsync();
        await app.ReadAsync(router);
        clock.Advance(Half);
        await app.ReadAsync(router, Session(made.UserName, TimeSpan.FromSeconds(1), 1, 1));

        clock.Advance(TimeSpan.FromHours(3));
        await app.ReadAsync(router, Session(made.UserName, TimeSpan.FromHours(3), 3_000_001, 300_001));

        var samples = await app.SamplesAsync();
        samples.Count.ShouldBe(4);
        samples.Sum(s => s.DownloadBytes).ShouldBe(3_000_001);
        samples.Sum(s => s.UploadBytes).ShouldBe(300_001);
        samples.Max(s => s.DownloadBytes).ShouldBeLessThan(1_100_000);
    }

    [Fact]
    public async Task Usage_SessionLeftOutOfOneAnswer_IsNotCountedTwice()
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(clock: clock);
        var (router, made) = await app.OnlineAsync();
        await app.ReadAsync(router);
        await app.ReadAsync(router, Session(made.UserName, TimeSpan.FromSeconds(2), 100_000, 10, "7"));
        clock.Advance(Half);
        await app.ReadAsync(router);
        clock.Advance(Half);
        await app.ReadAsync(router, Session(made.UserName, TimeSpan.FromSeconds(62), 150_000, 20, "7"));
        clock.Advance(Half);
        await app.ReadAsync(router);

        (await app.SamplesAsync()).Sum(s => s.DownloadBytes).ShouldBeLessThanOrEqualTo(150_000);
    }

    [Theory, EachDatabase]
    public async Task RollUp_RunTwiceAndMetByALateSample_AddsEveryByteOnce(DatabaseProvider provider)
    {
        var clock = new FakeClock(new DateTimeOffset(2026, 3, 4, 10, 20, 0, TimeSpan.Zero));
        await using var app = await TestApp.StartAsync(provider, clock);
        var (_, made) = await app.OnlineAsync();
        var now = clock.GetUtcNow();
        await AddAsync(app, made.SubscriptionId, now.AddDays(-2), now.AddDays(-2).AddMinutes(5), now.AddHours(-3), now.AddMinutes(-10));

        (await app.RollUpAsync()).ShouldBe((2, 1));
        (await app.RollUpAsync()).ShouldBe((0, 0));
        await AddAsync(app, made.SubscriptionId, now.AddDays(-2).AddMinutes(10));
        (await app.RollUpAsync()).ShouldBe((1, 1));

        (await app.Db(db => db.Set<UsageHour>().SumAsync(h => h.DownloadBytes))).ShouldBe(4000);
        (await app.Db(db => db.Set<UsageDay>().SumAsync(d => d.DownloadBytes))).ShouldBe(3000);
        var year = (await app.UsageAsync(made.SubscriptionId, UsageRange.Year))!;
        year.Points.Sum(p => p.DownloadBytes).ShouldBe(5000);
        (await app.UsageAsync(made.SubscriptionId, UsageRange.Month))!.Points.Sum(p => p.DownloadBytes).ShouldBe(5000);
        var day = (await app.UsageAsync(made.SubscriptionId))!;
        day.Points.Count.ShouldBe(24);
        day.Points.Sum(p => p.DownloadBytes).ShouldBe(2000);
        day.Today.DownloadBytes.ShouldBe(2000);
    }

    [Fact]
    public async Task Purge_KeepsWhatIsInNoCoarserRow()
    {
        var clock = new FakeClock(new DateTimeOffset(2026, 3, 20, 10, 20, 0, TimeSpan.Zero));
        await using var app = await TestApp.StartAsync(clock: clock);
        var (_, made) = await app.OnlineAsync();
        await AddAsync(app, made.SubscriptionId, clock.GetUtcNow().AddDays(-9));
        await app.RollUpAsync();
        await AddAsync(app, made.SubscriptionId, clock.GetUtcNow().AddDays(-9));

        await app.ScopeAsync(s => Microsoft.Extensions.DependencyInjection.ActivatorUtilities.CreateInstance<PurgeUsageJob>(s).RunAsync(clock.GetUtcNow(), CancellationToken.None));

        (await app.SamplesAsync()).ShouldHaveSingleItem().Rollup.ShouldBe(0);
        (await app.Db(db => db.Set<UsageHour>().CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task Usage_OfNow_HoldsWhatTheNextSampleWillBeOf()
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(clock: clock);
        var (router, made) = await app.OnlineAsync();
        await app.ReadAsync(router);
        clock.Advance(Half);
        await app.ReadAsync(router, Session(made.UserName, TimeSpan.FromSeconds(1), 700, 70));

        var usage = (await app.UsageAsync(made.SubscriptionId))!;

        (usage.Today.DownloadBytes, usage.Period.UploadBytes, usage.Points[^1].TotalBytes).ShouldBe((700L, 70L, 770L));
    }

    private static Task<int> AddAsync(TestApp app, Guid subscriptionId, params DateTimeOffset[] at) => app.Db(async db =>
    {
        db.AddRange(at.Select(t => new UsageSample { TenantId = app.TenantId, SubscriptionId = subscriptionId, At = UsageSlots.Of(t), DownloadBytes = 1000, UploadBytes = 100 }));
        return await db.SaveChangesAsync();
    });
}
