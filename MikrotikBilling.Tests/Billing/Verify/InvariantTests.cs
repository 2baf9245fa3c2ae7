using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Billing.Changes;
using MikrotikBilling.Core.Billing.Verify;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Invariants;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Payments.Gateways;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Billing.Verify;

/// <summary>Each check finds a fault that was planted past the program, and is silent while there is none.</summary>
public sealed class InvariantTests
{
    private static readonly string[] Triggers =
        [.. new[] { "LedgerTransactions", "LedgerEntries" }.SelectMany(t => new[] { "Update", "Delete", "Replace" }.Select(k => $"DROP TRIGGER \"{t}_AppendOnly_{k}\""))];

    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 4, 1, 9, 0, 0, TimeSpan.Zero));

    [Theory]
    [EachDatabase]
    public async Task Verify_ARichHealthyDatabase_FindsNothing(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        await FillAsync(app);

        var found = await VerifyAsync(app);

        found.Results.Where(r => !r.Holds && r.Invariant.Area != InvariantArea.Network).SelectMany(r => r.Findings.Rows.Select(row => $"{r.Invariant.Name}: {row.Text}")).ShouldBeEmpty();
        found.Results.Count.ShouldBeGreaterThan(20);
    }

    [Theory]
    [InlineData("ledger-cancels-out", "UPDATE LedgerEntries SET AmountMinor = AmountMinor + 1 WHERE Id = (SELECT MIN(Id) FROM LedgerEntries)")]
    [InlineData("ledger-booked-once", "DROP INDEX IX_LedgerTransactions_TenantId_Kind_SourceId", "CREATE TEMP TABLE Twice AS SELECT * FROM LedgerTransactions LIMIT 1", "UPDATE Twice SET Id = '33333333-3333-3333-3333-333333333333'", "INSERT INTO LedgerTransactions SELECT * FROM Twice")]
    [InlineData("ledger-has-author", "UPDATE LedgerTransactions SET ActorName = ''")]
    [InlineData("ledger-has-source", "UPDATE LedgerTransactions SET SourceId = '11111111-1111-1111-1111-111111111111' WHERE Id = (SELECT MIN(Id) FROM LedgerTransactions WHERE Kind = 'Settlement')")]
    [InlineData("invoice-paid", "UPDATE Invoices SET PaidMinor = PaidMinor + 1 WHERE Kind = 'Invoice'")]
    [InlineData("credit-not-overspent", "UPDATE CreditLots SET AmountMinor = 1")]
    [InlineData("periods-apart", "UPDATE BillingPeriods SET EndsAt = EndsAt + 100000000000000")]
    [InlineData("credit-of-entries", "UPDATE CustomerBalances SET CreditMinor = CreditMinor + 5")]
    [InlineData("owed-of-entries", "UPDATE CustomerBalances SET OwedMinor = OwedMinor + 5")]
    [InlineData("balance-for-entries", "DELETE FROM CustomerBalances")]
    [InlineData("credit-of-lots", "UPDATE CreditLots SET RemainingMinor = RemainingMinor + 5")]
    [InlineData("owed-of-invoices", "UPDATE Invoices SET CreditedMinor = CreditedMinor + 5 WHERE Kind = 'Invoice'")]
    [InlineData("invoice-of-lines", "UPDATE InvoiceLines SET TotalMinor = TotalMinor + 5")]
    [InlineData("invoice-in-ledger", "UPDATE Invoices SET TotalMinor = TotalMinor + 5")]
    [InlineData("invoice-numbers", "UPDATE NumberSequences SET Next = Next + 1 WHERE Series LIKE 'INV%'")]
    [InlineData("receipt-numbers", "UPDATE NumberSequences SET Next = Next + 1 WHERE Series LIKE 'RCP%'")]
    [InlineData("sums-of-entries", "UPDATE LedgerSums SET Minor = Minor + 1 WHERE Account = 'Cash'")]
    [InlineData("revenue-of-profiles", "UPDATE LedgerSums SET ProfileId = NULL WHERE Account = 'Revenue'")]
    [InlineData("revenue-of-routers", "UPDATE LedgerSums SET RouterId = NULL WHERE Account = 'Revenue'")]
    [InlineData("sums-of-staff", "UPDATE LedgerSums SET ActorId = '11111111-1111-1111-1111-111111111111'")]
    [InlineData("payment-in-ledger", "UPDATE Payments SET AmountMinor = AmountMinor + 5")]
    [InlineData("payment-has-source", "UPDATE LedgerTransactions SET SourceId = '11111111-1111-1111-1111-111111111111' WHERE Id = (SELECT MIN(Id) FROM LedgerTransactions WHERE Kind = 'Payment')")]
    [InlineData("payment-refunded", "UPDATE Payments SET RefundedMinor = 5")]
    [InlineData("payment-booked-once", "DROP INDEX IX_Payments_TenantId_ReferenceKey", "UPDATE Payments SET ReferenceKey = 'SAME'")]
    [InlineData("suspense-of-items", "UPDATE SuspenseItems SET RemainingMinor = RemainingMinor + 5")]
    [InlineData("movement-booked", "UPDATE GatewayMovements SET SuspenseId = NULL")]
    [InlineData("tenant-of-parents", "UPDATE Invoices SET TenantId = '22222222-2222-2222-2222-222222222222'")]
    [InlineData("whole-amounts", "UPDATE InvoiceLines SET NetMinor = 10.5")]
    [InlineData("whole-amounts", "UPDATE InvoiceLines SET NetCurrency = ''")]
    [InlineData("append-only", "SELECT 1")]
    public async Task Verify_AFaultPastTheProgram_IsFound(string invariant, params string[] faults)
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        app.CountsMayDiffer = true;
        await FillAsync(app);
        await app.Db(async db =>
        {
            await db.Database.OpenConnectionAsync();
            await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys = OFF");
            foreach (var sql in Triggers.Concat(faults)) await db.Database.ExecuteSqlRawAsync(sql);
            await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys = ON");
            return 0;
        });

        var found = (await VerifyAsync(app)).Results.Single(r => r.Invariant.Name == invariant);

        found.Holds.ShouldBeFalse();
        found.Findings.Rows.ShouldAllBe(row => row.Text.Length > 3);
    }

    [Fact]
    public async Task Verify_AnEmailDueForAQuarterOfAnHour_IsNamed()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        await app.Db(async db =>
        {
            db.Add(new EmailSettings { IsEnabled = true, Host = "mail.example", FromAddress = "us@example.net" });
            db.Add(new OutgoingEmail { Kind = "test", ToAddress = "ann@example.net", Subject = "Hello", Text = "Hello", Html = "<p>Hello</p>", NextTryAt = _clock.GetUtcNow(), CreatedAt = _clock.GetUtcNow() });
            return await db.SaveChangesAsync();
        });
        (await OneAsync(app, "emails-go-out")).Holds.ShouldBeTrue();

        _clock.Advance(TimeSpan.FromMinutes(15));

        (await OneAsync(app, "emails-go-out")).Findings.Rows.ShouldHaveSingleItem().Text.ShouldContain("ann@example.net");
    }

    [Fact]
    public async Task Verify_ARouterThatIsUpAndBehind_NamesTheService()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.NewAsync(await app.RouterAsync(), await app.ProfileAsync(days: 30), n => n);
        await app.Db(async db =>
        {
            var since = _clock.GetUtcNow();
            await db.Set<RouterStatus>().ExecuteDeleteAsync();
            db.Add(new RouterStatus { RouterId = (await db.Set<Router>().SingleAsync()).Id, State = RouterState.Online, Since = since });
            await db.Set<RouterAccount>().ExecuteUpdateAsync(set => set.SetProperty(a => a.StaleSince, since).SetProperty(a => a.Error, (string?)null));
            return await db.SaveChangesAsync();
        });
        (await OneAsync(app, "network-follows-books")).Holds.ShouldBeTrue();

        _clock.Advance(TimeSpan.FromMinutes(31));

        (await OneAsync(app, "network-follows-books")).Findings.Rows.ShouldHaveSingleItem().Text.ShouldBe(jane.UserName);
    }

    [Fact]
    public async Task Job_WithAFault_RaisesAnAlarmThatEndsWithIt()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        await FillAsync(app);
        await app.Db(db => db.Database.ExecuteSqlRawAsync("UPDATE \"NumberSequences\" SET \"Next\" = \"Next\" + 1 WHERE \"Series\" LIKE 'INV%'"));

        (await RunAsync(app)).ShouldContain("invoice-numbers (1)");
        (await OpenAsync(app)).ShouldHaveSingleItem().Text.InEnglish.ShouldContain("no gaps");
        await app.Db(db => db.Database.ExecuteSqlRawAsync("UPDATE \"NumberSequences\" SET \"Next\" = \"Next\" - 1 WHERE \"Series\" LIKE 'INV%'"));

        await RunAsync(app);
        (await OpenAsync(app)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Page_ChecksAndShowsWhatIsBroken()
    {
        await using var app = await (await TestApp.StartAsync(clock: _clock)).ServeAsync();
        using var owner = await TestBrowser.SignedInAsync(app);
        await FillAsync(app);
        (await owner.TextAsync("/settings/verify")).ShouldContain("Not checked yet");
        await app.Db(db => db.Database.ExecuteSqlRawAsync("UPDATE \"CustomerBalances\" SET \"CreditMinor\" = \"CreditMinor\" + 5"));

        using var ran = await owner.PostAsync("/settings/verify", [], htmx: true);

        var card = await ran.Content.ReadAsStringAsync();
        card.ShouldContain("checks do not hold");
        card.ShouldContain("credit-of-entries");
        (await owner.TextAsync("/settings/verify")).ShouldContain("credit-of-entries");
    }

    [Theory]
    [EachDatabase]
    public async Task Last_KeptTwice_IsFoundByAnyProcess(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        (await LastAsync(app)).ShouldBeNull();
        await RunAsync(app);
        await FillAsync(app);
        await app.Db(db => db.Database.ExecuteSqlRawAsync("UPDATE \"CustomerBalances\" SET \"CreditMinor\" = \"CreditMinor\" + 5"));
        _clock.Advance(TimeSpan.FromHours(1));

        var found = await VerifyAsync(app);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => app.With<LastVerification, bool>(async last =>
        {
            await last.KeepAsync(found, CancellationToken.None);
            return true;
        }))));

        var last = (await LastAsync(app)).ShouldNotBeNull();
        last.At.ShouldBe(found.At);
        last.Results.Select(r => (r.Invariant.Name, r.Findings.Count)).ShouldBe(found.Results.Select(r => (r.Invariant.Name, r.Findings.Count)));
        last.Broken.SelectMany(b => b.Findings.Rows).Select(r => r.Text).ShouldBe(found.Broken.SelectMany(b => b.Findings.Rows).Select(r => r.Text));
        last.Broken.ShouldNotBeEmpty();
    }

    /// <summary>Paid, part paid, prorated, reversed, refunded, credited, postpaid, without an owner: something of everything.</summary>
    private async Task FillAsync(TestApp app)
    {
        var (router, small) = (await app.RouterAsync(), await app.ProfileAsync("Small", days: 30));
        var big = await app.ProfileAsync("Big", days: 30);
        var jane = await app.NewAsync(router, small, n => n with { FirstCharge = FirstCharge.Invoice });
        Scenario.Value(await app.PayAsync(jane, 1000, p => p with { SubscriptionId = null }));
        Scenario.Value(await app.PayAsync(jane, 3700.33m));
        var odd = Scenario.Value(await app.PayAsync(jane, 33.33m, p => p with { SubscriptionId = null, Method = PaymentMethod.MobileMoney, Reference = "QK73" }));
        Scenario.Value(await app.PayAsync(jane, 44.44m, p => p with { SubscriptionId = null, Method = PaymentMethod.MobileMoney, Reference = "QK74" }));
        Scenario.Value(await app.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(odd.Payment.Id, "Typed twice", null, CancellationToken.None)));
        _clock.Advance(TimeSpan.FromDays(3));
        Scenario.Value(await app.With<ContractChanges, Result<ContractChanged>>(s => s.CarryOutAsync(new ChangeWish(jane.SubscriptionId) { ProfileId = big.Id, LetOpen = true }, CancellationToken.None)));
        Scenario.Value(await app.PayAsync(jane, 5000));
        var paul = await app.NewAsync(router, small, n => n with { FirstCharge = FirstCharge.Invoice, Name = "Paul", UserName = "paul" });
        Scenario.Value(await app.PayAsync(paul, 700, p => p with { SubscriptionId = null }));
        await SuspenseTests.SuspendAsync(app, "QK99", "nobody", 77);
    }

    private static Task<Verification> VerifyAsync(TestApp app) => app.With<Verifier, Verification>(v => v.RunAsync(CancellationToken.None));

    private static Task<Verification?> LastAsync(TestApp app) => app.With<LastVerification, Verification?>(l => l.FindAsync(CancellationToken.None));

    private static async Task<InvariantResult> OneAsync(TestApp app, string name) => (await VerifyAsync(app)).Results.Single(r => r.Invariant.Name == name);

    private Task<string> RunAsync(TestApp app) => app.With<IServiceProvider, string>(s => ActivatorUtilities.CreateInstance<VerifyBooksJob>(s).RunAsync(_clock.GetUtcNow(), CancellationToken.None));

    private static Task<List<Alarm>> OpenAsync(TestApp app) => app.Db(db => db.Set<Alarm>().AsNoTracking().Where(a => a.Kind == VerifyBooksJob.AlarmKind && a.ClearedAt == null).ToListAsync());
}
