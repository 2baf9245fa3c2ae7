using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Settings;

public class SettingsServiceTests
{
    private static readonly SaveRegion Region = new()
    {
        Currency = "KES",
        TimeZone = "Africa/Nairobi",
        Country = "KE",
        DateStyle = DateStyle.YearMonthDay,
        ClockStyle = ClockStyle.Hours12,
        NumberStyle = NumberStyle.IndianPoint,
        FirstDayOfWeek = DayOfWeek.Sunday,
    };

    [Theory, EachDatabase]
    public async Task SaveRegion_ReadsBackTypedAndTellsBeforeAndAfter(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);

        (await app.With<TenantService, Result<Tenant>>(s => s.SaveRegionAsync(Region, 0, CancellationToken.None))).Ok.ShouldBeTrue();

        var tenant = await app.With<TenantQueries, TenantInfo>(q => q.CurrentAsync(CancellationToken.None));
        tenant.FirstDayOfWeek.ShouldBe(DayOfWeek.Sunday); // zero, and still not the default
        tenant.Format.Moment(new DateTime(2026, 11, 20, 14, 30, 0)).ShouldBe("2026-11-20, 2:30 PM");
        var entry = await app.Db(db => db.Set<AuditEntry>().SingleAsync(e => e.Action == "settings.region-edited"));
        AuditChange.Read(entry.Changes).ShouldContain(new AuditChange("NumberStyle", "CommaPoint", "IndianPoint"));
    }

    [Theory, EachDatabase]
    public async Task SaveRegion_AnotherCurrencyWhileProfilesHavePrices_IsRefusedWithTheirNames(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        await app.ProfileAsync("Home 10");

        var refused = await app.With<TenantService, Result<Tenant>>(s => s.SaveRegionAsync(Region with { Currency = "UGX" }, null, CancellationToken.None));

        refused.Refusal!.Code.ShouldBe("settings.currency-in-use");
        refused.Refusal.Message.ShouldContain("Home 10");
        (await app.Db(db => db.Set<Tenant>().SingleAsync())).Currency.ShouldBe("KES");
    }

    [Fact]
    public async Task SaveRegion_AnotherCurrencyWithoutProfiles_IsTaken()
    {
        await using var app = await TestApp.StartAsync();
        (await app.With<TenantService, Result<Tenant>>(s => s.SaveRegionAsync(Region with { Currency = "UGX" }, null, CancellationToken.None))).Ok.ShouldBeTrue();
        (await app.With<TenantQueries, TenantInfo>(q => q.CurrentAsync(CancellationToken.None))).Currency.ShouldBe("UGX");
    }

    [Theory, EachDatabase]
    public async Task Save_FromAStalePage_IsRefused(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var input = new SaveRetention { RouterLogDays = 7, JobRunDays = 8, SessionDays = 9 };
        (await app.With<SettingsService, Result<SystemSettings>>(s => s.SaveRetentionAsync(input, 0, CancellationToken.None))).Ok.ShouldBeTrue();

        var second = await app.With<SettingsService, Result<SystemSettings>>(s => s.SaveRetentionAsync(input with { RouterLogDays = 70 }, 0, CancellationToken.None));

        second.Refusal!.Code.ShouldBe(Refusal.StaleCode);
        (await app.With<SettingsQueries, SystemSettings>(q => q.CurrentAsync(CancellationToken.None))).RouterLogDays.ShouldBe(7);
        var entry = await app.Db(db => db.Set<AuditEntry>().SingleAsync(e => e.Action == "settings.retention-edited"));
        AuditChange.Read(entry.Changes).ShouldContain(new AuditChange("RouterLogDays", "30", "7"));
    }

    [Fact]
    public async Task RouterDefaults_PasswordServesANewRouterAndIsNeverTold()
    {
        await using var app = await TestApp.StartAsync();
        (await app.With<RouterService, Result<Router>>(s => s.AddAsync(Bare("One", 9001), CancellationToken.None))).Refusal!.Code.ShouldBe("router.password-missing");
        await app.With<SettingsService, Result<SystemSettings>>(s => s.SaveRouterDefaultsAsync(
            new SaveRouterDefaults { UserName = "billing", Password = "only-for-routers" }, null, CancellationToken.None));

        var router = Scenario.Value(await app.With<RouterService, Result<Router>>(s => s.AddAsync(Bare("One", 9001), CancellationToken.None)));

        app.Services.GetRequiredService<SecretBox>().Reveal(router.ProtectedPassword).ShouldBe("only-for-routers");
        (await app.Db(db => db.Set<AuditEntry>().Select(e => e.Summary + e.Changes).ToListAsync())).ShouldAllBe(text => !text.Contains("only-for-routers"));
        await app.With<SettingsService, Result<SystemSettings>>(s => s.SaveRouterDefaultsAsync(new SaveRouterDefaults { UserName = "billing", ClearPassword = true }, null, CancellationToken.None));
        (await app.With<RouterService, Result<Router>>(s => s.AddAsync(Bare("Two", 9002), CancellationToken.None))).Refusal!.Code.ShouldBe("router.password-missing");
    }

    [Theory, EachDatabase]
    public async Task Retention_RouterLogAndConnections_KeepTheirDays(DatabaseProvider provider)
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(provider, clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var router = await app.Db(db => db.Set<Router>().SingleAsync());
        await app.With<SettingsService, Result<SystemSettings>>(s => s.SaveRetentionAsync(
            new SaveRetention { RouterLogDays = 5, JobRunDays = 5, SessionDays = 5 }, null, CancellationToken.None));
        await app.Db(async db =>
        {
            foreach (var days in new[] { 1, 4, 6, 90 })
            {
                db.Add(new RouterLogEntry { RouterId = router.Id, At = clock.GetUtcNow().AddDays(-days), Command = "/x" });
                db.Add(new CustomerSession
                {
                    RouterId = router.Id,
                    CustomerId = jane.CustomerId,
                    SubscriptionId = jane.SubscriptionId,
                    UserName = "x",
                    RouterSessionId = $"*{days}",
                    StartedAt = clock.GetUtcNow().AddDays(-days - 1),
                    EndedAt = days == 90 ? null : clock.GetUtcNow().AddDays(-days),
                });
            }
            return await db.SaveChangesAsync();
        });

        (await app.With<RouterLogPurge, int>(p => p.RunAsync(clock.GetUtcNow(), CancellationToken.None))).ShouldBe(2);
        (await app.With<PurgeSessionsJob, string>(p => p.RunAsync(clock.GetUtcNow(), CancellationToken.None))).ShouldBe("1 connections deleted."); // one is still open
    }

    [Theory]
    [InlineData(NumberStyle.CommaPoint, "KES 12,345,678.90")]
    [InlineData(NumberStyle.PointComma, "KES 12.345.678,90")]
    [InlineData(NumberStyle.SpaceComma, "KES 12\u00A0345\u00A0678,90")]
    [InlineData(NumberStyle.IndianPoint, "KES 1,23,45,678.90")]
    public async Task Money_IsWrittenAsTheTenantDoes(NumberStyle style, string text)
    {
        await Task.Yield(); // the style flows with this task and ends with it
        DisplayFormat.Use(new DisplayFormat(DateStyle.DayMonthName, ClockStyle.Hours24, style));
        new Money(1234567890, "KES").ToString().ShouldBe(text);
        new Money(1234567890, "KES").ToInput().ShouldBe("12345678.90");
        1234.5.ToString(CultureInfo.CurrentCulture).ShouldBe(1234.5.ToString(CultureInfo.InvariantCulture));
    }

    private static SaveRouter Bare(string name, int port) => new(name, "127.0.0.1", port, false, "billing", null);
}
