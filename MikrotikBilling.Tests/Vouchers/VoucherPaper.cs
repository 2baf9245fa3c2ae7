using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Vouchers;

/// <summary>Sentences for tests of the pages of vouchers.</summary>
internal static class VoucherPaper
{
    public static async Task<VoucherBatch> OrderedAsync(this TestApp app, Profile profile, int quantity, Func<MakeBatch, MakeBatch>? with = null)
    {
        var input = new MakeBatch { ProfileId = profile.Id, Quantity = quantity };
        return Scenario.Value(await app.With<VoucherBatchService, Result<VoucherBatch>>(s => s.MakeAsync(with?.Invoke(input) ?? input, CancellationToken.None)));
    }

    /// <summary>The maker does all that was ordered.</summary>
    public static async Task MakeOrderedAsync(this TestApp app)
    {
        var maker = app.Services.GetRequiredService<VoucherMaker>();
        while (await maker.RunNextAsync(CancellationToken.None))
        {
            // the next one
        }
    }

    /// <summary>A batch with all its codes.</summary>
    public static async Task<VoucherBatch> PrintedAsync(this TestApp app, Profile profile, int quantity, Func<MakeBatch, MakeBatch>? with = null)
    {
        var batch = await app.OrderedAsync(profile, quantity, with);
        await app.MakeOrderedAsync();
        return await app.Db(db => db.Set<VoucherBatch>().AsNoTracking().SingleAsync(b => b.Id == batch.Id));
    }

    /// <summary>In the order of the paper.</summary>
    public static Task<List<Voucher>> PaperAsync(this TestApp app, VoucherBatch batch) =>
        app.Db(db => db.Set<Voucher>().AsNoTracking().Where(v => v.BatchId == batch.Id).OrderBy(v => v.Serial).ToListAsync());
}
