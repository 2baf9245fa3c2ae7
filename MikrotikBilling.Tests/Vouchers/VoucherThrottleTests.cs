using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Vouchers;

/// <summary>Whoever guesses codes gets nowhere, and keeps nobody else from his own.</summary>
public sealed class VoucherThrottleTests
{
    [Theory]
    [EachDatabase]
    public async Task Guesses_OfOneNetwork_AreShutOutAndOthersAreNot(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, new FakeClock());
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        var codes = await app.CodesAsync((await app.BatchAsync(3)).Id);

        for (var i = 0; i < VoucherThrottle.MostEach; i++) (await GuessAsync(app, i, $"198.51.100.{i + 1}")).ShouldBe("voucher.unknown");
        (await GuessAsync(app, 90, "198.51.100.77")).ShouldBe("voucher.throttled");
        (await app.RedeemAsync(codes[0].Code, "jane", "198.51.100.9")).Refusal!.Code.ShouldBe("voucher.throttled");

        (await app.RedeemAsync(codes[1].Code, "jane", "203.0.113.5")).Ok.ShouldBeTrue();
        app.FakeClock.Advance(VoucherThrottle.Window);
        (await app.RedeemAsync(codes[0].Code, "jane", "198.51.100.9")).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Guesses_TenThousandFromEverywhere_AreThrottledByTheTwentiethAndHitNothing()
    {
        await using var app = await TestApp.StartAsync(clock: new FakeClock());
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        var batch = await app.BatchAsync(1000);
        var good = (await app.CodesAsync(batch.Id))[500].Code;
        var guesses = new string[10_000];
        VoucherCode.Fill(batch.Format, guesses);

        var answers = new List<string>();
        await app.With<VoucherRedemption, bool>(async redemption =>
        {
            for (var i = 0; i < guesses.Length; i++)
            {
                var answer = await redemption.RedeemAsync(new RedeemVoucher { Code = guesses[i], Account = $"user{i}" }, VoucherWay.Page, $"{11 + (i / 65_536)}.{i / 256 % 256}.{i % 256}.7", CancellationToken.None);
                answers.Add(answer.Refusal!.Code);
            }
            return true;
        });

        answers.FindIndex(a => a == "voucher.throttled").ShouldBeLessThanOrEqualTo(20);
        answers.Skip(21).ShouldAllBe(a => a == "voucher.throttled");
        (await app.RedeemAsync(good, "jane", "203.0.113.5")).Ok.ShouldBeTrue();
        (await app.Db(db => db.Set<Payment>().CountAsync())).ShouldBe(1);
    }

    [Theory]
    [InlineData("198.51.100.7", "n:198.51.100")]
    [InlineData("::ffff:198.51.100.7", "n:198.51.100")]
    [InlineData("2001:db8:1:2:3:4:5:6", "n:20010DB800010002")]
    [InlineData("nothing", null)]
    [InlineData(null, null)]
    public void Network_OfAnAddress_IsWhatOneSubscriberHas(string? address, string? network) => VoucherThrottle.NetworkOf(address).ShouldBe(network);

    private static async Task<string> GuessAsync(TestApp app, int i, string address) =>
        (await app.RedeemAsync($"ZZZZZZZZ{i:D4}", $"user{i}", address)).Refusal!.Code;
}
