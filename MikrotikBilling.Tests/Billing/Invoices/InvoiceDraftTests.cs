using System.Net;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Billing.Taxes;
using MikrotikBilling.Tests.Support;
using static MikrotikBilling.Tests.Billing.Bookkeeping;

namespace MikrotikBilling.Tests.Billing.Invoices;

/// <summary>Invoices written by hand.</summary>
public sealed class InvoiceDraftTests
{
    private static readonly SaveInvoiceDraft Work = new()
    {
        Lines =
        [
            new DraftLine { Text = "Cable", Quantity = 12.5m, Unit = "m", Price = 33.33m, Taxed = true }, new DraftLine(),
            new DraftLine { Text = "Visit", Price = 500, Discount = 50, Taxed = false },
        ],
        DueOn = new DateOnly(2026, 4, 1),
        Note = "As agreed on the phone",
    };

    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 3, 10, 8, 0, 0, TimeSpan.Zero));

    [Theory]
    [EachDatabase]
    public async Task Draft_SavedChangedAndIssued_IsBookedAsItWasShown(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        await app.RateAsync();
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var draft = Scenario.Value(await SaveAsync(app, jane, Work with { Note = "Wrong" }));
        (draft.Number, draft.State, (await app.AccountsAsync()).Count).ShouldBe((null, InvoiceState.Draft, 0));

        draft = Scenario.Value(await SaveAsync(app, jane, Work, draft.Id, draft.Version));
        (await app.With<InvoiceDrafts, (Invoice, SaveInvoiceDraft)?>(d => d.FindAsync(draft.Id, CancellationToken.None)))!.Value.Item2.Lines.Select(l => (l.Text, l.Quantity, l.Discount, l.Taxed))
            .ShouldBe([("Cable", 12.5m, null, true), ("Visit", 1, 50, false)]);
        var issued = Scenario.Value(await IssueAsync(app, draft.Id, draft.Version));

        // 12.5 × 33.33 = 416.625, rounded 416.63; tax 66.66; and 450 untaxed.
        (issued.Id, issued.Number, issued.State, issued.Net, issued.Tax, issued.Total).ShouldBe((draft.Id, "INV-2026-000001", InvoiceState.Sent, Kes(86663), Kes(6666), Kes(93329)));
        (issued.DueOn, issued.Note).ShouldBe((new DateOnly(2026, 4, 1), "As agreed on the phone"));
        (await app.AccountsAsync())[LedgerAccount.Receivable].ShouldBe(93329);
        (await app.WrongAsync()).ShouldBeEmpty();
        (await IssueAsync(app, draft.Id)).Refusal.ShouldNotBeNull().Code.ShouldBe("invoice.issued");
        (await SaveAsync(app, jane, Work, draft.Id)).Refusal.ShouldNotBeNull().IsNotFound.ShouldBeTrue();
    }

    [Theory]
    [EachDatabase]
    public async Task Issue_TwentyAtOnce_GivesOneNumber(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var draft = Scenario.Value(await SaveAsync(app, jane, Work));

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => IssueAsync(app, draft.Id))));

        results.Count(r => r.Ok).ShouldBe(1);
        (await app.InvoicesAsync(jane)).ShouldHaveSingleItem().Number.ShouldBe("INV-2026-000001");
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Issue_WithCredit_IsPaidFromIt()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        Scenario.Value(await app.PayAsync(jane, 1000, p => p with { SubscriptionId = null }));
        var draft = Scenario.Value(await SaveAsync(app, jane, Work));

        Scenario.Value(await IssueAsync(app, draft.Id)).State.ShouldBe(InvoiceState.Paid);

        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Issue_AfterTheTaxChanged_IsRefusedUntilItWasLookedAt()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        await app.RateAsync(16, to: new DateOnly(2026, 3, 15));
        await app.RateAsync(18, from: new DateOnly(2026, 3, 16));
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var draft = Scenario.Value(await SaveAsync(app, jane, Work));
        _clock.Advance(TimeSpan.FromDays(7));

        (await IssueAsync(app, draft.Id)).Refusal.ShouldNotBeNull().Code.ShouldBe("draft.prices-changed");
        draft = Scenario.Value(await SaveAsync(app, jane, Work, draft.Id, draft.Version));
        Scenario.Value(await IssueAsync(app, draft.Id, draft.Version)).Tax.ShouldBe(Kes(7499));
    }

    [Fact]
    public async Task Save_DiscountLargerThanItsLine_IsRefusedAtItsField()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var cable = Work.Lines[0] with { Discount = 416.64m };

        var refused = (await SaveAsync(app, jane, Work with { Lines = [new DraftLine(), Work.Lines[2], cable] })).Refusal.ShouldNotBeNull();

        (refused.Code, refused.Field).ShouldBe(("draft.discount", "Lines[2].Discount"));
        refused.Message.ShouldContain("KES 416.63");
        Scenario.Value(await SaveAsync(app, jane, Work with { Lines = [Work.Lines[2], cable with { Discount = 416.63m }] })).Net.ShouldBe(Kes(45000));
    }

    [Fact]
    public async Task Save_DueBeforeToday_IsRefusedAtItsField()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());

        var refused = (await SaveAsync(app, jane, Work with { DueOn = new DateOnly(2026, 3, 9) })).Refusal.ShouldNotBeNull();

        (refused.Code, refused.Field).ShouldBe(("draft.due-passed", "DueOn"));
        Scenario.Value(await SaveAsync(app, jane, Work with { DueOn = new DateOnly(2026, 3, 10) })).DueOn.ShouldBe(new DateOnly(2026, 3, 10));
    }

    [Fact]
    public async Task Issue_WhenItsDueDayHasPassed_AsksForAnother()
    {
        await using var app = await (await TestApp.StartAsync(clock: _clock)).ServeAsync();
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var draft = Scenario.Value(await SaveAsync(app, jane, Work));
        _clock.Advance(TimeSpan.FromDays(30));
        using var owner = await TestBrowser.SignedInAsync(app);
        var url = $"/invoices/{draft.Id}";

        (await owner.TextAsync(url)).ShouldContain("it was to be paid by 1 Apr 2026, which has passed");
        using var refused = await owner.PostAsync(url, [], url + "?handler=Issue");
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("1 Apr 2026 has passed. Choose another day.");
        using var past = await owner.PostAsync(url, [("Issue.DueOn", "2026-04-08")], url + "?handler=Issue");
        past.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await app.InvoicesAsync(jane)).ShouldHaveSingleItem().State.ShouldBe(InvoiceState.Draft);

        using var issued = await owner.PostAsync(url, [("Issue.DueOn", "2026-04-20")], url + "?handler=Issue");

        issued.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await app.InvoicesAsync(jane)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(i => i.State.ShouldBe(InvoiceState.Sent), i => i.DueOn.ShouldBe(new DateOnly(2026, 4, 20)));
    }

    [Fact]
    public async Task Save_MoreThanCanBeTrue_IsRefusedAtItsField()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var huge = new DraftLine { Text = "Gold", Quantity = 999_999, Price = 999_999_999 };
        var large = new DraftLine { Text = "Gold", Quantity = 1000, Price = 600_000_000 };

        var line = (await SaveAsync(app, jane, Work with { Lines = [.. Enumerable.Repeat(large with { Quantity = 1 }, 20), .. Enumerable.Repeat(huge, 30)] })).Refusal.ShouldNotBeNull();
        var sum = (await SaveAsync(app, jane, Work with { Lines = [large, large] })).Refusal.ShouldNotBeNull();

        (line.Code, line.Field).ShouldBe(("draft.too-much", "Lines[20].Price"));
        (sum.Code, sum.Field).ShouldBe(("draft.too-much", "Lines"));
        Scenario.Value(await SaveAsync(app, jane, Work with { Lines = [large] })).Total.ShouldBe(Kes(60_000_000_000_000));
    }

    [Fact]
    public async Task Pages_WithoutACustomer_AskForHimFirst()
    {
        await using var app = await (await TestApp.StartAsync(clock: _clock)).ServeAsync();
        using var owner = await TestBrowser.SignedInAsync(app);
        (await owner.TextAsync("/invoices/draft")).ShouldContain("No customer yet");
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        var (jane, paul) = (await app.CustomerAsync(router, profile), await app.CustomerAsync(router, profile, "Paul Smith"));

        (await owner.TextAsync("/invoices")).ShouldContain("href=\"/invoices/draft\"");
        var all = await owner.TextAsync("/invoices/draft");
        foreach (var customer in (CreatedCustomer[])[jane, paul]) all.ShouldContain($"/invoices/draft?customerId={customer.CustomerId}");
        var found = await owner.TextAsync("/invoices/draft?q=smith");
        found.ShouldContain(paul.CustomerId.ToString());
        found.ShouldNotContain(jane.CustomerId.ToString());
        (await owner.TextAsync("/invoices/draft?q=nobody")).ShouldContain("Nobody found");
        (await owner.TextAsync($"/invoices/draft?customerId={paul.CustomerId}")).ShouldContain("draft-form");
        using var missing = await owner.GetAsync($"/invoices/draft?customerId={Guid.NewGuid()}");
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Save_FromAPageOfBefore_IsStaleAndKeepsTheOther()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var draft = Scenario.Value(await SaveAsync(app, jane, Work));
        Scenario.Value(await SaveAsync(app, jane, Work with { Note = "First" }, draft.Id, draft.Version));

        (await SaveAsync(app, jane, Work with { Note = "Second" }, draft.Id, draft.Version)).Refusal.ShouldNotBeNull().Code.ShouldBe(Refusal.StaleCode);

        (await app.InvoicesAsync(jane)).ShouldHaveSingleItem().Note.ShouldBe("First");
    }

    [Fact]
    public async Task Pages_WritePreviewIssueAndThrowAway()
    {
        await using var app = await (await TestApp.StartAsync(clock: _clock)).ServeAsync();
        using var owner = await TestBrowser.SignedInAsync(app);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var page = $"/invoices/draft?customerId={jane.CustomerId}";
        (string, string)[] form = [("CustomerId", jane.CustomerId.ToString()), ("Input.Lines[0].Text", "Router"), ("Input.Lines[0].Quantity", "2"), ("Input.Lines[0].Price", "1999.50"), ("Input.Lines[0].Taxed", "true"), ("Input.Lines[1].Taxed", "true")];

        (await owner.TextAsync($"/invoices?customerId={jane.CustomerId}")).ShouldContain(page);
        using var preview = await owner.PostAsync(page, form, "/invoices/draft?handler=Preview", htmx: true);
        (await preview.Content.ReadAsStringAsync()).ShouldContain("KES 3,999.00");
        using var empty = await owner.PostAsync(page, [("CustomerId", jane.CustomerId.ToString()), ("Input.Lines[0].Taxed", "true")], "/invoices/draft", htmx: true);
        ((int)empty.StatusCode).ShouldBe(422);
        (await empty.Content.ReadAsStringAsync()).ShouldContain("Write at least one line.");
        using var unpriced = await owner.PostAsync(page, [("CustomerId", jane.CustomerId.ToString()), ("Input.Lines[0].Text", "Router")], "/invoices/draft");
        ((int)unpriced.StatusCode).ShouldBe(422);
        (await unpriced.Content.ReadAsStringAsync()).ShouldContain("What does one cost?");

        using var saved = await owner.PostAsync(page, form, "/invoices/draft");
        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var url = saved.Headers.Location!.ToString();
        var html = await owner.TextAsync(url);
        foreach (var said in (string[])["doc-stamp-warn", "Issue", "Throw away"]) html.ShouldContain(said);
        (await owner.TextAsync(url.Replace("/invoices/", "/invoices/draft/", StringComparison.Ordinal))).ShouldContain("1999.5");
        using var issued = await owner.PostAsync(url, [], url + "?handler=Issue");
        issued.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await owner.TextAsync(url)).ShouldContain("INV-2026-000001");
        using var late = await owner.PostAsync(url, [], url + "?handler=ThrowAway");
        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);

        using var second = await owner.PostAsync(page, form, "/invoices/draft");
        var other = second.Headers.Location!.ToString();
        using var gone = await owner.PostAsync(other, [], other + "?handler=ThrowAway");
        gone.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await app.Db(db => db.Set<InvoiceLine>().CountAsync())).ShouldBe(1);
    }

    private static Task<Result<Invoice>> SaveAsync(TestApp app, CreatedCustomer customer, SaveInvoiceDraft input, Guid? id = null, int? version = null) =>
        app.With<InvoiceDrafts, Result<Invoice>>(d => d.SaveAsync(id, customer.CustomerId, input, version, CancellationToken.None));

    private static Task<Result<Invoice>> IssueAsync(TestApp app, Guid id, int? version = null) => app.With<InvoiceDrafts, Result<Invoice>>(d => d.IssueAsync(id, null, version, CancellationToken.None));
}
