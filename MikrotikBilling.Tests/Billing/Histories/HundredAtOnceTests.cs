using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Billing.Histories;

/// <summary>A hundred of the same for one customer at one instant: as many effects as there may be, and a clear refusal for the rest.</summary>
public class HundredAtOnceTests
{
    private const int Hundred = 100;
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 1, 31, 8, 0, 0, TimeSpan.Zero));

    [Theory, EachDatabase]
    public async Task Payments_EachOfItsOwn_AreAllBooked(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());

        var taken = await AtOnceAsync(n => app.PayAsync(jane, 10 + n, p => p with { SubscriptionId = null, Id = Guid.CreateVersion7() }));

        taken.Count(r => r.Ok).ShouldBe(Hundred);
        (await app.BalanceAsync(jane)).CreditMinor.ShouldBe(Enumerable.Range(0, Hundred).Sum(n => (10 + n) * 100));
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Theory, EachDatabase]
    public async Task Payments_OfOneForm_AreBookedOnce(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var form = Guid.CreateVersion7();

        var taken = await AtOnceAsync(_ => app.PayAsync(jane, 1500, p => p with { Id = form }));

        OneAndTheRest(taken, "payment.already-saved");
        (await app.AccountsAsync())[LedgerAccount.Cash].ShouldBe(150000);
        (await app.InvoicesAsync(jane)).ShouldHaveSingleItem();
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Theory, EachDatabase]
    public async Task Renewals_FromCreditForSeven_AreSeven(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(days: 30));
        var before = await app.SubscriptionAsync(jane.SubscriptionId);
        Scenario.Value(await app.PayAsync(jane, (7 * 1500) + 1499, p => p with { SubscriptionId = null }));

        var renewed = await AtOnceAsync(_ => app.With<RenewalService, Result<Renewed>>(s => s.RenewAsync(jane.CustomerId, new RenewalWish(jane.SubscriptionId), null, CancellationToken.None)));

        renewed.Count(r => r.Ok).ShouldBe(7);
        renewed.Where(r => !r.Ok).ShouldAllBe(r => r.Refusal!.Code == "money.not-enough");
        (await app.SubscriptionAsync(jane.SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt.AddDays(210));
        (await app.BalanceAsync(jane)).CreditMinor.ShouldBe(149900);
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Theory, EachDatabase]
    public async Task Refunds_OfTenFromNinetyFive_AreNine(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var paid = Scenario.Value(await app.PayAsync(jane, 95, p => p with { SubscriptionId = null })).Payment;

        // Half of one payment, half of whatever credit there is.
        var given = await AtOnceAsync(n => app.With<RefundService, Result>(async s => n % 2 == 0
            ? (await s.RefundAsync(paid.Id, new RefundPayment { Amount = 10, Reason = "Moved" }, null, CancellationToken.None)).ToResult()
            : (await s.PayOutAsync(new PayOut { CustomerId = jane.CustomerId, Amount = 10, Reason = "Moved" }, CancellationToken.None)).ToResult()));

        given.Count(r => r.Ok).ShouldBe(9);
        given.Where(r => !r.Ok).ShouldAllBe(r => r.Refusal!.Code == "payment.spent");
        (await app.AccountsAsync())[LedgerAccount.Cash].ShouldBe(500);
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Theory, EachDatabase]
    public async Task CreditNotes_OfAWholeInvoice_AreOne(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        Scenario.Value(await app.PayAsync(jane, 1500));
        var invoice = (await app.InvoicesAsync(jane)).ShouldHaveSingleItem();

        var credited = await AtOnceAsync(_ => app.With<CreditNotes, Result<Invoice>>(s => s.CreditAsync(invoice.Id, new CorrectInvoice { Reason = "Outage" }, null, CancellationToken.None)));

        OneAndTheRest(credited, "invoice.credited");
        (await app.BalanceAsync(jane)).CreditMinor.ShouldBe(150000);
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Theory, EachDatabase]
    public async Task Reversals_OfOnePayment_AreOne(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var paid = Scenario.Value(await app.PayAsync(jane, 1500)).Payment;

        var reversed = await AtOnceAsync(_ => app.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(paid.Id, "Bounced", null, CancellationToken.None)));

        OneAndTheRest(reversed, "payment.reversed");
        (await app.AccountsAsync())[LedgerAccount.Cash].ShouldBe(0);
        (await app.BalanceAsync(jane)).OwedMinor.ShouldBe(150000);
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    /// <summary>Each spoils the ground for the others: whatever order they come in, the books are right and nothing fails but by a refusal.</summary>
    [Theory, EachDatabase]
    public async Task Everything_ForOneCustomer_LeavesTheBooksRight(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.NewAsync(await app.RouterAsync(), await app.ProfileAsync(days: 30), n => n with { FirstCharge = FirstCharge.Invoice });
        var paid = Scenario.Value(await app.PayAsync(jane, 4700)).Payment;
        var invoices = await app.InvoicesAsync(jane);

        var refusals = await AtOnceAsync(async n => (n % 6) switch
        {
            0 => (await app.PayAsync(jane, 700 + n)).Refusal,
            1 => (await app.With<RenewalService, Result<Renewed>>(s => s.RenewAsync(jane.CustomerId, new RenewalWish(jane.SubscriptionId), null, CancellationToken.None))).Refusal,
            2 => (await app.With<RefundService, Result<PayOutPlan>>(s => s.PayOutAsync(new PayOut { CustomerId = jane.CustomerId, Amount = 33.33m, Reason = "Moved" }, CancellationToken.None))).Refusal,
            3 => (await app.With<CreditNotes, Result<Invoice>>(s => s.CreditAsync(invoices[n % invoices.Count].Id, new CorrectInvoice { Amount = 111.11m, Reason = "Outage" }, null, CancellationToken.None))).Refusal,
            4 => (await app.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(paid.Id, "Bounced", null, CancellationToken.None))).Refusal,
            _ => (await app.With<CreditNotes, Result<Invoice>>(s => s.VoidAsync(invoices[^1].Id, "Wrong", null, CancellationToken.None))).Refusal,
        });

        refusals.Count(r => r is null).ShouldBeGreaterThan(20);
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    private static Task<T[]> AtOnceAsync<T>(Func<int, Task<T>> work) => Task.WhenAll(Enumerable.Range(0, Hundred).Select(n => Task.Run(() => work(n))));

    private static void OneAndTheRest<T>(Result<T>[] results, string code)
    {
        results.Count(r => r.Ok).ShouldBe(1);
        results.Where(r => !r.Ok).ShouldAllBe(r => r.Refusal!.Code == code || r.Refusal.Code == Refusal.StaleCode);
    }
}
