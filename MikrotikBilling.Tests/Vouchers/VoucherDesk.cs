using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Guests;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Vouchers;

/// <summary>Vouchers as tests make, sell and redeem them.</summary>
internal static class VoucherDesk
{
    /// <summary>Ordered; its codes are not made yet.</summary>
    public static async Task<VoucherBatch> OrderAsync(this TestApp app, int quantity, Func<MakeBatch, MakeBatch>? with = null)
    {
        var profile = await app.Db(db => db.Set<Profile>().FirstOrDefaultAsync()) ?? await app.ProfileAsync();
        var input = new MakeBatch { ProfileId = profile.Id, Quantity = quantity };
        return Scenario.Value(await app.With<VoucherBatchService, Result<VoucherBatch>>(s => s.MakeAsync(with?.Invoke(input) ?? input, CancellationToken.None)));
    }

    /// <summary>What is ordered is made.</summary>
    public static async Task MakeAsync(this TestApp app)
    {
        while (await app.Services.GetRequiredService<VoucherMaker>().RunNextAsync(CancellationToken.None))
        {
            // the next one
        }
    }

    public static async Task<VoucherBatch> BatchAsync(this TestApp app, int quantity, Func<MakeBatch, MakeBatch>? with = null)
    {
        var batch = await app.OrderAsync(quantity, with);
        await app.MakeAsync();
        return (await app.BatchAsync(batch.Id)).Batch;
    }

    /// <summary>The same for a profile.</summary>
    public static Task<VoucherBatch> OrderedAsync(this TestApp app, Profile profile, int quantity, Func<MakeBatch, MakeBatch>? with = null) =>
        app.OrderAsync(quantity, b => with?.Invoke(b with { ProfileId = profile.Id }) ?? b with { ProfileId = profile.Id });

    public static async Task<VoucherBatch> PrintedAsync(this TestApp app, Profile profile, int quantity, Func<MakeBatch, MakeBatch>? with = null)
    {
        var batch = await app.OrderedAsync(profile, quantity, with);
        await app.MakeAsync();
        return (await app.BatchAsync(batch.Id)).Batch;
    }

    public static async Task<VoucherBatchLine> BatchAsync(this TestApp app, Guid id) => (await app.With<VoucherQueries, VoucherBatchLine?>(q => q.BatchAsync(id, CancellationToken.None)))!;

    public static Task<List<Voucher>> CodesAsync(this TestApp app, Guid batchId) => app.Db(db => db.Set<Voucher>().AsNoTracking().Where(v => v.BatchId == batchId).OrderBy(v => v.Serial).ToListAsync());

    public static Task<Result<RedeemedVoucher>> RedeemAsync(this TestApp app, string code, string account, string? address = null, string? pin = null) =>
        app.With<VoucherRedemption, Result<RedeemedVoucher>>(r => r.RedeemAsync(new RedeemVoucher { Code = code, Pin = pin, Account = account }, VoucherWay.Page, address, CancellationToken.None));

    /// <summary>To a point of sale, which pays its own price.</summary>
    public static async Task<Result<VoucherSale>> SellToShopAsync(this TestApp app, Guid batchId, int quantity)
    {
        var shop = Scenario.Value(await app.With<PointOfSaleService, Result<PointOfSale>>(s => s.AddAsync(new SavePointOfSale { Name = "Corner shop" }, CancellationToken.None)));
        return await app.With<VoucherSales, Result<VoucherSale>>(s => s.SellAsync(batchId, new SellVouchers { Id = Guid.CreateVersion7(), Quantity = quantity, PointOfSaleId = shop.Id }, CancellationToken.None));
    }

    public static Task<Result<VoucherReturn>> GiveBackAsync(this TestApp app, Guid saleId, int? quantity = null) =>
        app.With<VoucherReturns, Result<VoucherReturn>>(r => r.GiveBackAsync(new ReturnVouchers { Id = Guid.CreateVersion7(), SaleId = saleId, Quantity = quantity, Reason = "By mistake" }, CancellationToken.None));

    public static Task<Result<VoucherSale>> SellAsync(this TestApp app, Guid batchId, int? quantity = null, bool withUsed = true, PaymentMethod method = PaymentMethod.Cash) =>
        app.With<VoucherSales, Result<VoucherSale>>(s => s.SellAsync(batchId, new SellVouchers { Id = Guid.CreateVersion7(), Quantity = quantity, All = quantity is null, WithUsed = withUsed, Method = method }, CancellationToken.None));

    /// <summary>As somebody without an account, at a router.</summary>
    public static Task<Result<VoucherGuest>> LetInAsync(this TestApp app, string code, Guid routerId) =>
        app.With<VoucherGuests, Result<VoucherGuest>>(g => g.LetInAsync(code, null, new HotspotDevice(routerId, null, null), null, VoucherWay.Hotspot, CancellationToken.None));

    public static Task<string> ExpireAsync(this TestApp app) => app.With<ExpireVouchersJob, string>(j => j.RunAsync(app.Clock.GetUtcNow(), CancellationToken.None));

    /// <summary>Sets when vouchers are revenue from now on.</summary>
    public static async Task RevenueAsync(this TestApp app, VoucherRevenue when)
    {
        var settings = await app.With<BillingSettingsQueries, BillingSettings>(q => q.FindAsync(CancellationToken.None));
        Scenario.Value(await app.With<BillingSettingsService, Result<BillingSettings>>(s => s.SaveAsync(SaveBillingSettings.Of(settings) with { VoucherRevenue = when }, null, CancellationToken.None)));
    }

    public static Task<List<Payment>> PaymentsOfAsync(this TestApp app, CreatedCustomer customer) =>
        app.Db(db => db.Set<Payment>().AsNoTracking().Where(p => p.CustomerId == customer.CustomerId).ToListAsync());
}
