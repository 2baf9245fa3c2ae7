using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways.Attempts;

/// <summary>Requests for an invoice, and what may happen to the invoice while its payer looks for his phone.</summary>
public sealed class InvoiceRequestTests
{
    [Fact]
    public async Task SmallCoins_AreRoundedUp_AndTheRestIsCredit()
    {
        await using var story = await AttemptStory.BeginAsync();
        var (mary, invoice) = await InvoicedAsync(story, 1499.50m);

        var asked = await story.AskedAsync(Of(story, invoice));
        await story.TellAsync("m1", AttemptStory.Paid(asked, "QK7"));

        asked.Amount.Minor.ShouldBe(150000);
        (await story.App.InvoicesAsync(mary)).ShouldHaveSingleItem().State.ShouldBe(InvoiceState.Paid);
        (await story.App.BalanceAsync(mary)).CreditMinor.ShouldBe(50);
        await story.BooksAreRightAsync();
    }

    [Fact]
    public async Task NamedInvoice_IsPaidBeforeOlderOnes_AndTheRestGoesToThem()
    {
        await using var story = await AttemptStory.BeginAsync();
        var (mary, older) = await InvoicedAsync(story, 1000);
        await story.App.With<NewCustomerService, Result<CreatedCustomer>>(s => s.AddServiceAsync(mary.CustomerId, new NewService
        {
            RouterId = mary.RouterId,
            ProfileId = mary.ProfileId,
            UserName = "mary2",
            FirstCharge = FirstCharge.Invoice,
        }, CancellationToken.None));
        var newer = (await story.App.InvoicesAsync(mary)).Single(i => i.Id != older.Id);

        var asked = await story.AskedAsync(Of(story, newer));
        await story.TellAsync("m1", AttemptStory.Paid(asked, "QK7", 1300));

        var invoices = await story.App.InvoicesAsync(mary);
        invoices.Single(i => i.Id == newer.Id).State.ShouldBe(InvoiceState.Paid);
        invoices.Single(i => i.Id == older.Id).Paid.Minor.ShouldBe(30000);
        await story.BooksAreRightAsync();
    }

    [Fact]
    public async Task InvoiceVoidedMeanwhile_LeavesTheMoneyAsCredit()
    {
        await using var story = await AttemptStory.BeginAsync();
        var (mary, invoice) = await InvoicedAsync(story, 1000);
        var asked = await story.AskedAsync(Of(story, invoice));
        Scenario.Value(await story.App.With<CreditNotes, Result<Invoice>>(s => s.VoidAsync(invoice.Id, "Made twice", null, CancellationToken.None)));

        await story.TellAsync("m1", AttemptStory.Paid(asked, "QK7"));

        (await story.App.BalanceAsync(mary)).CreditMinor.ShouldBe(100000);
        (await story.AttemptAsync(asked.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.AskAsync(Of(story, invoice))).Refusal.ShouldNotBeNull().Code.ShouldBe("attempt.invoice-closed");
        await story.BooksAreRightAsync();
    }

    [Fact]
    public async Task MoreThanDue_PaysTheInvoice_AndTheRestIsCredit()
    {
        await using var story = await AttemptStory.BeginAsync();
        var (mary, invoice) = await InvoicedAsync(story, 1000);

        var asked = await story.AskedAsync(Of(story, invoice) with { Amount = 1700 });
        await story.TellAsync("m1", AttemptStory.Paid(asked, "QK7"));

        (await story.App.InvoicesAsync(mary)).ShouldHaveSingleItem().State.ShouldBe(InvoiceState.Paid);
        (await story.App.BalanceAsync(mary)).CreditMinor.ShouldBe(70000);
        await story.BooksAreRightAsync();
    }

    [Fact]
    public async Task PriceRaisedMeanwhile_LeavesTheOldInvoiceAtItsPrice()
    {
        await using var story = await AttemptStory.BeginAsync();
        var (mary, invoice) = await InvoicedAsync(story, 1000);
        var asked = await story.AskedAsync(Of(story, invoice));
        story.App.CountsMayDiffer = true;
        await story.App.Db(db => db.Set<Profile>().Where(p => p.Name == "Home M").ExecuteUpdateAsync(set => set.SetProperty(p => p.Price, Bookkeeping.Kes(200000))));

        await story.TellAsync("m1", AttemptStory.Paid(asked, "QK7"));

        (await story.App.InvoicesAsync(mary)).ShouldHaveSingleItem().State.ShouldBe(InvoiceState.Paid);
    }

    private static RequestPayment Of(AttemptStory story, Invoice invoice) => new() { AccountId = story.Account.Id, InvoiceId = invoice.Id, Phone = "254700000009" };

    /// <summary>Somebody who was invoiced for his first month at this price.</summary>
    private static async Task<(Mary Mary, Invoice Invoice)> InvoicedAsync(AttemptStory story, decimal price)
    {
        var router = await story.App.RouterAsync("Hill", 2);
        var profile = await story.App.ProfileAsync("Home M", ServiceKind.Pppoe, p => p with { Price = price });
        var made = await story.App.NewAsync(router, profile, n => n with { Name = "Mary", UserName = "mary", FirstCharge = FirstCharge.Invoice });
        return (new Mary(made, router.Id, profile.Id), (await story.App.InvoicesAsync(made)).ShouldHaveSingleItem());
    }

    private sealed record Mary(CreatedCustomer Made, Guid RouterId, Guid ProfileId)
    {
        public Guid CustomerId => Made.CustomerId;

        public static implicit operator CreatedCustomer(Mary mary) => mary.Made;
    }
}
