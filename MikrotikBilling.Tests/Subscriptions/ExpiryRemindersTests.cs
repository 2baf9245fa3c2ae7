using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Reminders;
using MikrotikBilling.Tests.Notifications;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Subscriptions;

public sealed class ExpiryRemindersTests : IAsyncDisposable
{
    private TestApp _app = null!;
    private Router _router = null!;

    [Theory, EachDatabase]
    public async Task Reminders_OverAMonth_ComeThreeDaysAndOneDayBefore(DatabaseProvider provider)
    {
        await StartAsync(provider);
        var profile = await _app.ProfileAsync(days: 30);
        var jane = await CustomerAsync(profile, "jane@test.example");
        var (began, told) = (_app.Clock.GetUtcNow(), new List<double>());

        for (var hour = 0; hour < 30 * 24; hour++)
        {
            if (await RemindAsync() > 0) told.Add((_app.Clock.GetUtcNow() - began).TotalDays);
            _app.FakeClock.Advance(TimeSpan.FromHours(1));
        }

        told.ShouldBe([27, 29]);
        var emails = await _app.EmailsAsync();
        emails.Select(m => m.Subject).ShouldBe(["Your internet ends in 3 days", "Your internet ends tomorrow"]);
        emails.ShouldAllBe(m => m.CustomerId == jane.CustomerId && m.UselessAt == began.AddDays(30));
        emails[0].Text.ShouldContain("Home 10 (jane");
        emails[0].Text.ShouldContain("KES 1,500.00");
        emails[0].DedupeKey.ShouldBe($"expiry-reminder:{jane.SubscriptionId}:{began.AddDays(30).UtcTicks}:3");
    }

    [Theory, EachDatabase]
    public async Task Reminders_AfterDaysDown_ComeOnceAndOnlyTheNearest(DatabaseProvider provider)
    {
        await StartAsync(provider);
        await CustomerAsync(await _app.ProfileAsync(days: 30), "jane@test.example");
        _app.FakeClock.Advance(TimeSpan.FromDays(29.5));

        (await RemindAsync()).ShouldBe(1);
        (await RemindAsync()).ShouldBe(0);

        (await _app.EmailsAsync()).ShouldHaveSingleItem().DedupeKey.ShouldNotBeNull().ShouldEndWith(":1");
    }

    [Fact]
    public async Task Renewed_IsRemindedAnewOfTheNewEnd()
    {
        await StartAsync();
        var jane = await CustomerAsync(await _app.ProfileAsync(days: 30), "jane@test.example");
        _app.FakeClock.Advance(TimeSpan.FromDays(28));
        (await RemindAsync()).ShouldBe(1);

        Scenario.Value(await _app.Contract(s => s.ExtendByAsync(jane.SubscriptionId, 30, null, CancellationToken.None)));
        (await RemindAsync()).ShouldBe(0);
        _app.FakeClock.Advance(TimeSpan.FromDays(30));

        (await RemindAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task NotReminded_WithoutAddressPostpaidShortOrSuspended()
    {
        await StartAsync();
        var month = await _app.ProfileAsync(days: 30);
        await CustomerAsync(month, email: null, "noaddress");
        await CustomerAsync(await _app.ProfileAsync("Day", days: 1), "day@test.example", "daily");
        await CustomerAsync(await _app.ProfileAsync("Postpaid", ServiceKind.Pppoe, p => p with { PaymentMode = PaymentMode.Postpaid, Cycle = null, DurationCount = 30, DurationUnit = SpanUnit.Days }), "post@test.example", "postpaid");
        var disabled = await CustomerAsync(month, "off@test.example", "disabled");
        Scenario.Value(await _app.Contract(s => s.DisableAsync(disabled.SubscriptionId, null, CancellationToken.None)));

        (await RemindAsync()).ShouldBe(0);
        _app.FakeClock.Advance(TimeSpan.FromDays(28));
        (await RemindAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task NotReminded_WithoutAWayOutOrWithoutDays()
    {
        await StartAsync(isSetUp: false);
        await CustomerAsync(await _app.ProfileAsync(days: 30), "jane@test.example");
        _app.FakeClock.Advance(TimeSpan.FromDays(28));
        (await RemindAsync()).ShouldBe(0);
        await _app.SetUpEmailAsync();
        await _app.With<EmailSettingsService, Result<EmailSettings>>(s => s.SaveRemindersAsync(new SaveReminders { Days = "" }, null, CancellationToken.None));
        (await RemindAsync()).ShouldBe(0);

        await _app.With<EmailSettingsService, Result<EmailSettings>>(s => s.SaveRemindersAsync(new SaveReminders { Days = "5" }, null, CancellationToken.None));

        (await RemindAsync()).ShouldBe(1);
    }

    [Theory, EachDatabase]
    public async Task Many_TakeAFewStatementsForTwoHundred(DatabaseProvider provider)
    {
        await StartAsync(provider);
        var profile = await _app.ProfileAsync(days: 30);
        for (var i = 0; i < 205; i++) await CustomerAsync(profile, $"c{i}@test.example", $"c{i:000}");
        _app.FakeClock.Advance(TimeSpan.FromDays(28));

        _app.Sql.Reset();
        (await RemindAsync()).ShouldBe(205);
        _app.Sql.Count.ShouldBeLessThanOrEqualTo(15);
        _app.Sql.Reset();
        (await RemindAsync()).ShouldBe(0);
        _app.Sql.Count.ShouldBeLessThanOrEqualTo(11);

        (await _app.EmailsAsync()).Select(m => m.ToAddress).Distinct().Count().ShouldBe(205);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
    }

    private async Task StartAsync(DatabaseProvider provider = DatabaseProvider.Sqlite, bool isSetUp = true)
    {
        (_app, _) = await EmailStory.StartAsync(provider, isSetUp);
        _router = await _app.RouterAsync();
    }

    private Task<CreatedCustomer> CustomerAsync(Profile profile, string? email, string userName = "jane") =>
        _app.NewAsync(_router, profile, c => c with { Email = email, UserName = userName });

    private async Task<int> RemindAsync() => (await _app.Services.GetRequiredService<ExpiryReminders>().QueueAsync(_app.Clock.GetUtcNow(), CancellationToken.None)).Queued;
}
