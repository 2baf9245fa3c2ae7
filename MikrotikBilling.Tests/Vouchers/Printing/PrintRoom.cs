using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Printing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Vouchers.Printing;

/// <summary>Batches and templates to print.</summary>
internal static class PrintRoom
{
    public static readonly SaveVoucherTemplate Kiosk = new() { Name = "Kiosk" };

    /// <summary>Ordered; its codes are not there yet.</summary>
    public static async Task<VoucherBatch> OrderedAsync(this TestApp app, int quantity, Func<MakeBatch, MakeBatch>? with = null)
    {
        var profile = await app.ProfileAsync($"Day pass {Guid.NewGuid():N}"[..16]);
        var order = new MakeBatch { ProfileId = profile.Id, Quantity = quantity, SalesPrice = 50, TimeCount = 24, TimeUnit = SpanUnit.Hours };
        var made = await app.With<VoucherBatchService, Result<VoucherBatch>>(s => s.MakeAsync(with?.Invoke(order) ?? order, CancellationToken.None));
        return made.Ok ? made.Value : throw new InvalidOperationException(made.Refusal.Message);
    }

    public static async Task<VoucherBatch> ReadyAsync(this TestApp app, int quantity, Func<MakeBatch, MakeBatch>? with = null)
    {
        var batch = await app.OrderedAsync(quantity, with);
        (await app.Services.GetRequiredService<VoucherMaker>().RunNextAsync(CancellationToken.None)).ShouldBeTrue();
        return batch;
    }

    public static Task<List<Voucher>> CodesAsync(this TestApp app, VoucherBatch batch) =>
        app.Db(db => db.Set<Voucher>().AsNoTracking().Where(v => v.BatchId == batch.Id).OrderBy(v => v.Serial).ToListAsync());

    public static async Task<VoucherTemplate> TemplateAsync(this TestApp app, SaveVoucherTemplate input)
    {
        var added = await app.With<VoucherTemplateService, Result<VoucherTemplate>>(s => s.AddAsync(input, CancellationToken.None));
        return added.Ok ? added.Value : throw new InvalidOperationException(added.Refusal.Message);
    }

    /// <summary>What a batch is made of, where no database is.</summary>
    public static VoucherPrint Print(VoucherTemplate template, int codes, bool hasPin = false) => new(
        new VoucherBatch { Number = 7, ActorName = "", SalesPrice = Money.FromDecimal(50, "KES"), TimeCount = 24, TimeUnit = SpanUnit.Hours, CodeLength = 12, CodeGroup = 4, HasPin = hasPin },
        "Day pass", template, [.. Enumerable.Range(1, codes).Select(n => new PrintedCode(n, $"K7QPM2XW9{n:D3}", hasPin ? "4711" : null))]);
}
