using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Reminders;
using MikrotikBilling.Tests.Billing.Invoices;
using MikrotikBilling.Tests.Notifications;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Billing.Renewals;

/// <summary>Nobody is reminded of a service that his credit renews, and everybody else is.</summary>
public sealed class CreditForecastTests : IAsyncDisposable
{
    private TestApp _app = null!;
    private Router _router = null!;
    private Profile _profile = null!;

    [Theory, EachDatabase]
    public async Task Reminder_GoesToThoseWhoseCreditDoesNotDo(DatabaseProvider provider)
    {
        await StartAsync(provider);
        await CustomerAsync("enough", 1500);
        await CustomerAsync("short", 1499);
        var owing = await CustomerAsync("owing", 1500);
        await _app.InvoiceAsync(owing, 100);
        var manual = await CustomerAsync("manual", 1500);
        await _app.Db(db => db.Set<Subscription>().Where(s => s.Id == manual.SubscriptionId).ExecuteUpdateAsync(set => set.SetProperty(s => s.AutoRenews, false)));
        await CustomerAsync("nothing", 0);
        _app.FakeClock.Advance(TimeSpan.FromDays(28));

        (await RemindAsync()).ShouldBe(["manual@test.example", "nothing@test.example", "owing@test.example", "short@test.example"]);

        // What was promised is what happens: at the end the one that was left alone goes on.
        _app.FakeClock.Advance(TimeSpan.FromDays(2));
        await _app.With<DueSubscriptions, (int, int, int)>(d => d.MoveAsync(_app.Clock.GetUtcNow(), CancellationToken.None));
        var now = _app.Clock.GetUtcNow();
        var active = await _app.Db(db => db.Set<Subscription>().Where(s => s.ExpiresAt > now).Select(s => s.UserName).ToListAsync());
        active.ShouldBe(["enough"]);
    }

    [Fact]
    public async Task Reminder_CreditForOneOfTwoServices_IsForTheOneThatEndsLater()
    {
        await StartAsync();
        var jane = await CustomerAsync("jane", 1500);
        var second = Scenario.Value(await _app.With<NewCustomerService, Result<CreatedCustomer>>(s => s.AddServiceAsync(
            jane.CustomerId, new NewService { RouterId = _router.Id, ProfileId = _profile.Id, UserName = "later" }, CancellationToken.None)));
        await _app.Db(db => db.Set<Subscription>().Where(s => s.Id == second.SubscriptionId).ExecuteUpdateAsync(set => set.SetProperty(s => s.ExpiresAt, _app.FakeClock.GetUtcNow().AddDays(30).AddHours(5))));
        _app.FakeClock.Advance(TimeSpan.FromDays(28));

        await RemindAsync();

        (await _app.EmailsAsync()).Where(m => m.Kind == ExpiryReminder.Key).ShouldHaveSingleItem().Text.ShouldContain("(later)");
    }

    [Fact]
    public async Task Reminder_RenewingFromCreditSwitchedOff_GoesToAll()
    {
        await StartAsync();
        await CustomerAsync("enough", 1500);
        await _app.Db(db => db.Set<BillingSettings>().ExecuteDeleteAsync());
        await _app.Db(async db =>
        {
            db.Add(new BillingSettings { RenewsFromCredit = false });
            return await db.SaveChangesAsync();
        });
        _app.FakeClock.Advance(TimeSpan.FromDays(28));

        (await RemindAsync()).ShouldBe(["enough@test.example"]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
    }

    private async Task StartAsync(DatabaseProvider provider = DatabaseProvider.Sqlite)
    {
        (_app, _) = await EmailStory.StartAsync(provider);
        (_router, _profile) = (await _app.RouterAsync(), await _app.ProfileAsync(days: 30));
    }

    private async Task<CreatedCustomer> CustomerAsync(string userName, decimal credit)
    {
        var customer = await _app.NewAsync(_router, _profile, c => c with { Email = $"{userName}@test.example", UserName = userName });
        if (credit > 0) Scenario.Value(await _app.PayAsync(customer, credit, p => p with { SubscriptionId = null }));
        return customer;
    }

    private async Task<List<string>> RemindAsync()
    {
        await _app.Services.GetRequiredService<ExpiryReminders>().QueueAsync(_app.Clock.GetUtcNow(), CancellationToken.None);
        return [.. (await _app.EmailsAsync()).Where(m => m.Kind == ExpiryReminder.Key).Select(m => m.ToAddress).Order(StringComparer.Ordinal)];
    }
}
