using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Tests.Support;

/// <summary>Sentences for making what most tests begin with.</summary>
public static class Scenario
{
    public static async Task<Router> RouterAsync(this TestApp app, RouterSimulator simulator, string name = "Tower") =>
        Value(await app.With<RouterService, Result<Router>>(s => s.AddAsync(
            new SaveRouter(name, "127.0.0.1", simulator.Port, false, simulator.UserName, simulator.Password), CancellationToken.None)));

    /// <summary>A router that nothing answers for.</summary>
    public static async Task<Router> RouterAsync(this TestApp app, string name = "Tower", int port = 1) =>
        Value(await app.With<RouterService, Result<Router>>(s => s.AddAsync(
            new SaveRouter(name, "127.0.0.1", port, false, "billing", "secret"), CancellationToken.None)));

    public static async Task<Profile> ProfileAsync(this TestApp app, string name = "Home 10", string download = "10M", string upload = "2M", int days = 30) =>
        Value(await app.With<ProfileService, Result<Profile>>(s => s.AddAsync(new SaveProfile
        {
            Name = name,
            Download = download,
            Upload = upload,
            Price = 1500,
            DurationCount = days,
            DurationUnit = SpanUnit.Days,
        }, CancellationToken.None)));

    public static async Task<Profile> ProfileAsync(this TestApp app, string name, ServiceKind kind, Func<SaveProfile, SaveProfile>? with = null)
    {
        var save = new SaveProfile { Name = name, Kind = kind, Download = "10M", Upload = "2M", Price = 1500, Cycle = BillingCycle.Monthly };
        return Value(await app.With<ProfileService, Result<Profile>>(s => s.AddAsync(with?.Invoke(save) ?? save, CancellationToken.None)));
    }

    public static async Task<CreatedCustomer> NewAsync(this TestApp app, Router router, Profile profile, Func<NewCustomer, NewCustomer> with) =>
        Value(await app.With<NewCustomerService, Result<CreatedCustomer>>(s => s.CreateAsync(
            with(new NewCustomer { Name = "Jane Doe", RouterId = router.Id, ProfileId = profile.Id }), CancellationToken.None)));

    public static Task<Result<Subscription>> Setup(this TestApp app, Func<SubscriptionSetupService, Task<Result<Subscription>>> change) => app.With(change);

    public static async Task<CreatedCustomer> CustomerAsync(
        this TestApp app, Router router, Profile profile, string name = "Jane Doe", string? userName = null, string? phone = null) =>
        Value(await app.TryCustomerAsync(router, profile, name, userName, phone));

    public static Task<Result<CreatedCustomer>> TryCustomerAsync(
        this TestApp app, Router router, Profile profile, string name = "Jane Doe", string? userName = null, string? phone = null) =>
        app.With<NewCustomerService, Result<CreatedCustomer>>(s => s.CreateAsync(
            new NewCustomer { Name = name, RouterId = router.Id, ProfileId = profile.Id, UserName = userName, Phone = phone }, CancellationToken.None));

    /// <summary>One pass of the router's lane, now.</summary>
    public static Task<PassResult> PassAsync(this TestApp app, Router router) =>
        app.Services.GetRequiredService<LanePass>().RunAsync(router.Id, CancellationToken.None);

    public static Task<RouterAccount> AccountAsync(this TestApp app, Guid subscriptionId) =>
        app.Db(db => db.Set<RouterAccount>().AsNoTracking().SingleAsync(a => a.SubscriptionId == subscriptionId));

    public static Task<Subscription> SubscriptionAsync(this TestApp app, Guid id) =>
        app.Db(db => db.Set<Subscription>().AsNoTracking().SingleAsync(s => s.Id == id));

    public static Task<Result<Subscription>> Contract(this TestApp app, Func<SubscriptionService, Task<Result<Subscription>>> change) => app.With(change);

    public static T Value<T>(Result<T> result) => result.Ok ? result.Value : throw new InvalidOperationException($"{result.Refusal.Code}: {result.Refusal.Message}");
}
