using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Runs;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Invariants;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Demo;

namespace MikrotikBilling.Tests.Demo;

public sealed class DemoInstallationTests : IDisposable
{
    private static readonly string[] Quiet = ["--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Error"];
    /// <summary>Enough where their number is not what is shown.</summary>
    private const int Few = 100;

    private readonly string _folder = Directory.CreateTempSubdirectory("mb-demo-").FullName;
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(8));

    [Fact]
    public async Task Demo_Started_HasBooksThatHoldAndCustomersThatComeOnline()
    {
        await using var demo = await DemoInstallation.StartAsync(Quiet, _folder, _limit.Token, lastRouterDownFor: TimeSpan.Zero);

        var statuses = await Db(demo, db => db.Set<Customer>().Where(c => !c.IsGuest).GroupBy(c => c.MainStatus).ToDictionaryAsync(g => g.Key, g => g.Count(), _limit.Token));
        statuses.Values.Sum().ShouldBe(300);
        statuses[ServiceStatus.Active].ShouldBeInRange(200, 290);
        foreach (var some in new[] { ServiceStatus.Expired, ServiceStatus.Suspended, ServiceStatus.Pending }) statuses[some].ShouldBeGreaterThan(2);
        demo.Welcome.ShouldContain(DemoSeed.OwnerEmail);
        demo.Welcome.ShouldContain(demo.App.Urls.First());

        var imports = await Db(demo, db => db.Set<ImportRun>().AsNoTracking().OrderByDescending(r => r.Id).ToListAsync(_limit.Token));
        imports.ConvertAll(r => (r.State, r.ToAdd, r.Updated, r.Bad)).ShouldBe([(ImportState.Checked, 4, 0, 4), (ImportState.Done, 0, 14, 1)]);

        await BooksHoldAsync(demo);

        foreach (var simulator in demo.Routers)
        {
            var wanted = await Db(demo, db => db.Set<Customer>().CountAsync(c => !c.IsGuest && c.MainStatus != ServiceStatus.Cancelled && db.Set<Router>().Any(r => r.Id == c.MainRouterId && (r.Port == simulator.Port || r.Port == simulator.TlsPort)), _limit.Token));
            // A few are kept away by secrets of the same name that are not ours.
            await simulator.WaitForAsync(s => s.PppSessions.Count > 5 && Ours(s) >= wanted - 5, _limit.Token);
        }
    }

    /// <summary>Three months of money of every kind, with nothing that the product's own verification would name.</summary>
    private async Task BooksHoldAsync(DemoInstallation demo)
    {
        await using var scope = demo.App.Services.CreateAsyncScope();
        var verified = await scope.ServiceProvider.GetRequiredService<Verifier>().RunAsync(_limit.Token);
        verified.Broken.Where(b => b.Invariant.Area != InvariantArea.Network).SelectMany(b => b.Findings.Rows.Select(row => $"{b.Invariant.Name}: {row.Text}")).ShouldBeEmpty();

        var payments = await Db(demo, db => db.Set<Payment>().AsNoTracking().ToListAsync(_limit.Token));
        payments.Count.ShouldBeInRange(400, 1200);
        payments.Select(p => p.Method).Distinct().ShouldBe([.. PaymentWords.ByHand, PaymentMethod.Callback, PaymentMethod.Voucher], ignoreOrder: true);
        payments.Select(p => p.State).Distinct().ShouldBe(Enum.GetValues<PaymentState>(), ignoreOrder: true);
        var now = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow();
        payments.Count(p => p.BookedAt > now.AddHours(-4)).ShouldBeGreaterThan(5);
        payments.Min(p => p.BookedAt).ShouldBeLessThan(now.AddDays(-85));

        var invoices = await Db(demo, db => db.Set<Invoice>().AsNoTracking().ToListAsync(_limit.Token));
        invoices.Select(i => i.State).Distinct().ShouldBe(Enum.GetValues<InvoiceState>(), ignoreOrder: true);
        invoices.ShouldContain(i => i.Kind == InvoiceKind.CreditNote);
        invoices.ShouldContain(i => i.Tax.IsZero && i.State == InvoiceState.Paid && i.Kind == InvoiceKind.Invoice, "one customer pays no tax");
        invoices.ShouldContain(i => i.Buyer.TaxNumber != null);
        (await Db(demo, db => db.Set<Subscription>().CountAsync(s => s.IsSuspendedForDebt, _limit.Token))).ShouldBeGreaterThan(0);
        (await Db(demo, db => db.Set<InvoiceRun>().CountAsync(r => r.State == InvoiceRunState.Done, _limit.Token))).ShouldBe(2);
        (await Db(demo, db => db.Set<CustomerBalance>().CountAsync(b => b.CreditMinor > 0, _limit.Token))).ShouldBeGreaterThan(2);
    }

    private static int Ours(RouterSimulator simulator) => new[] { "/ppp/secret", "/ip/hotspot/user", "/queue/simple" }.SelectMany(simulator.Rows)
        .Count(r => r.GetValueOrDefault("comment", "").StartsWith($"isp:{DemoDatabase.Mark}:", StringComparison.Ordinal));

    [Fact]
    public async Task Demo_OnOneFolder_RefusesASecondAndIsMadeAnewWithTheSamePeople()
    {
        List<string> first;
        await using (var demo = await DemoInstallation.StartAsync(Quiet, _folder, _limit.Token, customers: Few))
        {
            first = await NamesAsync(demo);
            (await Should.ThrowAsync<DemoException>(() => DemoInstallation.StartAsync(Quiet, _folder, _limit.Token))).Message.ShouldContain("already");
        }
        await RenameSomebodyAsync();
        await using var again = await DemoInstallation.StartAsync(Quiet, _folder, _limit.Token, customers: Few);
        (await NamesAsync(again)).ShouldBe(first);
    }

    [Fact]
    public async Task Demo_OnSomebodysDatabase_RefusesAndLeavesItAlone()
    {
        await using var app = await TestApp.StartAsync();
        var connection = await app.Db(db => Task.FromResult(db.Database.GetConnectionString()));

        var refused = await Should.ThrowAsync<DemoException>(() => DemoInstallation.StartAsync(
            [.. Quiet, $"--Database:ConnectionString={connection}"], _folder, _limit.Token));

        refused.Message.ShouldContain("not empty");
        (await app.Db(db => db.Users.CountAsync())).ShouldBe(1);
    }

    [PostgresFact]
    public async Task Demo_OnPostgreSql_ReplacesAnEarlierDemo()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.PostgreSql);
        string[] arguments = [.. Quiet, "--Database:Provider=PostgreSql", $"--Database:ConnectionString={database.ConnectionString}"];
        for (var round = 0; round < 2; round++)
        {
            await using var demo = await DemoInstallation.StartAsync(arguments, _folder, _limit.Token, customers: Few);
            (await Db(demo, db => db.Set<Customer>().CountAsync(c => !c.IsGuest))).ShouldBe(Few);
            (await Db(demo, db => db.Set<Router>().CountAsync())).ShouldBe(4);
        }
    }

    public void Dispose()
    {
        _limit.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static Task<List<string>> NamesAsync(DemoInstallation demo) =>
        Db(demo, db => db.Set<Customer>().Where(c => !c.IsGuest).OrderBy(c => c.Number).Select(c => $"{c.Name} {c.MainUserName} {c.Phone}").ToListAsync());

    private async Task RenameSomebodyAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "data-demo", "mikrotikbilling.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "UPDATE Customers SET Name = 'Somebody else' WHERE Number = 1";
        (await command.ExecuteNonQueryAsync()).ShouldBe(1);
    }

    private static async Task<T> Db<T>(DemoInstallation demo, Func<AppDbContext, Task<T>> work)
    {
        await using var scope = demo.App.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use((await db.Set<Tenant>().SingleAsync()).Id);
        return await work(db);
    }
}
