using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Kept;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Payments.Gateways.Attempts;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways.Kept;

/// <summary>Charges by the schedule: once, in time, never beside another payment, and not against a bank that says no.</summary>
public sealed class KeptChargeTests
{
    [Theory]
    [EachDatabase]
    public async Task Renewal_IsChargedOnce_HoweverManyNodesRunAtOnce(DatabaseProvider provider)
    {
        await using var story = await KeptStory.BeginAsync(provider);
        var method = await story.PutAsync();
        var end = await story.EndAsync();
        await story.BeforeTheEndAsync(25);
        await story.ChargeAsync();
        story.Gateway.Charges.ShouldBe(0, "it is not time yet");

        story.Clock.Advance(TimeSpan.FromHours(1));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(story.ChargeAsync)));
        await story.ChargeAsync();

        story.Gateway.Charges.ShouldBe(1);
        (await story.EndAsync()).ShouldBe(end.AddDays(30));
        (await story.ChargesAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            a => (a.State, a.Amount.Minor, a.SavedMethodId, a.SubscriptionId).ShouldBe((AttemptState.Succeeded, 150000, method.Id, story.Jane.SubscriptionId)), a => a.ActorName.ShouldBe(KeptRound.Actor));
        (await story.MethodAsync(method.Id)).LastChargedAt.ShouldBe(story.Clock.GetUtcNow());
        (await story.App.Db(db => db.Set<Payment>().CountAsync())).ShouldBe(1);
        await story.BooksAreRightAsync();
    }

    [Theory]
    [EachDatabase]
    public async Task Silence_IsAskedFor_AndNothingIsChargedMeanwhile(DatabaseProvider provider)
    {
        await using var story = await KeptStory.BeginAsync(provider);
        await story.PutAsync();
        var end = await story.EndAsync();
        story.Gateway.OnCharge = (_, _) => throw new GatewaySilentException("No answer in 20 s.");
        await story.BeforeTheEndAsync();
        await story.ChargeAsync();
        var charge = (await story.ChargesAsync()).ShouldHaveSingleItem();
        charge.State.ShouldBe(AttemptState.Unknown);

        for (var i = 0; i < 3; i++)
        {
            story.Clock.Advance(TimeSpan.FromHours(24));
            await story.ChargeAsync();
        }
        story.Gateway.Charges.ShouldBe(1);
        story.Gateway.OnAsk = a => new GatewayNews { Money = AttemptStory.Fact("QK7", a.Amount.ToDecimal()), Attempt = new AttemptNews(AttemptState.Succeeded) { ProviderId = "late" } };
        await story.RoundAsync();
        await story.ChargeAsync();

        (await story.AttemptAsync(charge.Id)).State.ShouldBe(AttemptState.Succeeded);
        story.Gateway.Charges.ShouldBe(1);
        (await story.EndAsync()).ShouldBeGreaterThan(end);
        await story.BooksAreRightAsync();
    }

    [Fact]
    public async Task ProgramEnded_InTheMiddle_IsAskedFor_AndNotChargedAgain()
    {
        await using var story = await KeptStory.BeginAsync();
        await story.PutAsync();
        story.Gateway.OnCharge = (_, _) => throw new InvalidOperationException("The program ended here.");
        await story.BeforeTheEndAsync();
        await story.ChargeAsync();
        (await story.ChargesAsync()).ShouldHaveSingleItem().State.ShouldBe(AttemptState.Sent);

        story.Gateway.OnCharge = (order, _) => Task.FromResult(StandInGateway.Paid(order.Attempt));
        await story.ChargeAsync();
        story.Gateway.Charges.ShouldBe(1);
        story.Gateway.OnAsk = a => new GatewayNews { Money = AttemptStory.Fact("QK7", a.Amount.ToDecimal()), Attempt = new AttemptNews(AttemptState.Succeeded) };
        story.Clock.Advance(TimeSpan.FromMinutes(1));
        await story.RoundAsync();
        await story.ChargeAsync();

        story.Gateway.Charges.ShouldBe(1);
        (await story.App.Db(db => db.Set<Payment>().CountAsync())).ShouldBe(1);
        await story.BooksAreRightAsync();
    }

    [Theory]
    [EachDatabase]
    public async Task Declined_IsTriedAgainAfterOneDayAndThree_AndThenSetAside_WithOneEmail(DatabaseProvider provider)
    {
        await using var story = await KeptStory.BeginAsync(provider);
        var method = await story.PutAsync();
        story.Gateway.OnCharge = (_, _) => Task.FromResult(StandInGateway.Declined);
        await story.BeforeTheEndAsync();
        var first = story.Clock.GetUtcNow();

        for (var i = 0; i < 30; i++)
        {
            await story.ChargeAsync();
            story.Clock.Advance(TimeSpan.FromHours(6));
        }

        (await story.ChargesAsync()).Select(a => a.CreatedAt - first).ShouldBe([TimeSpan.Zero, TimeSpan.FromDays(1), TimeSpan.FromDays(3)]);
        (await story.MethodAsync(method.Id)).ShouldSatisfyAllConditions(
            m => (m.IsKept, m.Failures, m.LastFailure).ShouldBe((false, 3, "Insufficient funds.")), m => m.RemovedBecause.ShouldNotBeNull().ShouldStartWith("Declined 3 times"), m => m.ForgetAt.ShouldBeNull());
        (await story.MailsAsync()).ShouldBe(1);
        story.Gateway.Forgets.ShouldBe(1);
    }

    [Fact]
    public async Task DeclinedOnce_AndPaidTheNextDay_BeginsToCountAnew()
    {
        await using var story = await KeptStory.BeginAsync();
        var method = await story.PutAsync();
        story.Gateway.OnCharge = (_, _) => Task.FromResult(StandInGateway.Declined);
        await story.BeforeTheEndAsync(48);
        await story.App.Db(async db =>
        {
            db.Add(new BillingSettings { ChargeKeptHours = 48 });
            return await db.SaveChangesAsync();
        });
        story.Clock.Advance(TimeSpan.FromMinutes(2));
        await story.ChargeAsync();
        (await story.MethodAsync(method.Id)).Failures.ShouldBe(1);

        story.Gateway.OnCharge = (order, _) => Task.FromResult(StandInGateway.Paid(order.Attempt));
        story.Clock.Advance(TimeSpan.FromDays(1));
        await story.ChargeAsync();

        (await story.MethodAsync(method.Id)).ShouldSatisfyAllConditions(m => m.Failures.ShouldBe(0), m => m.IsKept.ShouldBeTrue());
        (await story.MailsAsync()).ShouldBe(0);
        await story.BooksAreRightAsync();
    }

    [Fact]
    public async Task NothingReachedTheProvider_IsNoRefusalOfTheBank_AndTriedInTheNextRound()
    {
        await using var story = await KeptStory.BeginAsync();
        var method = await story.PutAsync();
        story.Gateway.OnCharge = (_, _) => throw new GatewaySilentException("No connection.") { WasNeverSent = true };
        await story.BeforeTheEndAsync();
        for (var i = 0; i < 5; i++)
        {
            await story.ChargeAsync();
            story.Clock.Advance(TimeSpan.FromHours(1));
        }
        story.Gateway.Charges.ShouldBe(5);

        story.Gateway.OnCharge = (order, _) => Task.FromResult(StandInGateway.Paid(order.Attempt));
        await story.ChargeAsync();

        (await story.ChargesAsync())[^1].State.ShouldBe(AttemptState.Succeeded);
        (await story.MethodAsync(method.Id)).Failures.ShouldBe(0);
    }

    [Fact]
    public async Task Credit_ThatDoes_IsNotCharged_AndWhatIsMissingIs()
    {
        await using var story = await KeptStory.BeginAsync();
        await story.PutAsync();
        Scenario.Value(await story.App.PayAsync(story.Jane, 600, p => p with { SubscriptionId = null }));
        Scenario.Value(await story.App.PayAsync(story.Jane, 900, p => p with { SubscriptionId = null }));
        await story.BeforeTheEndAsync();
        await story.ChargeAsync();
        story.Gateway.Charges.ShouldBe(0);

        var payment = await story.App.Db(db => db.Set<Payment>().AsNoTracking().SingleAsync(p => p.Amount.Minor == 90000));
        Scenario.Value(await story.App.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(payment.Id, "Bounced", null, CancellationToken.None)));
        await story.ChargeAsync();

        (await story.ChargesAsync()).ShouldHaveSingleItem().Amount.Minor.ShouldBe(90000);
        (await story.App.BalanceAsync(story.Jane)).CreditMinor.ShouldBe(0);
        await story.BooksAreRightAsync();
    }

    [Fact]
    public async Task Removed_IsNeverCharged()
    {
        await using var story = await KeptStory.BeginAsync();
        var method = await story.PutAsync();
        await story.BeforeTheEndAsync();
        Scenario.Value(await story.RemoveAsync(method.Id));

        await story.ChargeAsync();
        var pressed = await story.App.With<KeptCharges, Result<PaymentAttempt>>(s => s.ChargeNowAsync(story.Jane.CustomerId, method.Id, null, "http://127.0.0.1", CancellationToken.None));

        pressed.Refusal.ShouldNotBeNull().IsNotFound.ShouldBeTrue();
        story.Gateway.Charges.ShouldBe(0);
    }

    [Fact]
    public async Task AnotherPaymentUnderWay_IsWaitedFor()
    {
        await using var story = await KeptStory.BeginAsync();
        await story.PutAsync();
        await story.BeforeTheEndAsync();
        var asked = await story.AskedAsync(story.Agreeing(keeps: false));

        await story.ChargeAsync();
        story.Gateway.Charges.ShouldBe(0);
        await story.TellAsync("m1", AttemptStory.NotPaid(asked));
        await story.ChargeAsync();

        story.Gateway.Charges.ShouldBe(1);
    }

    [Fact]
    public async Task ChargeUnderWay_IsNotTakenBack_ForAPayerWhoPaysAgain()
    {
        await using var story = await KeptStory.BeginAsync();
        await story.PutAsync();
        story.Gateway.OnCharge = (_, _) => throw new GatewaySilentException("No answer in 20 s.");
        story.Gateway.Withdraws = true;
        await story.BeforeTheEndAsync();
        await story.ChargeAsync();

        (await story.AskAsync(story.Agreeing())).Refusal.ShouldNotBeNull().Code.ShouldBe("attempt.open");
        (await story.ChargesAsync()).ShouldHaveSingleItem().State.ShouldBe(AttemptState.Unknown);
    }

    [Fact]
    public async Task Service_ThatDoesNotRenewByItself_IsNotCharged()
    {
        await using var story = await KeptStory.BeginAsync();
        await story.PutAsync();
        await story.App.Db(db => db.Set<Subscription>().ExecuteUpdateAsync(set => set.SetProperty(s => s.AutoRenews, false)));
        await story.BeforeTheEndAsync();

        await story.ChargeAsync();

        story.Gateway.Charges.ShouldBe(0);
    }

    [Fact]
    public async Task KeptAfterTheEnd_DoesNotBringBackWhatEnded()
    {
        await using var story = await KeptStory.BeginAsync();
        await story.BeforeTheEndAsync(-6);
        await story.PutAsync();

        await story.ChargeAsync();

        story.Gateway.Charges.ShouldBe(0);
    }

    [Fact]
    public async Task CardThatIsOver_IsSetAside_AndItsCustomerToldOnce()
    {
        await using var story = await KeptStory.BeginAsync();
        var method = await story.PutAsync(card: KeptStory.Card(lastDay: new DateOnly(2026, 11, 30)));
        await story.BeforeTheEndAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(story.ChargeAsync)));
        await story.ChargeAsync();

        story.Gateway.Charges.ShouldBe(0);
        (await story.MethodAsync(method.Id)).RemovedBecause.ShouldNotBeNull().ShouldStartWith("It could be charged until");
        (await story.MailsAsync()).ShouldBe(1);
    }

    [Theory]
    [EachDatabase]
    public async Task Invoice_IsChargedOnItsDueDay_AndOneThatWasDueBeforeIsNot(DatabaseProvider provider)
    {
        await using var story = await KeptStory.BeginAsync(provider);
        var (mary, invoice) = await InvoicedAsync(story, "mary");
        await story.PutAsync(mary.CustomerId);
        await story.ChargeAsync();
        story.Gateway.Charges.ShouldBe(0, "it is not due yet");

        story.Clock.Advance(TimeSpan.FromDays(7));
        var (late, old) = await InvoicedAsync(story, "late");
        await story.App.Db(db => db.Set<Invoice>().Where(i => i.Id == old.Id).ExecuteUpdateAsync(set => set.SetProperty(i => i.DueOn, new DateOnly(2026, 11, 26))));
        await story.PutAsync(late.CustomerId, KeptStory.Card("pm_2"));
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(story.ChargeAsync)));

        (await story.ChargesAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(a => a.InvoiceId.ShouldBe(invoice.Id), a => a.Amount.ShouldBe(invoice.Due));
        (await story.App.InvoicesAsync(mary)).ShouldHaveSingleItem().State.ShouldBe(InvoiceState.Paid);
        await story.BooksAreRightAsync();
    }

    [Fact]
    public async Task ChargedInvoice_OpenedAgainByAReversal_IsNotChargedAgainByItself()
    {
        await using var story = await KeptStory.BeginAsync();
        var (mary, _) = await InvoicedAsync(story, "mary");
        await story.PutAsync(mary.CustomerId);
        story.Clock.Advance(TimeSpan.FromDays(7));
        await story.ChargeAsync();
        var payment = await story.App.Db(db => db.Set<Payment>().AsNoTracking().SingleAsync());
        Scenario.Value(await story.App.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(payment.Id, "Disputed", null, CancellationToken.None)));

        story.Clock.Advance(TimeSpan.FromDays(2));
        await story.ChargeAsync();

        story.Gateway.Charges.ShouldBe(1);
        await story.BooksAreRightAsync();
    }

    [Fact]
    public async Task WhatIsOwed_IsChargedWithTheRenewal_SoThatItRenews()
    {
        await using var story = await KeptStory.BeginAsync();
        var (mary, invoice) = await InvoicedAsync(story, "mary");
        story.Clock.Advance(TimeSpan.FromDays(10));
        await story.PutAsync(mary.CustomerId);
        var before = await story.App.SubscriptionAsync(mary.SubscriptionId);
        story.Clock.Advance(before.ExpiresAt.AddHours(-5) - story.Clock.GetUtcNow());

        await story.ChargeAsync();

        (await story.ChargesAsync()).ShouldHaveSingleItem().Amount.Minor.ShouldBe(invoice.Due.Minor + 150000);
        (await story.App.SubscriptionAsync(mary.SubscriptionId)).ExpiresAt.ShouldBeGreaterThan(before.ExpiresAt);
        await story.BooksAreRightAsync();
    }

    [Theory]
    [EachDatabase]
    public async Task PressedManyTimesAtOnce_ChargesOnce(DatabaseProvider provider)
    {
        await using var story = await KeptStory.BeginAsync(provider);
        var method = await story.PutAsync();

        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => story.App.With<KeptCharges, Result<PaymentAttempt>>(
            s => s.ChargeNowAsync(story.Jane.CustomerId, method.Id, 1500, "http://127.0.0.1", CancellationToken.None)))));

        story.Gateway.Charges.ShouldBe(all.Count(r => r.Ok));
        var paid = await story.App.Db(db => db.Set<Payment>().CountAsync());
        paid.ShouldBe(story.Gateway.Charges);
        await story.BooksAreRightAsync();
    }

    [Fact]
    public async Task Night_IsLeftAlone()
    {
        await using var story = await KeptStory.BeginAsync();
        await story.PutAsync();
        await story.BeforeTheEndAsync();
        story.Clock.Advance(TimeSpan.FromHours(12.5));
        TimeZoneInfo.ConvertTime(story.Clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Africa/Nairobi")).Hour.ShouldBe(1);
        await story.ChargeAsync();
        story.Gateway.Charges.ShouldBe(0);

        story.Clock.Advance(TimeSpan.FromHours(2));
        await story.ChargeAsync();
        story.Gateway.Charges.ShouldBe(1);
    }

    [Fact]
    public async Task AccountSwitchedOff_ChargesNothing()
    {
        await using var story = await KeptStory.BeginAsync();
        await story.PutAsync();
        await story.App.Db(db => db.Set<GatewayAccount>().ExecuteUpdateAsync(set => set.SetProperty(a => a.Mode, GatewayMode.Live)));
        await story.BeforeTheEndAsync();

        await story.ChargeAsync();

        story.Gateway.Charges.ShouldBe(0);
    }

    /// <summary>Somebody whose first month is invoiced, due in seven days.</summary>
    private static async Task<(CreatedCustomer Customer, Invoice Invoice)> InvoicedAsync(AttemptStory story, string name)
    {
        var router = await story.App.RouterAsync(name, 2 + await story.App.Db(db => db.Set<Router>().CountAsync()));
        var made = await story.App.NewAsync(router, await story.App.ProfileAsync($"Home {name}"), n => n with { Name = name, UserName = name, FirstCharge = FirstCharge.Invoice });
        return (made, (await story.App.InvoicesAsync(made)).ShouldHaveSingleItem());
    }
}
