using System.Text;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways.Reconciling;

/// <summary>A provider's list and the books, from the file to the last difference that is settled.</summary>
public sealed class ReconciliationTests
{
    private readonly FakeClock _clock = new(GatewayStory.SampledAt);

    [Theory]
    [EachDatabase]
    public async Task OneMissingAndOneExtra_AreNamed_AndNothingIsBooked(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var (account, jane) = (await app.SignedAccountAsync(), await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane"));
        await app.ToldAsync(account, "TKK1", 150000, "jane");
        await app.ToldAsync(account, "TKK3", 70000, "nobody");
        var before = await app.AccountsAsync();

        var run = await app.KeptAsync(account, ReconciliationStory.Mpesa(
            ReconciliationStory.MpesaIn("TKK1", "20-11-2026 12:59:00", "1,500.00", "jane"), ReconciliationStory.MpesaIn("TKK2", "20-11-2026 12:30:00", "250.00", "jane")), new DateOnly(2026, 11, 20), new DateOnly(2026, 11, 20));

        var rows = await app.DifferencesAsync(run);
        rows.Select(r => (r.Kind, r.TransactionId)).ShouldBe([(DifferenceKind.Missing, "TKK2"), (DifferenceKind.Extra, "TKK3")]);
        (run.State, run.Lines, run.Equal, run.Differences, run.Unsettled).ShouldBe((ReconciliationState.Open, 2, 1, 2, 2));
        run.Sums.ShouldHaveSingleItem().ShouldBe(new ReconciliationSum("KES", 175000, 220000));
        rows[1].SuspenseId.ShouldNotBeNull();
        (await app.AccountsAsync()).ShouldBe(before);
        (await app.Db(db => db.Set<Payment>().CountAsync(p => p.CustomerId == jane.CustomerId))).ShouldBe(1);
        (await app.Db(db => db.Set<ReconciliationFile>().AnyAsync())).ShouldBeFalse();
    }

    [Theory]
    [EachDatabase]
    public async Task Missing_BookedByAPress_IsTheCallbackThatComesLater(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var (account, jane) = (await app.SignedAccountAsync(), await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane"));
        var run = await app.KeptAsync(account, ReconciliationStory.Mpesa(ReconciliationStory.MpesaIn("TKK1", "19-11-2026 12:59:00", "1,500.00", "jane")));
        var row = (await app.DifferencesAsync(run)).Single();

        Scenario.Value(await app.BookAsync(row)).Result.ShouldBe("recorded");
        (await app.BookAsync(row)).Refusal.ShouldNotBeNull().Code.ShouldBe("reconciliation.settled");
        (await app.ToldAsync(account, "TKK1", 150000, "jane")).IsDuplicate.ShouldBeTrue();

        var payment = await app.Db(db => db.Set<Payment>().AsNoTracking().SingleAsync());
        (payment.CustomerId, payment.Reference, payment.ReceivedOn).ShouldBe((jane.CustomerId, "TKK1", new DateOnly(2026, 11, 19)));
        var settled = (await app.DifferencesAsync(run)).Single();
        (settled.State, settled.PaymentId, settled.SettledAt).ShouldBe((DifferenceState.Booked, payment.Id, GatewayStory.SampledAt));
        (await app.NowAsync(run)).ShouldSatisfyAllConditions(r => r.State.ShouldBe(ReconciliationState.Settled), r => r.Unsettled.ShouldBe(0), r => r.SettledAt.ShouldNotBeNull());
        (await app.Db(db => db.Set<AuditEntry>().CountAsync(a => a.Action == "reconciliation.booked"))).ShouldBe(1);
        (await app.WrongAsync()).ShouldBeEmpty();
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task Missing_PressedByTenAtOnce_IsBookedOnce(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var account = await app.SignedAccountAsync();
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        var run = await app.KeptAsync(account, ReconciliationStory.Mpesa(ReconciliationStory.MpesaIn("TKK1", "20-11-2026 12:59:00", "1,500.00", "jane")));
        var row = (await app.DifferencesAsync(run)).Single();

        var done = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => app.BookAsync(row))).Append(Task.Run(async () => (Result<MovementOutcome>)await app.ToldAsync(account, "TKK1", 150000, "jane"))));

        done.Count(d => d is { Ok: true, Value.IsDuplicate: false }).ShouldBe(1);
        done.Where(d => !d.Ok).ShouldAllBe(d => d.Refusal!.Code == "reconciliation.settled");
        (await app.Db(db => db.Set<Payment>().CountAsync())).ShouldBe(1);
        (await app.NowAsync(run)).Unsettled.ShouldBe(0);
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task AllMissing_BookedAfterALookAtTheirSum_GoToOwnersOrSuspense(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var account = await app.SignedAccountAsync();
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        var run = await app.KeptAsync(account, ReconciliationStory.Mpesa(
            ReconciliationStory.MpesaIn("TKK1", "20-11-2026 12:00:00", "1,500.00", "jane"), ReconciliationStory.MpesaIn("TKK2", "20-11-2026 12:10:00", "33.33", "nobody"), ReconciliationStory.MpesaIn("TKK3", "20-11-2026 12:20:00", "66.67")));
        var plan = await app.With<ReconciliationBooking, MissingPlan>(b => b.PlanAsync(run.Id, CancellationToken.None));
        (plan.Count, plan.Sums.Single()).ShouldBe((3, Bookkeeping.Kes(160000)));

        (await app.With<ReconciliationBooking, Result<MissingBooked>>(b => b.BookMissingAsync(run.Id, "another", CancellationToken.None))).Refusal.ShouldNotBeNull().Code.ShouldBe("money.stale-preview");
        var done = Scenario.Value(await app.With<ReconciliationBooking, Result<MissingBooked>>(b => b.BookMissingAsync(run.Id, plan.Stamp, CancellationToken.None)));

        done.ShouldBe(new MissingBooked(1, 2, 0, 0));
        (await app.AccountsAsync()).ShouldSatisfyAllConditions(a => a[LedgerAccount.GatewayClearing].ShouldBe(160000), a => a[LedgerAccount.Suspense].ShouldBe(-10000));
        (await app.NowAsync(run)).State.ShouldBe(ReconciliationState.Settled);
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task EachOtherDifference_IsNamedForWhatItIs(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var account = await app.SignedAccountAsync();
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        await app.ToldAsync(account, "A", 10000, "jane");
        await app.ToldAsync(account, "B", 20000, "jane");
        await app.ToldAsync(account, "C", 30000, "nobody", currency: "USD");
        await app.ToldAsync(account, "D", 40000, "jane");
        await app.ToldAsync(account, "D", 40000, "jane", MovementState.Reversed);
        await app.ToldAsync(account, "E", 50000, "jane");
        await app.ToldAsync(account, "F", 60000, "jane", MovementState.Pending);
        await app.ToldAsync(account, "G", 70000, "jane", MovementState.Failed);

        var run = await app.KeptAsync(account, ReconciliationStory.Mpesa(
            ReconciliationStory.MpesaIn("A", "20-11-2026 12:00:00", "100.00"), ReconciliationStory.MpesaOut("A9", "20-11-2026 12:30:00", "-100.00", "Pay Bill Reversal", "A"), ReconciliationStory.MpesaIn("B", "20-11-2026 12:01:00", "200.01"),
            ReconciliationStory.MpesaIn("C", "20-11-2026 12:02:00", "300.00"), ReconciliationStory.MpesaIn("D", "20-11-2026 12:03:00", "400.00"), ReconciliationStory.MpesaIn("E", "20-11-2026 12:04:00", "500.00", status: "Failed"),
            ReconciliationStory.MpesaIn("F", "20-11-2026 12:05:00", "600.00"), ReconciliationStory.MpesaIn("G", "20-11-2026 12:06:00", "700.00", status: "Failed")));

        (await app.DifferencesAsync(run)).ToDictionary(r => r.TransactionId!, r => (r.Kind, r.MayBook)).ShouldBe(new Dictionary<string, (DifferenceKind, bool)>
        {
            ["A"] = (DifferenceKind.BackThere, true),
            ["B"] = (DifferenceKind.Amount, false),
            ["C"] = (DifferenceKind.Currency, false),
            ["D"] = (DifferenceKind.BackHere, false),
            ["E"] = (DifferenceKind.NotPaidThere, false),
            ["F"] = (DifferenceKind.Missing, true),
        }, ignoreOrder: true);
        (await app.BookAsync((await app.DifferencesAsync(run)).Single(r => r.TransactionId == "B"))).Refusal.ShouldNotBeNull().Code.ShouldBe("reconciliation.not-bookable");
    }

    [Theory]
    [EachDatabase]
    public async Task TakenBackThere_BookedByAPress_IsTakenBackHere(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var (account, jane) = (await app.SignedAccountAsync(), await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane"));
        await app.ToldAsync(account, "A", 10000, "jane");
        _clock.Advance(TimeSpan.FromDays(2));
        var run = await app.KeptAsync(account, ReconciliationStory.Mpesa(ReconciliationStory.MpesaOut("A9", "22-11-2026 12:30:00", "-100.00", "Pay Bill Reversal", "a")), new DateOnly(2026, 11, 22), new DateOnly(2026, 11, 22));
        run.Sums.Single().ShouldBe(new ReconciliationSum("KES", -10000, 0));

        Scenario.Value(await app.BookAsync((await app.DifferencesAsync(run)).Single())).Result.ShouldBe("reversed");

        (await app.Db(db => db.Set<Payment>().AsNoTracking().SingleAsync())).State.ShouldBe(PaymentState.Reversed);
        (await app.BalanceAsync(jane)).CreditMinor.ShouldBe(0);
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task ReceiptThatWasTypedIn_IsInTheBooks(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var (account, jane) = (await app.SignedAccountAsync(), await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync()));
        Scenario.Value(await app.PayAsync(jane, 1500, p => p with { Method = PaymentMethod.MobileMoney, Reference = "tkk 1" }));
        Scenario.Value(await app.PayAsync(jane, 10, p => p with { Method = PaymentMethod.MobileMoney, Reference = "TKK-2", SubscriptionId = null }));

        var run = await app.KeptAsync(account, ReconciliationStory.Mpesa(ReconciliationStory.MpesaIn("TKK1", "20-11-2026 12:59:00", "1,500.00"), ReconciliationStory.MpesaIn("TKK2", "20-11-2026 12:59:00", "11.00")));

        run.Equal.ShouldBe(1);
        (await app.DifferencesAsync(run)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(r => r.Kind.ShouldBe(DifferenceKind.Amount), r => r.PaymentId.ShouldNotBeNull(), r => r.TransactionId.ShouldBe("TKK2"));
    }

    [Theory]
    [EachDatabase]
    public async Task MoneyOfYesterdaysList_BookedToday_IsNotTooMuchInTodays(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var account = await app.SignedAccountAsync();
        var yesterday = await app.KeptAsync(account, ReconciliationStory.Mpesa(ReconciliationStory.MpesaIn("TKK1", "19-11-2026 12:59:00", "1,500.00", "nobody")));
        Scenario.Value(await app.BookAsync((await app.DifferencesAsync(yesterday)).Single()));

        var today = await app.KeptAsync(account, "Receipt No.,Completion Time,Paid In,Withdrawn\n", new DateOnly(2026, 11, 20), new DateOnly(2026, 11, 20));

        (today.State, today.Differences, today.Lines).ShouldBe((ReconciliationState.Settled, 0, 0));
        today.Sums.ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task Difference_ThatAgreesSince_IsResolved_AndTheRestIsNoted(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var account = await app.SignedAccountAsync();
        await app.ToldAsync(account, "TKK9", 5000, "nobody");
        var run = await app.KeptAsync(account, ReconciliationStory.Mpesa(ReconciliationStory.MpesaIn("TKK1", "20-11-2026 12:00:00", "1,500.00"), ReconciliationStory.MpesaIn("TKK2", "20-11-2026 12:59:59", "20.00")), new DateOnly(2026, 11, 20), new DateOnly(2026, 11, 20));
        await app.ToldAsync(account, "TKK1", 150000, "nobody");

        Scenario.Value(await app.With<ReconciliationSettling, Result<int>>(s => s.LookAgainAsync(run.Id, CancellationToken.None))).ShouldBe(1);
        var rows = await app.DifferencesAsync(run);
        rows.ToDictionary(r => r.TransactionId!, r => r.State).ShouldBe(new Dictionary<string, DifferenceState> { ["TKK1"] = DifferenceState.Resolved, ["TKK2"] = DifferenceState.Open, ["TKK9"] = DifferenceState.Open }, ignoreOrder: true);
        foreach (var row in rows.Where(r => r.State == DifferenceState.Open)) Scenario.Value(await NoteAsync(row));
        (await NoteAsync(rows[0])).Refusal.ShouldNotBeNull().Code.ShouldBe("reconciliation.settled");

        (await app.NowAsync(run)).State.ShouldBe(ReconciliationState.Settled);
        (await app.DifferencesAsync(run)).Last().ShouldSatisfyAllConditions(r => r.Note.ShouldBe("It is the till's own test"), r => r.SettledBy.ShouldNotBeNullOrEmpty());

        Task<Result<ReconciliationRow>> NoteAsync(ReconciliationRow row) =>
            app.With<ReconciliationSettling, Result<ReconciliationRow>>(s => s.NoteAsync(run.Id, row.Id, new SettleByNote { Note = " It is the till's own test " }, CancellationToken.None));
    }

    [Theory]
    [EachDatabase]
    public async Task UnknownColumns_SaidOnce_AreKnownNextTime(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var account = await app.SignedAccountAsync();
        var file = Encoding.UTF8.GetBytes(ReconciliationStory.Head + "QK7,03/04/2026 10:00,\"1.500,00\",ok,nobody\n");
        var draft = Scenario.Value(await app.UploadAsync(account, file));
        draft.Plan.ShouldBeNull();
        (await app.With<ReconciliationService, Result<ReconciliationRun>>(s => s.KeepAsync(draft.Id, CancellationToken.None))).Refusal.ShouldNotBeNull().Code.ShouldBe("reconciliation.columns");
        var columns = new Dictionary<StatementColumn, string?> { [StatementColumn.Id] = "Reference", [StatementColumn.Time] = "When", [StatementColumn.Amount] = "Total", [StatementColumn.Account] = "Customer", [StatementColumn.Status] = "" };
        (await MapAsync(columns.Where(c => c.Key != StatementColumn.Time).ToDictionary())).Refusal.ShouldNotBeNull().Field.ShouldBe("Columns[Time]");

        var mapped = Scenario.Value(await MapAsync(columns));
        var next = Scenario.Value(await app.UploadAsync(account, file));

        (mapped.Lines, mapped.Differences, mapped.From).ShouldBe((1, 1, new DateTimeOffset(2026, 3, 3, 21, 0, 0, TimeSpan.Zero)));
        (next.Lines, next.Sums.Single().TheirMinor).ShouldBe((1, 150000));

        Task<Result<ReconciliationRun>> MapAsync(Dictionary<StatementColumn, string?> chosen) => app.With<ReconciliationService, Result<ReconciliationRun>>(
            s => s.MapAsync(draft.Id, new ReadStatement { Columns = chosen, Dates = DateOrder.MonthFirst, Zone = "" }, CancellationToken.None));
    }

    [Fact]
    public async Task Draft_Discarded_LeavesNothing_AndAnotherCompanyHasNone()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var account = await app.SignedAccountAsync();
        var draft = Scenario.Value(await app.UploadAsync(account, Encoding.UTF8.GetBytes(ReconciliationStory.Mpesa(ReconciliationStory.MpesaIn("TKK1", "20-11-2026 12:59:00", "1,500.00")))));
        (await app.Db(db => db.Set<ReconciliationFile>().Select(f => f.Content).SingleAsync())).AsSpan().IndexOf("JANE"u8).ShouldBe(-1);

        (await app.With<ReconciliationService, Result>(s => s.DiscardAsync(draft.Id, CancellationToken.None))).Ok.ShouldBeTrue();

        (await app.Db(db => db.Set<ReconciliationRun>().AnyAsync())).ShouldBeFalse();
        (await app.Db(db => db.Set<ReconciliationRow>().AnyAsync())).ShouldBeFalse();
        (await app.UploadAsync(new GatewayAccount { Gateway = "signed", Name = "No" }, [1])).Refusal.ShouldNotBeNull().IsNotFound.ShouldBeTrue();
    }

    [Theory]
    [EachDatabase]
    public async Task FiftyThousandLines_OfWhichOneIsMissing_AreComparedWithFewStatements(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var account = await app.SignedAccountAsync();
        app.CountsMayDiffer = true;
        await app.ScopeAsync(async s =>
        {
            var db = (AppDbContext)s.GetService(typeof(AppDbContext))!;
            await db.InTransactionAsync(token => db.BulkInsertAsync([.. Enumerable.Range(1, 49_999).Select(Movement)], token), CancellationToken.None);
        });
        var file = ReconciliationStory.Mpesa([.. Enumerable.Range(0, 50_000).Select(n => ReconciliationStory.MpesaIn($"TKK{n:000000}", "20-11-2026 12:59:00", "10.00"))]);
        var before = app.Sql.Count;

        var run = await app.KeptAsync(account, file);

        (run.Equal, run.Differences, run.Lines).ShouldBe((49_999, 1, 50_000));
        (app.Sql.Count - before).ShouldBeLessThan(60);

        GatewayMovement Movement(int n)
        {
            var movement = new GatewayMovement { TenantId = app.TenantId, AccountId = account.Id, Gateway = "signed", TransactionId = $"TKK{n:000000}", AmountMinor = 1000, AmountCurrency = "KES", FirstSeenAt = GatewayStory.SampledAt };
            movement.MoveTo(MovementState.Succeeded);
            return movement;
        }
    }

    [Fact]
    public async Task Export_HoldsEachDifference_AndNoFormula()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var account = await app.SignedAccountAsync();
        var run = await app.KeptAsync(account, ReconciliationStory.Mpesa(ReconciliationStory.MpesaIn("TKK1", "20-11-2026 12:59:00", "1,500.00", "=1+1", "+HACK")));
        using var output = new MemoryStream();

        var rows = await app.With<ReconciliationExport, int>(e => e.WriteAsync(output, new DifferenceFilter(run.Id), new TransferStyle(), CancellationToken.None));

        rows.ShouldBe(1);
        var text = Encoding.UTF8.GetString(output.ToArray());
        text.ShouldContain("Missing,Open,TKK1,2026-11-20 12:59:00,2,KES,1500.00");
        text.ShouldContain("'=1+1");
        text.ShouldContain("'+HACK");
    }
}
