using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;
using Xunit.Abstractions;

namespace MikrotikBilling.Tests.Vouchers;

/// <summary>The program as a process of its own, ended without warning while it makes codes.</summary>
public sealed class VoucherKillTests(ITestOutputHelper output)
{
    private const int Rounds = 10;
    private const int Quantity = 10_000;

    [Theory]
    [EachDatabase]
    public async Task Maker_KilledAtAnyMoment_LeavesBatchesThatAreWholeOrGoneOnWith(DatabaseProvider provider)
    {
        var seed = Random.Shared.Next(1_000_000);
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        await using var app = await TestApp.StartAsync(provider);
        string[] arguments = ["serve", "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Error", .. app.SameInstallation];
        for (var round = 0; round < Rounds; round++)
        {
            await app.OrderAsync(Quantity);
            await using var run = ProgramRun.Start(arguments);
            await UntilAsync(async () => await app.Db(db => db.Set<VoucherBatch>().AnyAsync(b => b.State == VoucherBatchState.Making && b.ClaimedUntil != null || b.State == VoucherBatchState.Ready && b.Number == round + 1)), run);
            var enough = run.Work + TimeSpan.FromMilliseconds(random.Next(250));
            await UntilAsync(() => Task.FromResult(run.Work >= enough), run);
            await run.KillAsync();
            // Each part is whole: as many codes as the batch says, numbered without a gap.
            foreach (var batch in await app.Db(db => db.Set<VoucherBatch>().AsNoTracking().ToListAsync()))
            {
                (await app.CodesAsync(batch.Id)).Count.ShouldBe(batch.Made, $"after round {round}");
                (batch.State == VoucherBatchState.Ready).ShouldBe(batch.Made == Quantity);
            }
            await app.Db(db => db.Set<VoucherBatch>().ExecuteUpdateAsync(set => set.SetProperty(b => b.ClaimedUntil, (DateTimeOffset?)null)));
        }

        await app.MakeAsync();

        var codes = await app.Db(db => db.Set<Voucher>().AsNoTracking().Select(v => new { v.BatchId, v.Serial, v.Code }).ToListAsync());
        (codes.Count, codes.Select(c => c.Code).Distinct().Count()).ShouldBe((Rounds * Quantity, Rounds * Quantity));
        codes.GroupBy(c => c.BatchId).ShouldAllBe(g => g.Count() == Quantity && g.Min(c => c.Serial) == 1 && g.Max(c => c.Serial) == Quantity);
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, ProgramRun run)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        while (!await holds())
        {
            patience.IsCancellationRequested.ShouldBeFalse(run.Error + run.Output);
            await Task.Delay(10);
        }
    }
}
