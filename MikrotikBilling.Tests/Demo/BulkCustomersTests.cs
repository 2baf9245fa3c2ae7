using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Demo;

namespace MikrotikBilling.Tests.Demo;

/// <summary>Bulk writing must leave what the services leave, to the last column that does not say when or by which key.</summary>
public class BulkCustomersTests
{
    private const int Count = 60;
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private static CancellationToken None => CancellationToken.None;

    [Theory, EachDatabase]
    public async Task BulkRows_EqualThoseTheServicesMake(DatabaseProvider provider)
    {
        var byServices = await ByServicesAsync(provider);
        var inBulk = await InBulkAsync(provider);

        inBulk.Customers.ShouldBe(byServices.Customers);
        inBulk.Subscriptions.ShouldBe(byServices.Subscriptions);
        inBulk.Terms.ShouldBe(byServices.Terms);
        inBulk.Accounts.ShouldBe(byServices.Accounts);
        inBulk.Audit.ShouldBe(byServices.Audit);
        inBulk.Next.ShouldBe(byServices.Next);
    }

    [Fact]
    public async Task Fill_WhereThereAreCustomers_NeedsForce()
    {
        await using var app = await TestApp.StartAsync(clock: new FakeClock(Now));
        (await FillAsync(app, 20, force: false)).ShouldBe(20);
        (await FillAsync(app, 5, force: false)).ShouldBeNull();
        (await FillAsync(app, 5, force: true)).ShouldBe(5);
        (await app.Db(db => db.Set<Customer>().Select(c => c.Number).Distinct().CountAsync())).ShouldBe(25);
        (await app.Db(db => db.Set<Router>().CountAsync())).ShouldBe(DemoData.RouterCount);
    }

    private static async Task<Snapshot> ByServicesAsync(DatabaseProvider provider)
    {
        var contracts = Contracts();
        var clock = new FakeClock(contracts.Min(c => c.JoinedAt));
        await using var app = await TestApp.StartAsync(provider, clock);
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions(), None);
        simulator.Add("/ip/pool", ("name", DemoOffers.Pool), ("ranges", "10.20.0.10-10.20.15.250"));
        var router = await app.RouterAsync(simulator);
        var profiles = await ProfilesAsync(app);
        var made = new List<(DemoContract Contract, CreatedCustomer Created)>();
        foreach (var contract in contracts)
        {
            MoveTo(clock, contract.JoinedAt);
            made.Add((contract, Scenario.Value(await app.With<NewCustomerService, Core.Kernel.Result<CreatedCustomer>>(
                s => s.CreateAsync(DemoSeed.Input(contract, router.Id, profiles[contract.Offer].Id), None)))));
        }
        await app.PassAsync(router);
        foreach (var (contract, created) in made.Where(m => m.Contract.SuspendedAt is not null).OrderBy(m => m.Contract.SuspendedAt))
        {
            MoveTo(clock, contract.SuspendedAt!.Value);
            Scenario.Value(await app.Contract(s => s.DisableAsync(created.SubscriptionId, null, None)));
        }
        MoveTo(clock, Now);
        await app.Services.GetRequiredService<DueSubscriptions>().MoveAsync(Now, None);
        await app.PassAsync(router);
        return await SnapshotAsync(app);
    }

    private static async Task<Snapshot> InBulkAsync(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, new FakeClock(Now));
        var router = await app.RouterAsync();
        var profiles = await ProfilesAsync(app);
        await app.ScopeAsync(s => ActivatorUtilities.CreateInstance<BulkCustomers>(s).WriteAsync(Contracts(), [router], profiles, Now, None));
        return await SnapshotAsync(app);
    }

    /// <summary>In the order they joined, so that both ways give the same numbers.</summary>
    private static List<DemoContract> Contracts()
    {
        var contracts = new DemoContracts(7, 1, Now, TimeZoneInfo.FindSystemTimeZoneById("Africa/Nairobi"));
        return [.. Enumerable.Range(0, Count).Select(_ => contracts.NextFresh()).OrderBy(c => c.JoinedAt)];
    }

    private static async Task<List<Profile>> ProfilesAsync(TestApp app)
    {
        var profiles = new List<Profile>();
        foreach (var offer in DemoOffers.All)
            profiles.Add(Scenario.Value(await app.With<ProfileService, Core.Kernel.Result<Profile>>(s => s.AddAsync(offer.Profile, None))));
        return profiles;
    }

    private static void MoveTo(FakeClock clock, DateTimeOffset instant)
    {
        if (instant > clock.GetUtcNow()) clock.Advance(instant - clock.GetUtcNow());
    }

    private static async Task<int?> FillAsync(TestApp app, int count, bool force)
    {
        // A scope works for one company; this one chooses it itself.
        await using var scope = app.Services.CreateAsyncScope();
        var bulk = ActivatorUtilities.CreateInstance<BulkCustomers>(scope.ServiceProvider);
        var filled = await ActivatorUtilities.CreateInstance<DemoData>(scope.ServiceProvider, bulk).FillAsync(count, 1, force, None);
        return filled.Ok ? filled.Value : null;
    }

    private static async Task<Snapshot> SnapshotAsync(TestApp app)
    {
        var customers = await app.Db(db => db.Set<Customer>().AsNoTracking().OrderBy(c => c.Number).ToListAsync());
        var names = customers.ToDictionary(c => c.Id, c => c.NumberText);
        var subscriptions = await app.Db(db => db.Set<Subscription>().AsNoTracking().Include(s => s.Profile).OrderBy(s => s.UserName).ToListAsync());
        var accounts = await app.Db(db => db.Set<RouterAccount>().AsNoTracking().Include(a => a.Subscription).ToListAsync());
        return new Snapshot(
            customers.ConvertAll(c => $"{c.NumberText}|{c.Name}|{c.SortName}|{c.Email}|{c.Phone}|{c.Address}|{c.Notes}|{Ms(c.CreatedAt)}|{c.Version}|{c.MainUserName}"
                + $"|{c.MainStatus}|{Ms(c.MainExpiresAt)}|{subscriptions.Single(s => s.Id == c.MainSubscriptionId).CustomerId == c.Id}"),
            subscriptions.ConvertAll(s => $"{names[s.CustomerId]}|{s.UserName}|{s.Profile!.Code}|{s.PasswordVersion}|{s.Status}|{Ms(s.StartsAt)}|{Ms(s.ExpiresAt)}"
                + $"|{s.AnchorDay}|{Ms(s.CreatedAt)}|{s.Version}"),
            [.. (await app.Db(db => db.Set<CustomerSearchTerm>().AsNoTracking().ToListAsync())).Select(t => $"{names[t.CustomerId]}|{t.Term}").Order(StringComparer.Ordinal)],
            [.. accounts.Select(a => $"{a.Subscription!.UserName}|{a.Kind}|{a.IsWanted}|{a.DesiredVersion}|{a.AppliedVersion}|{a.StaleSince}|{a.AppliedName}|{a.AppliedContent}"
                + $"|{a.Error}|{a.ErrorKind}|{a.IsConflict}|{a.Attempts}").Order(StringComparer.Ordinal)],
            [.. (await app.Db(db => db.Set<AuditEntry>().AsNoTracking().Where(e => e.CustomerId != null).ToListAsync()))
                .Select(e => $"{names[e.CustomerId!.Value]}|{e.ActorKind}|{e.ActorName}|{e.From}|{e.Action}|{e.Subject}|{e.Summary}")
                .Order(StringComparer.Ordinal)],
            await app.Db(db => db.Set<NumberSequence>().Where(s => s.Series == "customer").Select(s => s.Next).SingleAsync()));
    }

    /// <summary>PostgreSQL keeps microseconds; milliseconds are close enough.</summary>
    private static long? Ms(DateTimeOffset? instant) => instant?.UtcTicks / TimeSpan.TicksPerMillisecond;

    private sealed record Snapshot(
        List<string> Customers, List<string> Subscriptions, List<string> Terms, List<string> Accounts, List<string> Audit, long Next);
}
