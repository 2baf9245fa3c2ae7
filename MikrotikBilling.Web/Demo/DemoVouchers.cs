using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Guests;

namespace MikrotikBilling.Web.Demo;

/// <summary>Vouchers of the last weeks: day passes that a shop sells and customers redeem, passes that lie in the drawer, a batch that was printed wrongly, and guests of the hotspots.</summary>
internal sealed class DemoVouchers(IServiceScopeFactory scopes, DemoStory story, VoucherMaker maker, IReadOnlyList<Guid> profileIds, IReadOnlyList<Guid> routerIds, DateTimeOffset now)
{
    /// <summary>Places in <see cref="DemoOffers.All"/>.</summary>
    private const int Weekly = 3, Day = 4, Hours = 5;

    private const int Redeemed = 4;
    private const int Guests = 14;

    public void Tell()
    {
        var (days, weeks, passes, shop) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.Empty);
        story.Tell(now.AddDays(-21), async (s, token) =>
        {
            var points = s.GetRequiredService<PointOfSaleService>();
            shop = DemoSeed.Value(await points.AddAsync(new SavePointOfSale { Name = "Mama Njeri, Section 58", Phone = "+254 722 400 115" }, token)).Id;
            var closed = DemoSeed.Value(await points.AddAsync(new SavePointOfSale { Name = "Lanet Stage kiosk", Notes = "Closed since March." }, token));
            DemoSeed.Value(await points.SetActiveAsync(closed.Id, false, token));
        });
        TellBatch(now.AddDays(-20), Day, new MakeBatch { Id = days, Quantity = 200, Price = 70, Notes = "For the shops." });
        TellBatch(now.AddDays(-16), Weekly, new MakeBatch { Id = weeks, Quantity = 50, SalesPrice = 540, HasPin = true });
        TellBatch(now.AddDays(-8), Hours, new MakeBatch { Id = passes, Quantity = 500, CodePrefix = "RV", RedeemUntil = DateOnly.FromDateTime(now.UtcDateTime).AddDays(60) });
        story.Tell(now.AddDays(-19), async (s, token) => DemoSeed.Value(await s.GetRequiredService<VoucherSales>().SellAsync(
            days, new SellVouchers { Id = Guid.CreateVersion7(), Quantity = 120, PointOfSaleId = shop, Method = PaymentMethod.MobileMoney }, token)));
        story.Tell(now.AddDays(-15), async (s, token) => DemoSeed.Value(await s.GetRequiredService<VoucherBatchService>().VoidAsync(weeks, "Printed with the price of last year.", null, token)));
        for (var i = 0; i < Redeemed; i++)
        {
            var place = i;
            story.Tell(now.AddDays(-5).AddHours(26 * place), (s, token) => RedeemAsync(s, days, place, token));
        }
        TellGuests();
    }

    /// <summary>A few come each day with a code from the counter; some codes stand on a router ahead of their use.</summary>
    private void TellGuests()
    {
        var (counter, station) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        TellBatch(now.AddDays(-7), DemoOffers.All.Count + DemoOffers.HotspotDay, new MakeBatch { Id = counter, Quantity = 100, Notes = "At the counter of the café." });
        TellBatch(now.AddDays(-2), DemoOffers.All.Count + DemoOffers.HotspotHour, new MakeBatch { Id = station, Quantity = 40, CodePrefix = "HR", Counts = VoucherTime.Online, LocksDevice = true });
        story.Tell(now.AddDays(-6).AddHours(-20), async (s, token) => DemoSeed.Value(await s.GetRequiredService<VoucherSales>().SellAsync(
            counter, new SellVouchers { Id = Guid.CreateVersion7(), Quantity = 60, Method = PaymentMethod.Cash }, token)));
        for (var i = 0; i < Guests; i++)
        {
            var (place, at) = (i, now.AddHours(-6.5 * (Guests - i)));
            story.Tell(at, (s, token) => LetInAsync(s, counter, place, token));
            if (at.AddHours(25) < now) story.TellDue(at.AddHours(24).AddMinutes(1));
        }
        story.TellJob(now.AddMinutes(-1), async token =>
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<GuestFarewell>().SayAsync(now, token);
        });
    }

    private async Task LetInAsync(IServiceProvider services, Guid batchId, int place, CancellationToken cancellationToken)
    {
        var code = await services.GetRequiredService<AppDbContext>().Set<Voucher>().Where(v => v.BatchId == batchId && v.State == VoucherState.Unused).OrderBy(v => v.Serial).Select(v => v.Code).FirstAsync(cancellationToken);
        var device = new HotspotDevice(routerIds[place % 2], $"4C:5E:0C:77:{place:X2}:10", null);
        DemoSeed.Value(await services.GetRequiredService<VoucherGuests>().LetInAsync(code, null, device, null, VoucherWay.Hotspot, cancellationToken));
    }

    private void TellBatch(DateTimeOffset at, int offer, MakeBatch batch)
    {
        story.Tell(at, async (s, token) => DemoSeed.Value(await s.GetRequiredService<VoucherBatchService>().MakeAsync(batch with { ProfileId = profileIds[offer] }, token)));
        story.TellJob(at.AddMinutes(1), async token =>
        {
            while (await maker.RunNextAsync(token))
            {
                // the batch that was ordered
            }
        });
    }

    /// <summary>Credit of one of the newest customers.</summary>
    private static async Task RedeemAsync(IServiceProvider services, Guid batchId, int place, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<AppDbContext>();
        var code = await db.Set<Voucher>().Where(v => v.BatchId == batchId && v.State == VoucherState.Unused).OrderBy(v => v.Serial).Select(v => v.Code).FirstAsync(cancellationToken);
        var customer = await db.Set<Customer>().Where(c => c.ArchivedAt == null).OrderByDescending(c => c.Number).Skip(place).Select(c => c.Id).FirstAsync(cancellationToken);
        DemoSeed.Value(await services.GetRequiredService<VoucherRedemption>().RedeemAsync(new RedeemVoucher { Code = code, CustomerId = customer }, VoucherWay.Desk, null, cancellationToken));
    }
}
