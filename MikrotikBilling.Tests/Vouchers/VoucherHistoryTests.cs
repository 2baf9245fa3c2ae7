using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Reports;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Billing.Taxes;
using MikrotikBilling.Tests.Support;
using Xunit.Abstractions;

namespace MikrotikBilling.Tests.Vouchers;

/// <summary>Vouchers sold, used, taken back and expired in any order, while the setting changes: what the books owe is what a person with a pencil would say.</summary>
public sealed class VoucherHistoryTests(ITestOutputHelper output)
{
    private const int Steps = 70;

    private enum Sold { No, Owed, Revenue }

    private sealed class Code
    {
        public required Voucher Voucher { get; init; }
        public required VoucherBatch Batch { get; init; }
        public Sold Sold { get; set; }
        public VoucherState State { get; set; }
        public bool IsReversed { get; set; }
        public Guid? PaymentId { get; set; }
    }

    private TestApp _app = null!;
    private Router _router = null!;
    private Random _random = null!;
    private VoucherRevenue _setting;
    private readonly List<Code> _codes = [];

    [Theory, EachDatabase]
    public async Task AnyHistory_OwesWhatIsSoldAndNeitherUsedNorExpired(DatabaseProvider provider)
    {
        var seed = Random.Shared.Next(1_000_000);
        output.WriteLine($"Seed {seed} on {provider}");
        _random = new Random(seed);
        await using var app = _app = await TestApp.StartAsync(provider, new FakeClock());
        await app.RateAsync();
        await app.RateAsync(5.5m, "Levy");
        _router = await app.RouterAsync();
        await app.CustomerAsync(_router, await app.ProfileAsync(), userName: "jane");
        await BatchesAsync(await app.ProfileAsync("Hotspot", ServiceKind.Hotspot));
        for (var step = 0; step < Steps; step++)
        {
            var what = await StepAsync();
            (await app.Db(db => db.Set<LedgerEntry>().SumAsync(e => e.Amount.Minor))).ShouldBe(0, $"step {step}: {what}");
            (-(await app.AccountsAsync()).GetValueOrDefault(LedgerAccount.VoucherLiability)).ShouldBe(_codes.Sum(Owed), $"step {step}: {what}");
        }
        (await app.WrongAsync()).ShouldBeEmpty();
        (await app.VerifiedAsync()).ShouldBeEmpty();
        await ReportsAsync();
    }

    private static long Owed(Code code) =>
        code.IsReversed || (code.Sold == Sold.Owed && code.State is VoucherState.Unused or VoucherState.Void) ? code.Batch.SalesPrice.Minor : 0;

    private async Task BatchesAsync(Profile hotspot)
    {
        foreach (var (face, price, day) in new[] { (33.33m, 30m, 12), (1_499.99m, 1_499.99m, 25), (7m, 0.01m, 60) })
        {
            var batch = await _app.PrintedAsync(hotspot, 15, b => b with { SalesPrice = face, Price = price, RedeemUntil = new DateOnly(2026, 3, 1).AddDays(day) });
            _codes.AddRange((await _app.CodesAsync(batch.Id)).Select(v => new Code { Voucher = v, Batch = batch }));
        }
    }

    private async Task<string> StepAsync()
    {
        var code = _codes[_random.Next(_codes.Count)];
        switch (_random.Next(10))
        {
            case 0 or 1: return await SellAsync(code.Batch);
            case 2 or 3: return await RedeemAsync(code);
            case 4: return await GuestAsync(code);
            case 5: return await VoidAsync(code);
            case 6:
                _app.FakeClock.Advance(TimeSpan.FromHours(_random.Next(20, 60)));
                await _app.ExpireAsync();
                foreach (var gone in _codes.Where(c => c.State == VoucherState.Unused && c.Batch.RedeemBy <= _app.Clock.GetUtcNow())) gone.State = VoucherState.Expired;
                return "expire";
            case 7:
                await _app.RevenueAsync(_setting = _setting == VoucherRevenue.AtSale ? VoucherRevenue.AtRedemption : VoucherRevenue.AtSale);
                return $"set {_setting}";
            case 8: return await GiveBackAsync(code);
            default: return await ReverseAsync();
        }
    }

    private async Task<string> SellAsync(VoucherBatch batch)
    {
        var count = _random.Next(1, 5);
        var sold = await _app.SellAsync(batch.Id, count);
        var own = _codes.Where(c => c.Batch == batch && c.Sold == Sold.No).OrderBy(c => c.Voucher.Serial).ToList();
        var next = own.Where(c => c.State == VoucherState.Unused).Take(count).ToList();
        sold.Ok.ShouldBe(next.Count == count, sold.Refusal?.Message);
        if (!sold.Ok) return "sell, refused";
        // Those that were used before are paid for now, but were booked when they were used.
        foreach (var code in own.Where(c => c.State == VoucherState.Used)) code.Sold = Sold.Revenue;
        foreach (var code in next) code.Sold = _setting == VoucherRevenue.AtSale ? Sold.Revenue : Sold.Owed;
        return $"sell {count}";
    }

    private async Task<string> RedeemAsync(Code code)
    {
        var done = await _app.RedeemAsync(code.Voucher.Code, "jane");
        done.Ok.ShouldBe(Usable(code), done.Refusal?.Message);
        if (!done.Ok) return "redeem, refused";
        (code.State, code.PaymentId) = (VoucherState.Used, done.Value.Payment.Id);
        return "redeem";
    }

    private async Task<string> GuestAsync(Code code)
    {
        if (!Usable(code)) return "no guest";
        Scenario.Value(await _app.LetInAsync(code.Voucher.Code, _router.Id));
        code.State = VoucherState.Used;
        return "guest";
    }

    private async Task<string> VoidAsync(Code code)
    {
        var done = await _app.With<VoucherBatchService, Result<Voucher>>(s => s.VoidCodeAsync(code.Voucher.Id, "Lost", CancellationToken.None));
        done.Ok.ShouldBe(code.State == VoucherState.Unused);
        if (done.Ok) code.State = VoucherState.Void;
        return "void";
    }

    /// <summary>Some of one sale, the highest numbers first, whatever was taken back before.</summary>
    private async Task<string> GiveBackAsync(Code code)
    {
        var sold = await _app.Db(db => db.Set<Voucher>().Where(v => v.SaleId != null).Select(v => new { v.Id, v.SaleId }).ToDictionaryAsync(v => v.Id, v => v.SaleId!.Value));
        if (!sold.TryGetValue(code.Voucher.Id, out var sale)) return "nothing to give back";
        int? count = _random.Next(2) == 0 ? null : _random.Next(1, 4);
        var left = _codes.Where(c => sold.GetValueOrDefault(c.Voucher.Id) == sale && c.State is VoucherState.Unused or VoucherState.Void).OrderByDescending(c => c.Voucher.Serial).ToList();
        var done = await _app.GiveBackAsync(sale, count);
        done.Ok.ShouldBe(left.Count > 0 && left.Count >= (count ?? 1), done.Refusal?.Message);
        if (!done.Ok) return "give back, refused";
        foreach (var back in left.Take(count ?? left.Count)) back.Sold = Sold.No;
        return $"give {count} back";
    }

    private async Task<string> ReverseAsync()
    {
        if (_codes.Find(c => c is { PaymentId: not null, IsReversed: false }) is not { } code) return "nothing to reverse";
        Scenario.Value(await _app.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(code.PaymentId!.Value, "Wrong customer", null, CancellationToken.None)));
        code.IsReversed = true;
        return "reverse";
    }

    private bool Usable(Code code) => code.State == VoucherState.Unused && code.Batch.RedeemBy > _app.Clock.GetUtcNow();

    /// <summary>Any days of it equal the books, and the days add up to the whole.</summary>
    private async Task ReportsAsync()
    {
        var (first, last) = (new DateOnly(2026, 3, 1), DateOnly.FromDateTime(_app.Clock.GetUtcNow().UtcDateTime).AddDays(1));
        var whole = await ReportAsync(first, last);
        whole.Liability.Agrees.ShouldBeTrue(whole.Liability.ToString());
        whole.Liability.Closing.Minor.ShouldBe(_codes.Sum(Owed));
        whole.Total.Used.ShouldBe(_codes.Count(c => c.State == VoucherState.Used));
        whole.Total.Void.ShouldBe(_codes.Count(c => c.State == VoucherState.Void));
        whole.Total.Expired.ShouldBe(_codes.Count(c => c.State == VoucherState.Expired));
        whole.Total.Unused.ShouldBe(_codes.Count(c => c.State == VoucherState.Unused));
        whole.Total.Sold.ShouldBe(await _app.Db(db => db.Set<Voucher>().CountAsync(v => v.SaleId != null)));
        foreach (var by in Enum.GetValues<VoucherReportBy>().Where(b => b != VoucherReportBy.Router))
            whole.Lines(by).Sum(l => l.Sums.UsedFace.Minor + l.Sums.SoldFace.Minor + l.Sums.ExpiredFace.Minor).ShouldBe(whole.Total.UsedFace.Minor + whole.Total.SoldFace.Minor + whole.Total.ExpiredFace.Minor);
        whole.Routers.Sum(l => l.Sums.Used).ShouldBe(whole.Total.Used);
        for (var day = first; day <= last; day = day.AddDays(_random.Next(1, 6)))
        {
            var part = await ReportAsync(day, day.AddDays(3));
            part.Liability.Agrees.ShouldBeTrue($"{day}: {part.Liability}");
        }
    }

    private Task<VoucherReport> ReportAsync(DateOnly from, DateOnly to) => _app.With<VoucherReportQueries, VoucherReport>(q => q.ReportAsync(from, to, CancellationToken.None));
}
