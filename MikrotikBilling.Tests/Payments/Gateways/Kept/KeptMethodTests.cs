using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Kept;
using MikrotikBilling.Core.Subscriptions.Reminders;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Tests.Payments.Gateways.Attempts;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways.Kept;

/// <summary>What is kept of how a payer paid: only what he agreed to, once, and not after it was removed.</summary>
public sealed class KeptMethodTests
{
    [Theory]
    [EachDatabase]
    public async Task PaidWithAgreement_KeepsWhatWasPaidWith_Once(DatabaseProvider provider)
    {
        await using var story = await KeptStory.BeginAsync(provider);
        var asked = await story.AskedAsync(story.Agreeing());
        asked.KeepsMethod.ShouldBeTrue();

        await story.TellAsync("m1", AttemptStory.Paid(asked, "QK7") with { Method = KeptStory.Card() });
        await story.TellAsync("m2", AttemptStory.Paid(asked, "QK7") with { Method = KeptStory.Card(lastDay: new DateOnly(2029, 1, 31)) with { Label = "Mastercard ···· 5454" } });

        (await story.MethodsAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            m => (m.CustomerId, m.AccountId, m.AgreedById).ShouldBe((story.Jane.CustomerId, story.Account.Id, asked.Id)),
            m => (m.Label, m.LastDay).ShouldBe(("Mastercard ···· 5454", new DateOnly(2029, 1, 31))),
            m => (m.MethodId, m.ProviderCustomerId, m.IsKept).ShouldBe(("pm_1", "cus_1", true)));
        await story.BooksAreRightAsync();
    }

    [Fact]
    public async Task PaidWithoutAgreement_KeepsNothing()
    {
        await using var story = await KeptStory.BeginAsync();
        var asked = await story.AskedAsync(story.Agreeing(keeps: false));

        await story.TellAsync("m1", AttemptStory.Paid(asked, "QK7") with { Method = KeptStory.Card() });

        (await story.MethodsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task NotPaid_KeepsNothing()
    {
        await using var story = await KeptStory.BeginAsync();
        var asked = await story.AskedAsync(story.Agreeing());

        await story.TellAsync("m1", AttemptStory.NotPaid(asked) with { Method = KeptStory.Card() });

        (await story.MethodsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task AskedOnAPhone_KeepsNothing()
    {
        await using var story = await KeptStory.BeginAsync();
        story.Gateway.Way = RequestWay.Prompt;

        (await story.AskedAsync(story.Renewal with { KeepsMethod = true })).KeepsMethod.ShouldBeFalse();
    }

    [Fact]
    public async Task AgreementTakenBack_WhileTheRequestIsOpen_IsAnotherRequest()
    {
        await using var story = await KeptStory.BeginAsync();
        story.Gateway.Withdraws = true;
        var first = await story.AskedAsync(story.Agreeing());

        var second = await story.AskedAsync(story.Agreeing(keeps: false));

        (second.Id == first.Id, second.KeepsMethod).ShouldBe((false, false));
        (await story.AttemptAsync(first.Id)).IsOpen.ShouldBeFalse();
    }

    [Fact]
    public async Task Removed_StaysSo_UntilThePayerAgreesAgain()
    {
        await using var story = await KeptStory.BeginAsync();
        var asked = await story.AskedAsync(story.Agreeing());
        await story.TellAsync("m1", AttemptStory.Paid(asked, "QK7") with { Method = KeptStory.Card() });
        var method = (await story.MethodsAsync()).ShouldHaveSingleItem();
        story.Clock.Advance(TimeSpan.FromMinutes(1));
        Scenario.Value(await story.RemoveAsync(method.Id)).IsKept.ShouldBeFalse();

        await story.TellAsync("m2", AttemptStory.Paid(asked, "QK7") with { Method = KeptStory.Card() });
        (await story.MethodAsync(method.Id)).ShouldSatisfyAllConditions(m => m.IsKept.ShouldBeFalse(), m => m.ForgetAt.ShouldBeNull());
        story.Gateway.Forgets.ShouldBe(1);

        story.Clock.Advance(TimeSpan.FromMinutes(1));
        var again = await story.AskedAsync(story.Agreeing());
        await story.TellAsync("m3", AttemptStory.Paid(again, "QK8") with { Method = KeptStory.Card() });
        (await story.MethodAsync(method.Id)).ShouldSatisfyAllConditions(m => m.IsKept.ShouldBeTrue(), m => m.AgreedById.ShouldBe(again.Id));
    }

    [Fact]
    public async Task Removed_WhileTheProviderIsSilent_IsForgottenLater_AndNotChargedMeanwhile()
    {
        await using var story = await KeptStory.BeginAsync();
        var method = await story.PutAsync();
        story.Gateway.OnForget = _ => throw new MikrotikBilling.Core.Payments.Gateways.Outgoing.GatewaySilentException("No answer.");

        Scenario.Value(await story.RemoveAsync(method.Id));
        Scenario.Value(await story.RemoveAsync(method.Id));
        (await story.MethodAsync(method.Id)).ForgetAt.ShouldNotBeNull();
        await story.BeforeTheEndAsync();
        story.Gateway.OnForget = _ => true;
        await story.ChargeAsync();

        (await story.MethodAsync(method.Id)).ForgetAt.ShouldBeNull();
        story.Gateway.Charges.ShouldBe(0);
        var forgets = story.Gateway.Forgets;
        await story.ChargeAsync();
        story.Gateway.Forgets.ShouldBe(forgets);
    }

    [Fact]
    public async Task OfAnotherCustomer_IsNotThere()
    {
        await using var story = await KeptStory.BeginAsync();
        var method = await story.PutAsync();

        (await story.RemoveAsync(method.Id, Guid.CreateVersion7())).Refusal.ShouldNotBeNull().IsNotFound.ShouldBeTrue();
        (await story.MethodAsync(method.Id)).IsKept.ShouldBeTrue();
    }

    [Fact]
    public async Task OfAnotherCompany_IsNeverCharged_AndNotThere()
    {
        await using var story = await KeptStory.BeginAsync();
        var method = await story.PutAsync();
        var other = new Tenant { Name = "Other", Currency = "KES", TimeZone = "Africa/Nairobi", Country = "KE", CreatedAt = story.Clock.GetUtcNow() };
        await story.App.Db(async db =>
        {
            db.Add(other);
            await db.SaveChangesAsync();
            return await db.Set<SavedMethod>().ExecuteUpdateAsync(set => set.SetProperty(m => m.TenantId, other.Id));
        });
        await story.BeforeTheEndAsync();

        await story.ChargeAsync();

        story.Gateway.Charges.ShouldBe(0);
        (await story.RemoveAsync(method.Id)).Refusal.ShouldNotBeNull().IsNotFound.ShouldBeTrue();
        (await story.App.With<SavedMethodQueries, KeepingCustomer?>(q => q.CustomerAsync(story.Jane.CustomerId, CancellationToken.None))).ShouldNotBeNull().Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reminder_IsNotForWhoIsCharged()
    {
        await using var story = await KeptStory.BeginAsync();
        var ending = new EndingService(story.Jane.SubscriptionId, story.Jane.CustomerId, await story.EndAsync());
        (await RenewedAsync()).ShouldBeEmpty();

        var method = await story.PutAsync(card: KeptStory.Card(lastDay: new DateOnly(2026, 12, 1)));
        (await RenewedAsync()).ShouldBeEmpty("the card is over before the service is");
        await story.App.Db(db => db.Set<SavedMethod>().ExecuteUpdateAsync(set => set.SetProperty(m => m.LastDay, new DateOnly(2027, 1, 31))));
        (await RenewedAsync()).ShouldHaveSingleItem();
        await story.RemoveAsync(method.Id);
        (await RenewedAsync()).ShouldBeEmpty();

        Task<IReadOnlySet<Guid>> RenewedAsync() => story.App.ScopeAsync(s => Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetServices<IRenewsByItself>(s).OfType<KeptRenewals>().Single().OfAsync([ending], CancellationToken.None));
    }
}
