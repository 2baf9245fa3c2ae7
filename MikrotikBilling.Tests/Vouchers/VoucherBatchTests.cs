using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Vouchers;

public sealed class VoucherBatchTests
{
    [Theory]
    [EachDatabase]
    public async Task Batch_Made_HasAllItsCodesAndKeepsTheirCount(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);

        var batch = await app.BatchAsync(12_003, b => b with { CodePrefix = "rvw", HasPin = true });

        (batch.State, batch.Made, batch.NumberText).ShouldBe((VoucherBatchState.Ready, 12_003, "V-00001"));
        var codes = await app.CodesAsync(batch.Id);
        codes.Select(v => v.Serial).ShouldBe(Enumerable.Range(1, 12_003));
        codes.ShouldAllBe(v => v.Code.StartsWith("RVW", StringComparison.Ordinal) && v.Code.Length == 12 && v.Pin!.Length == 4 && v.State == VoucherState.Unused);
        codes.Select(v => v.Code).Distinct().Count().ShouldBe(12_003);
        (await app.BatchAsync(batch.Id)).Counts.ShouldBe(new VoucherCounts(12_003, 0, 0, 0));
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Batch_TakesPriceAndTimeFromItsProfile()
    {
        await using var app = await TestApp.StartAsync();

        var batch = await app.BatchAsync(1);

        (batch.SalesPrice, batch.Price, batch.Time).ShouldBe((Bookkeeping.Kes(150_000), Bookkeeping.Kes(150_000), new CalendarSpan(30, SpanUnit.Days)));
    }

    [Fact]
    public async Task Order_PressedTwice_MakesOneBatch()
    {
        await using var app = await TestApp.StartAsync();
        var id = Guid.CreateVersion7();

        await app.OrderAsync(5, b => b with { Id = id });
        await app.OrderAsync(5, b => b with { Id = id });
        await app.MakeAsync();

        (await app.Db(db => db.Set<VoucherBatch>().CountAsync())).ShouldBe(1);
        (await app.CodesAsync(id)).Count.ShouldBe(5);
    }

    [Fact]
    public async Task Maker_ThatDied_GoesOnBehindTheLastWholePart()
    {
        await using var app = await TestApp.StartAsync();
        var batch = await app.OrderAsync(7_000);
        // As a process leaves it that was killed behind its first part, or in the middle of the second.
        await app.Db(async db => await db.InTransactionAsync(async token =>
        {
            var codes = new string[5_000];
            VoucherCode.Fill(batch.Format, codes);
            await db.BulkInsertAsync([.. codes.Select((code, i) => new Voucher { TenantId = app.TenantId, BatchId = batch.Id, Serial = i + 1, Code = code })], token);
            return await db.Set<VoucherBatch>().ExecuteUpdateAsync(set => set.SetProperty(b => b.Made, 5_000).SetProperty(b => b.ClaimedUntil, app.Clock.GetUtcNow().AddSeconds(-1)), token);
        }, CancellationToken.None));
        (await app.BatchAsync(batch.Id)).Batch.State.ShouldBe(VoucherBatchState.Making);

        await app.MakeAsync();

        (await app.CodesAsync(batch.Id)).Select(v => v.Serial).ShouldBe(Enumerable.Range(1, 7_000));
        (await app.BatchAsync(batch.Id)).Counts.Unused.ShouldBe(7_000);
    }

    [Theory]
    [EachDatabase]
    public async Task Makers_OfTwoNodesAtOnce_MakeEachCodeOnce(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var batch = await app.OrderAsync(11_000);

        await Task.WhenAll(app.MakeAsync(), app.MakeAsync(), app.MakeAsync());

        (await app.CodesAsync(batch.Id)).Select(v => v.Serial).ShouldBe(Enumerable.Range(1, 11_000));
    }

    [Fact]
    public async Task Batch_GivenUpWhileMade_HasNoCodeThatWorks()
    {
        await using var app = await TestApp.StartAsync();
        var batch = await app.OrderAsync(9);

        Scenario.Value(await app.With<VoucherBatchService, Result<VoucherBatch>>(s => s.CancelAsync(batch.Id, CancellationToken.None)));
        await app.MakeAsync();

        (await app.BatchAsync(batch.Id)).ShouldSatisfyAllConditions(b => b.Batch.State.ShouldBe(VoucherBatchState.Cancelled), b => b.Counts.Unused.ShouldBe(0));
        (await app.With<VoucherBatchService, Result<VoucherBatch>>(s => s.CancelAsync(batch.Id, CancellationToken.None))).Refusal!.Code.ShouldBe("voucher-batch.made");
    }

    [Fact]
    public async Task Batch_TakenBack_LeavesWhatWasUsedAndRefusesTheRest()
    {
        await using var app = await TestApp.StartAsync();
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        var batch = await app.BatchAsync(3);
        var codes = await app.CodesAsync(batch.Id);
        Scenario.Value(await app.RedeemAsync(codes[0].Code, "jane"));

        Scenario.Value(await app.With<VoucherBatchService, Result<VoucherBatch>>(s => s.VoidAsync(batch.Id, "Stolen", null, CancellationToken.None)));

        (await app.BatchAsync(batch.Id)).Counts.ShouldBe(new VoucherCounts(0, 1, 0, 2));
        (await app.RedeemAsync(codes[1].Code, "jane")).Refusal!.Code.ShouldBe("voucher.void");
        (await app.RedeemAsync(codes[0].Code, "jane")).Refusal!.Code.ShouldBe("voucher.already-redeemed");
        (await app.PaymentsOfAsync(jane)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Code_TakenBackAlone_LeavesTheOthers()
    {
        await using var app = await TestApp.StartAsync();
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        var codes = await app.CodesAsync((await app.BatchAsync(2)).Id);

        (await VoidAsync(" ")).Refusal!.Code.ShouldBe("voucher.reason");
        Scenario.Value(await VoidAsync("Torn"));
        (await VoidAsync("Torn again")).Refusal!.Code.ShouldBe("voucher.void");

        (await app.RedeemAsync(codes[0].Code, "jane")).Refusal!.Code.ShouldBe("voucher.void");
        (await app.RedeemAsync(codes[1].Code, "jane")).Ok.ShouldBeTrue();

        Task<Result<Voucher>> VoidAsync(string reason) => app.With<VoucherBatchService, Result<Voucher>>(s => s.VoidCodeAsync(codes[0].Id, reason, CancellationToken.None));
    }

    [Fact]
    public async Task Codes_NotRedeemedInTime_Expire()
    {
        await using var app = await TestApp.StartAsync(clock: new FakeClock());
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        var today = DateOnly.FromDateTime(app.Clock.GetUtcNow().AddHours(3).DateTime);
        var batch = await app.BatchAsync(2, b => b with { RedeemUntil = today });
        var codes = await app.CodesAsync(batch.Id);
        Scenario.Value(await app.RedeemAsync(codes[0].Code, "jane"));

        app.FakeClock.Advance(TimeSpan.FromDays(1));
        (await app.RedeemAsync(codes[1].Code, "jane")).Refusal!.Code.ShouldBe("voucher.expired");
        (await app.With<ExpireVouchersJob, string>(j => j.RunAsync(app.Clock.GetUtcNow(), CancellationToken.None))).ShouldBe("1 codes expired");
        (await app.With<ExpireVouchersJob, string>(j => j.RunAsync(app.Clock.GetUtcNow(), CancellationToken.None))).ShouldBe("0 codes expired");

        (await app.BatchAsync(batch.Id)).Counts.ShouldBe(new VoucherCounts(0, 1, 1, 0));
    }

    [Theory]
    [InlineData(0, null, "Quantity")]
    [InlineData(100_001, null, "Quantity")]
    [InlineData(5, "OIL", "CodePrefix")]
    [InlineData(5, "ABCDEF", "CodeLength")]
    [InlineData(5, "'<b>", "CodePrefix")]
    public void Order_ThatIsNotRight_IsRefusedByItsField(int quantity, string? prefix, string field) =>
        new MakeBatchValidator().Validate(new MakeBatch { ProfileId = Guid.CreateVersion7(), Quantity = quantity, CodePrefix = prefix, CodeLength = 11 }).Errors.ShouldContain(e => e.PropertyName == field);
}
