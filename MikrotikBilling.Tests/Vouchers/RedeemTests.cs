using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Vouchers;

public sealed class RedeemTests
{
    [Theory]
    [EachDatabase]
    public async Task Code_Redeemed_RenewsTheServiceOutOfTheLiability(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, new FakeClock());
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        var before = (await app.SubscriptionAsync(jane.SubscriptionId)).ExpiresAt;
        var batch = await app.BatchAsync(3);
        Scenario.Value(await app.SellAsync(batch.Id));
        (await app.AccountsAsync())[LedgerAccount.VoucherLiability].ShouldBe(-450_000);
        var code = (await app.CodesAsync(batch.Id))[1].Code;

        var done = Scenario.Value(await app.RedeemAsync(batch.Format.Write(code).ToLowerInvariant(), "jane", "203.0.113.9"));

        (done.Value, done.Serial, done.Customer).ShouldBe((Bookkeeping.Kes(150_000), 2, "Jane Doe"));
        (await app.SubscriptionAsync(jane.SubscriptionId)).ExpiresAt.ShouldBe(before.AddDays(30));
        var payment = (await app.PaymentsOfAsync(jane)).ShouldHaveSingleItem();
        (payment.Method, payment.Amount, payment.State).ShouldBe((PaymentMethod.Voucher, Bookkeeping.Kes(150_000), PaymentState.Booked));
        payment.Note!.ShouldNotContain(code);
        (await app.AccountsAsync())[LedgerAccount.VoucherLiability].ShouldBe(-300_000);
        (await app.BatchAsync(batch.Id)).Counts.ShouldBe(new VoucherCounts(2, 1, 0, 0));
        (await app.WrongAsync()).ShouldBeEmpty();
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task Code_RedeemedByAHundredAtOnce_IsOnesAlone(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        foreach (var i in Enumerable.Range(0, 50)) await app.CustomerAsync(router, profile, $"Payer {i}", $"payer{i}");
        var batch = await app.BatchAsync(1);
        var code = (await app.CodesAsync(batch.Id)).Single().Code;

        var tries = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => app.RedeemAsync(code, $"payer{i % 50}")));

        tries.Count(t => t.Ok).ShouldBe(1);
        tries.Where(t => !t.Ok).Select(t => t.Refusal!.Code).Distinct().ShouldBe(["voucher.already-redeemed"]);
        (await app.Db(db => db.Set<Payment>().CountAsync())).ShouldBe(1);
        (await app.Db(db => db.Set<LedgerTransaction>().CountAsync(t => t.Kind == LedgerKind.Payment))).ShouldBe(1);
        (await app.Db(db => db.Set<VoucherUse>().CountAsync())).ShouldBe(1);
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Codes_OfOneCustomerAtOnce_AllCount()
    {
        await using var app = await TestApp.StartAsync();
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        var codes = await app.CodesAsync((await app.BatchAsync(20)).Id);

        var tries = await Task.WhenAll(codes.Select(c => app.RedeemAsync(c.Code, "jane")));

        tries.ShouldAllBe(t => t.Ok);
        (await app.PaymentsOfAsync(jane)).Count.ShouldBe(20);
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Code_UsedBeforeItWasSoldInTheBooks_IsOwedByItsSellerUntilHePays()
    {
        await using var app = await TestApp.StartAsync();
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        var batch = await app.BatchAsync(4, b => b with { SalesPrice = 33.33m, Price = 30m });
        var codes = await app.CodesAsync(batch.Id);
        Scenario.Value(await app.RedeemAsync(codes[0].Code, "jane"));
        (await app.AccountsAsync()).ShouldSatisfyAllConditions(a => a[LedgerAccount.VouchersOwed].ShouldBe(3_000), a => a.GetValueOrDefault(LedgerAccount.VoucherLiability).ShouldBe(0), a => a[LedgerAccount.Concessions].ShouldBe(333));

        var sale = Scenario.Value(await app.SellToShopAsync(batch.Id, 2));
        Scenario.Value(await app.RedeemAsync(codes[1].Code, "jane"));

        (sale.Quantity, sale.Amount).ShouldBe((3, Bookkeeping.Kes(9_000)));
        var accounts = await app.AccountsAsync();
        accounts[LedgerAccount.VouchersOwed].ShouldBe(0);
        accounts[LedgerAccount.Cash].ShouldBe(9_000);
        accounts[LedgerAccount.VoucherLiability].ShouldBe(-3_333);
        (await app.SellAsync(batch.Id, 2)).Refusal!.Code.ShouldBe("voucher.too-few");
        (await app.SellAsync(batch.Id)).Ok.ShouldBeTrue();
        (await app.SellAsync(batch.Id)).Refusal!.Code.ShouldBe("voucher.too-few");
        (await app.WrongAsync()).ShouldBeEmpty();
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Codes_SoldOverOurOwnDesk_CostWhatStandsOnThem_AndNobodyKeepsAny()
    {
        await using var app = await TestApp.StartAsync();
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        var batch = await app.BatchAsync(4, b => b with { SalesPrice = 33.33m, Price = 30m });
        Scenario.Value(await app.RedeemAsync((await app.CodesAsync(batch.Id))[0].Code, "jane"));

        var sale = Scenario.Value(await app.SellAsync(batch.Id, 2));

        (sale.Quantity, sale.Amount, sale.FirstSerial, sale.LastSerial).ShouldBe((3, Bookkeeping.Kes(9_999), 1, 3));
        (await app.AccountsAsync()).ShouldSatisfyAllConditions(a => a[LedgerAccount.Cash].ShouldBe(9_999), a => a[LedgerAccount.VouchersOwed].ShouldBe(0), a => a[LedgerAccount.Concessions].ShouldBe(0),
            a => a[LedgerAccount.VoucherLiability].ShouldBe(-6_666));
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Code_WithAPin_WantsItAndItsOwn()
    {
        await using var app = await TestApp.StartAsync();
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        var voucher = (await app.CodesAsync((await app.BatchAsync(1, b => b with { HasPin = true })).Id)).Single();

        (await app.RedeemAsync(voucher.Code, "jane")).Refusal!.Code.ShouldBe("voucher.pin");
        (await app.RedeemAsync(voucher.Code, "jane", pin: voucher.Pin == "0000" ? "1111" : "0000")).Refusal!.Code.ShouldBe("voucher.unknown");
        (await app.RedeemAsync(voucher.Code, "jane", pin: $" {voucher.Pin} ")).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Code_OfAnUnfinishedBatchOrForNobody_IsRefused()
    {
        await using var app = await TestApp.StartAsync();
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        var batch = await app.BatchAsync(1);
        var code = (await app.CodesAsync(batch.Id)).Single().Code;

        (await app.RedeemAsync(code, "nobody")).Refusal!.Code.ShouldBe("voucher.account");
        await app.Db(db => db.Set<VoucherBatch>().ExecuteUpdateAsync(set => set.SetProperty(b => b.State, VoucherBatchState.Making)));
        (await app.RedeemAsync(code, "jane")).Refusal!.Code.ShouldBe("voucher.not-ready");

        (await app.CodesAsync(batch.Id)).Single().State.ShouldBe(VoucherState.Unused);
    }

    [Fact]
    public async Task Voucher_OfAnotherCompany_IsNotThere()
    {
        await using var app = await TestApp.StartAsync();
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        var (code, own) = ((await app.CodesAsync((await app.BatchAsync(1)).Id)).Single().Code, app.TenantId);

        await app.OtherCompanyAsync();
        (await app.RedeemAsync(code, "jane")).Refusal!.Code.ShouldBe("voucher.unknown");
        app.Become(own);

        (await app.RedeemAsync(code, "jane")).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Payment_ByVoucherReversed_GoesBackToTheLiability()
    {
        await using var app = await TestApp.StartAsync();
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        var batch = await app.BatchAsync(1);
        Scenario.Value(await app.SellAsync(batch.Id));
        var done = Scenario.Value(await app.RedeemAsync((await app.CodesAsync(batch.Id)).Single().Code, "jane"));

        Scenario.Value(await app.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(done.Payment.Id, "Wrong customer", null, CancellationToken.None)));

        (await app.AccountsAsync())[LedgerAccount.VoucherLiability].ShouldBe(-150_000);
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }
}
