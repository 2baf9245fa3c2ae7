using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Tests.Support;
using static MikrotikBilling.Tests.Billing.Bookkeeping;

namespace MikrotikBilling.Tests.Billing.Invoices;

public sealed class InvoiceQueriesTests
{
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 3, 10, 8, 0, 0, TimeSpan.Zero));

    [Theory]
    [EachDatabase]
    public async Task List_PagedThereAndBack_ShowsEachOnceNewestFirst(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        for (var i = 0; i < 7; i++)
        {
            await app.InvoiceAsync(jane, 1000 + i);
            _clock.Advance(TimeSpan.FromHours(16));
        }

        foreach (var filter in new[] { new InvoiceFilter(), new InvoiceFilter(From: new DateOnly(2026, 3, 1)), new InvoiceFilter(InvoiceState.Sent), new InvoiceFilter(CustomerId: jane.CustomerId) })
        {
            var first = await ListAsync(app, filter, 3);
            var second = await ListAsync(app, filter with { Cursor = first.Next }, 3);
            var third = await ListAsync(app, filter with { Cursor = second.Next }, 3);
            first.Items.Concat(second.Items).Concat(third.Items).Select(i => i.Number).ShouldBe(Enumerable.Range(1, 7).Reverse().Select(n => $"INV-2026-{n:D6}"));
            third.Next.ShouldBeNull();
            (await ListAsync(app, filter with { Cursor = third.Previous }, 3)).Items.ShouldBe(second.Items);
        }
    }

    [Fact]
    public async Task List_ByNumberDayAndKind_FindsWhatIsMeant()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var first = await app.InvoiceAsync(jane);
        _clock.Advance(TimeSpan.FromDays(2));
        await app.InvoiceAsync(jane);
        await CreditAsync(app, first.Id, 100, "Outage");

        (await ListAsync(app, new InvoiceFilter(Number: " inv-2026-000002 "))).Items.ShouldHaveSingleItem().Number.ShouldBe("INV-2026-000002");
        (await ListAsync(app, new InvoiceFilter(Number: "2"))).Items.ShouldHaveSingleItem().Number.ShouldBe("INV-2026-000002");
        (await ListAsync(app, new InvoiceFilter(Number: "0001"))).Items.Select(i => i.Number).ShouldBe(["CN-2026-000001", "INV-2026-000001"]);
        (await ListAsync(app, new InvoiceFilter(Number: "3"))).Items.ShouldBeEmpty();
        (await ListAsync(app, new InvoiceFilter(To: new DateOnly(2026, 3, 11)))).Items.ShouldHaveSingleItem().Number.ShouldBe("INV-2026-000001");
        (await ListAsync(app, new InvoiceFilter(Kind: InvoiceKind.CreditNote))).Items.ShouldHaveSingleItem().Number.ShouldBe("CN-2026-000001");
        (await ListAsync(app, new InvoiceFilter(InvoiceState.Overdue))).Items.ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task Sums_OfOpenOverduePaidAndVoid_AreThoseOfTheInvoices(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        await app.InvoiceAsync(jane, 33333, taxed: true, dueOn: new DateOnly(2026, 3, 1)); // 386.66
        await app.InvoiceAsync(jane, 5001);
        var wrong = await app.InvoiceAsync(jane, 777);
        Scenario.Value(await app.With<CreditNotes, Result<Invoice>>(c => c.VoidAsync(wrong.Id, "Twice", null, CancellationToken.None)));
        Scenario.Value(await app.PayAsync(jane, 100.10m, p => p with { SubscriptionId = null }));

        var sums = await app.With<InvoiceQueries, OpenSums>(q => q.OpenAsync("KES", CancellationToken.None));
        sums.ShouldBe(new OpenSums(2, Kes(38666 + 5001 - 10010), 1, Kes(38666 - 10010)));
        var stats = await app.With<InvoiceQueries, IReadOnlyList<InvoiceStat>>(q => q.StatsAsync(null, null, CancellationToken.None));
        stats.ShouldBe(
        [
            new InvoiceStat(InvoiceKind.Invoice, InvoiceState.Sent, 1, Kes(5001), Kes(5001)), new InvoiceStat(InvoiceKind.Invoice, InvoiceState.Overdue, 1, Kes(38666), Kes(28656)),
            new InvoiceStat(InvoiceKind.Invoice, InvoiceState.Void, 1, Kes(777), Kes(0)),
        ]);
        (await app.With<InvoiceQueries, IReadOnlyList<InvoiceStat>>(q => q.StatsAsync(new DateOnly(2026, 3, 11), null, CancellationToken.None))).ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task Find_SettledFromSeveralSides_NamesThemAll(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var invoice = await app.InvoiceAsync(jane, 100000, taxed: true);
        Scenario.Value(await app.PayAsync(jane, 500, p => p with { SubscriptionId = null }));
        Scenario.Value(await app.PayAsync(jane, 300, p => p with { SubscriptionId = null }));
        await CreditAsync(app, invoice.Id, 60, "Two days down");

        var found = (await app.FindAsync(invoice.Id)).ShouldNotBeNull();

        found.PaidBy.Select(p => (p.Kind, p.Text, p.Amount)).ShouldBe([(CreditKind.Payment, "Payment RCP-2026-000001, cash", Kes(50000)), (CreditKind.Payment, "Payment RCP-2026-000002, cash", Kes(30000))], ignoreOrder: true);
        found.CreditNotes.ShouldHaveSingleItem().ShouldBe(new CreditNoteLine(found.CreditNotes[0].Id, "CN-2026-000001", new DateOnly(2026, 3, 10), Kes(6000), "Two days down"));
        (found.Creditable, found.Invoice.Due).ShouldBe((Kes(110000), Kes(30000)));
        found.Service.ShouldBe("Home 10 (jane.doe)");
        found.PricesIncludeTax.ShouldBeFalse();
        (await app.FindAsync(found.CreditNotes[0].Id)).ShouldNotBeNull().CorrectsNumber.ShouldBe(invoice.Number);
    }

    [Fact]
    public async Task Find_PricesWithTaxInThem_IsToldByItsOwnFigures()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var invoice = await app.InvoiceAsync(jane, 100000, taxed: true, inclusive: true);

        var found = (await app.FindAsync(invoice.Id)).ShouldNotBeNull();

        (found.PricesIncludeTax, found.Invoice.Total, found.Invoice.Tax).ShouldBe((true, Kes(100000), Kes(13793)));
    }

    private static Task<Page<InvoiceSummary>> ListAsync(TestApp app, InvoiceFilter filter, int size = 25) =>
        app.With<InvoiceQueries, Page<InvoiceSummary>>(q => q.ListAsync(filter, CancellationToken.None, size));

    private static async Task CreditAsync(TestApp app, Guid id, decimal amount, string reason) =>
        Scenario.Value(await app.With<CreditNotes, Result<Invoice>>(c => c.CreditAsync(id, new CorrectInvoice { Amount = amount, Reason = reason }, null, CancellationToken.None)));
}
