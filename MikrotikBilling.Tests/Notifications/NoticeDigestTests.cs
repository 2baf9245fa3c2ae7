using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Notifications.Notices;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Notifications;

/// <summary>One digest a person and day of the tenant's calendar, whatever the clock does.</summary>
public sealed class NoticeDigestTests
{
    private static CancellationToken None => CancellationToken.None;

    [Theory, EachDatabase]
    public async Task Digest_AtItsHour_IsMadeOnceAndNotBefore(DatabaseProvider provider)
    {
        await using var app = await StartAsync(provider, "Africa/Nairobi", new DateTimeOffset(2026, 3, 1, 3, 0, 0, TimeSpan.Zero));
        await app.HoldAsync(3);
        await MakeAsync(app); // 06:00 there
        (await app.EmailsAsync()).ShouldBeEmpty();

        app.FakeClock.Advance(TimeSpan.FromHours(1));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => MakeAsync(app))));
        var email = (await app.EmailsAsync()).ShouldHaveSingleItem();
        (email.ToAddress, email.Kind, email.Subject).ShouldBe((TestApp.OwnerEmail, DigestLetter.Key, "1 notice is open"));
        email.Text.ShouldContain("3 of them (");
        email.Text.ShouldContain(", open)");

        for (var i = 0; i < 16; i++)
        {
            app.FakeClock.Advance(TimeSpan.FromHours(1));
            await MakeAsync(app);
        }
        (await app.EmailsAsync()).Count.ShouldBe(1);
    }

    [Theory, EachDatabase]
    public async Task Digest_NothingToSay_IsNotSentAndTheDayIsDone(DatabaseProvider provider)
    {
        await using var app = await StartAsync(provider, "Africa/Nairobi", new DateTimeOffset(2026, 3, 1, 5, 0, 0, TimeSpan.Zero));
        await MakeAsync(app);
        await app.HoldAsync(1);
        app.FakeClock.Advance(TimeSpan.FromHours(1));
        await MakeAsync(app);

        (await app.EmailsAsync()).ShouldBeEmpty();
        (await app.Db(db => db.Set<NoticeDigest>().SingleAsync())).Notices.ShouldBe(0);
        app.FakeClock.Advance(TimeSpan.FromDays(1));
        await MakeAsync(app);
        (await app.EmailsAsync()).ShouldHaveSingleItem();
    }

    /// <summary>In Madrid 02:00 does not exist on 29 March 2026 and comes twice on 25 October.</summary>
    [Theory]
    [InlineData(2026, 3, 27, 4)]
    [InlineData(2026, 10, 23, 4)]
    public async Task Digest_AcrossAChangeOfTheClock_IsOneEachDay(int year, int month, int day, int days)
    {
        await using var app = await StartAsync(DatabaseProvider.Sqlite, "Europe/Madrid", new DateTimeOffset(year, month, day, 12, 0, 0, TimeSpan.Zero), hour: 2);
        await app.HoldAsync(1);
        for (var quarter = 0; quarter < days * 24 * 4; quarter++)
        {
            await MakeAsync(app);
            app.FakeClock.Advance(TimeSpan.FromMinutes(15));
        }

        var made = await app.Db(db => db.Set<NoticeDigest>().AsNoTracking().OrderBy(d => d.Day).ToListAsync());
        // The first is made at once, as its hour is over.
        made.Select(d => d.Day).ShouldBe(Enumerable.Range(0, days + 1).Select(i => new DateOnly(year, month, day).AddDays(i)));
        (await app.EmailsAsync()).Count.ShouldBe(days + 1);
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid");
        made.Skip(1).ShouldAllBe(d => TimeZoneInfo.ConvertTime(d.MadeAt, zone).Hour >= 2 && TimeZoneInfo.ConvertTime(d.MadeAt, zone).Hour <= 3);
    }

    [Theory, EachDatabase]
    public async Task Digest_ThreeDaysDown_IsOneThatTellsOfAllOfThem(DatabaseProvider provider)
    {
        await using var app = await StartAsync(provider, "Africa/Nairobi", new DateTimeOffset(2026, 3, 1, 5, 0, 0, TimeSpan.Zero));
        await MakeAsync(app);
        app.FakeClock.Advance(TimeSpan.FromHours(1));
        await app.HoldAsync(1);
        await app.ScopeAsync(s => s.GetRequiredService<NoticeService>().CloseAsync("money-suspense", "all", "Settled", None));

        app.FakeClock.Advance(TimeSpan.FromDays(3));
        await MakeAsync(app);
        await MakeAsync(app);

        var email = (await app.EmailsAsync()).ShouldHaveSingleItem();
        email.Subject.ShouldBe("1 notice came and is over");
        email.Text.ShouldContain("settled after less than a minute");
        (await app.Db(db => db.Set<NoticeDigest>().CountAsync())).ShouldBe(2);
    }

    [Fact]
    public async Task Digest_ManyNotices_NamesTheOpenOnesFirstAndCountsTheRest()
    {
        await using var app = await StartAsync(DatabaseProvider.Sqlite, "Africa/Nairobi", new DateTimeOffset(2026, 3, 1, 5, 0, 0, TimeSpan.Zero));
        await app.ChooseAsync(await NoticeTests.OwnerAsync(app), new NoticeWay(true, NoticeEmail.Digest));
        for (var i = 0; i < 15; i++) await app.RaiseAsync($"tower {i}");
        for (var i = 0; i < 5; i++) await app.CloseAsync($"tower {i}");

        await MakeAsync(app);

        var email = (await app.EmailsAsync()).ShouldHaveSingleItem();
        email.Subject.ShouldBe("10 notices are open, 5 over");
        email.Text.Split("Tower is down").Length.ShouldBe(13);
        email.Text.Split(", open)").Length.ShouldBe(11);
        email.Text.ShouldContain("And 3 more.");
    }

    private static async Task<TestApp> StartAsync(DatabaseProvider provider, string zone, DateTimeOffset now, int hour = EmailSettings.UsualDigestHour)
    {
        var app = await TestApp.StartAsync(provider, new FakeClock(now), configure: s => s.AddSingleton<IEmailTransport>(new FakeEmailTransport()));
        await app.Db(db => db.Set<Tenant>().Where(t => t.Id == app.TenantId).ExecuteUpdateAsync(set => set.SetProperty(t => t.TimeZone, zone)));
        app.Services.GetRequiredService<TenantCache>().Forget(app.TenantId);
        await app.SetUpEmailAsync();
        Scenario.Value(await app.With<EmailSettingsService, Result<EmailSettings>>(s => s.SaveDigestAsync(new SaveDigest { Hour = hour }, null, None)));
        return app;
    }

    private static Task<string> MakeAsync(TestApp app) => app.With<DigestNoticesJob, string>(j => j.RunAsync(app.Clock.GetUtcNow(), None));
}
