using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways.Reconciling;

/// <summary>Providers that can be asked for their list.</summary>
public sealed class ReconcileGatewaysJobTests
{
    private readonly FakeClock _clock = new(GatewayStory.SampledAt);
    private readonly AskedGateway _provider = new();

    [Theory]
    [EachDatabase]
    public async Task Lists_OfTheDaysBefore_AreComparedOnce_AndADifferenceIsTold(DatabaseProvider provider)
    {
        await using var app = await StartAsync(provider);
        var account = await AccountAsync(app);
        await app.ToldAsync(account, "A1", 10000);
        _clock.Advance(TimeSpan.FromDays(1));
        _provider.Lines.Add(new StatementLine("A1", GatewayStory.SampledAt, Bookkeeping.Kes(10000)));

        await RunAsync(app);
        _provider.Asked.ShouldBe([(new DateTimeOffset(2026, 11, 19, 21, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 20, 21, 0, 0, TimeSpan.Zero))]);
        await RunAsync(app);
        _provider.Asked.Count.ShouldBe(1);
        (await app.Db(db => db.Set<ReconciliationRun>().AsNoTracking().SingleAsync())).ShouldSatisfyAllConditions(r => r.State.ShouldBe(ReconciliationState.Settled), r => r.Equal.ShouldBe(1), r => r.FileName.ShouldBeNull());

        // Three days later it asks for each day that it missed.
        _clock.Advance(TimeSpan.FromDays(3));
        _provider.Lines.Add(new StatementLine("A2", GatewayStory.SampledAt.AddDays(2), Bookkeeping.Kes(20000)));
        await RunAsync(app);

        _provider.Asked.Count.ShouldBe(4);
        var alarm = await app.Db(db => db.Set<Alarm>().AsNoTracking().SingleAsync());
        (alarm.Kind, alarm.Subject, alarm.ClearedAt).ShouldBe((ReconciliationDesk.AlarmKind, account.Id, null));
        var row = await app.Db(db => db.Set<ReconciliationRow>().AsNoTracking().SingleAsync());
        row.TransactionId.ShouldBe("A2");
        Scenario.Value(await app.BookAsync(row));
        (await app.Db(db => db.Set<Alarm>().AsNoTracking().SingleAsync())).ClearedAt.ShouldNotBeNull();
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Provider_ThatDoesNotAnswer_IsAskedAgainNextTime()
    {
        await using var app = await StartAsync(DatabaseProvider.Sqlite);
        await AccountAsync(app);
        _provider.Refuses = true;
        (await RunAsync(app)).ShouldContain("1 accounts could not be asked");

        _provider.Refuses = false;
        (await RunAsync(app)).ShouldStartWith("1 lists compared");
    }

    [Fact]
    public async Task Account_SwitchedOff_IsNotAsked()
    {
        await using var app = await StartAsync(DatabaseProvider.Sqlite);
        await AccountAsync(app, isActive: false);

        (await RunAsync(app)).ShouldStartWith("0 lists compared");
    }

    private Task<TestApp> StartAsync(DatabaseProvider provider) => TestApp.StartAsync(provider, _clock, configure: services => services.AddSingleton<IPaymentGateway>(_provider));

    private static Task<GatewayAccount> AccountAsync(TestApp app, bool isActive = true) => app.ScopeAsync(async s =>
    {
        var db = s.GetRequiredService<AppDbContext>();
        var account = new GatewayAccount { Gateway = "asked", Name = "Asked", CreatedAt = app.Clock.GetUtcNow(), IsActive = isActive };
        db.Add(account);
        await db.SaveChangesAsync();
        return account;
    });

    private Task<string> RunAsync(TestApp app) => app.ScopeAsync(s => ActivatorUtilities.CreateInstance<ReconcileGatewaysJob>(s).RunAsync(_clock.GetUtcNow(), CancellationToken.None));

    private sealed class AskedGateway : IPaymentGateway, IListsMovements
    {
        public List<StatementLine> Lines { get; } = [];

        public List<(DateTimeOffset From, DateTimeOffset To)> Asked { get; } = [];

        public bool Refuses { get; set; }

        public GatewayInfo Info { get; } = new("asked", "Asked", PaymentMethod.Callback, []);

        public Result<GatewayMessage> Read(string role, ReadOnlyMemory<byte> body) => new Refusal("callback.shape", "It sends nothing.");

        public Task<Result<IReadOnlyList<StatementLine>>> ListAsync(GatewayConnection connection, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
        {
            if (Refuses) return Task.FromResult<Result<IReadOnlyList<StatementLine>>>(new Refusal("asked.away", "It does not answer."));
            Asked.Add((from, to));
            return Task.FromResult(new Result<IReadOnlyList<StatementLine>>([.. Lines.Where(l => l.At >= from && l.At < to)], null));
        }
    }
}
