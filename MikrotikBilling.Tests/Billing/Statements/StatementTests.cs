using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Statements;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Tests.Billing.Invoices;
using MikrotikBilling.Tests.Notifications;
using MikrotikBilling.Tests.Support;
using static MikrotikBilling.Tests.Billing.Bookkeeping;

namespace MikrotikBilling.Tests.Billing.Statements;

public sealed class StatementTests
{
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 3, 10, 8, 0, 0, TimeSpan.Zero));

    [Theory]
    [EachDatabase]
    public async Task Statement_OfAllThatCanHappen_RunsToTheBalanceOfTheBooks(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var paid = await app.InvoiceAsync(jane, 33333, taxed: true); // 386.66
        _clock.Advance(TimeSpan.FromDays(1));
        var money = Scenario.Value(await app.PayAsync(jane, 400, p => p with { SubscriptionId = null }));
        await app.With<CreditNotes, Result<Invoice>>(c => c.CreditAsync(paid.Id, new CorrectInvoice { Amount = 36.66m, Reason = "Outage" }, null, CancellationToken.None));
        await app.With<RefundService, Result<Money>>(r => r.RefundAsync(money.Payment.Id, new RefundPayment { Amount = 13, Reason = "Asked for it" }, null, CancellationToken.None));
        var twice = await app.InvoiceAsync(jane, 100);
        var bounced = Scenario.Value(await app.PayAsync(jane, 5, p => p with { SubscriptionId = null })).Payment;
        await app.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(bounced.Id, "Bounced", null, CancellationToken.None));
        _clock.Advance(TimeSpan.FromDays(1));

        var statement = (await OfAsync(app, jane.CustomerId, new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 31))).ShouldNotBeNull();

        statement.Opening.ShouldBe(Kes(0));
        statement.Rows.Select(r => (r.Day.Day, r.Kind, r.Amount.Minor, r.Balance.Minor)).ShouldBe(
        [
            (10, LedgerKind.Invoice, 38666, 38666), (11, LedgerKind.Payment, -40000, -1334), (11, LedgerKind.CreditNote, -3666, -5000), (11, LedgerKind.Refund, 1300, -3700),
            (11, LedgerKind.Invoice, 100, -3600), (11, LedgerKind.Payment, -500, -4100), (11, LedgerKind.Reversal, 500, -3600),
        ]);
        statement.Rows.Where(r => r.Kind is LedgerKind.CreditNote or LedgerKind.Payment).ShouldAllBe(r => r.Debit == null && r.Credit!.Value.Minor > 0);
        statement.Rows.Where(r => r.Kind is LedgerKind.Invoice or LedgerKind.Refund or LedgerKind.Reversal).ShouldAllBe(r => r.Credit == null && r.Debit!.Value.Minor > 0);
        (statement.Debits, statement.Credits).ShouldBe((Kes(40566), Kes(44166)));
        (statement.Opening + statement.Debits - statement.Credits).ShouldBe(statement.Closing);
        statement.Rows.Select(r => r.Reference).Take(3).ShouldBe(["INV-2026-000001", "RCP-2026-000001, cash", "CN-2026-000001"]);
        var balance = await app.BalanceAsync(jane);
        statement.Closing.ShouldBe(balance.Owed - balance.Credit);
        twice.Number.ShouldNotBeNull();

        var later = (await OfAsync(app, jane.CustomerId, new DateOnly(2026, 3, 11), new DateOnly(2026, 3, 11))).ShouldNotBeNull();
        (later.Opening, later.Closing, later.Rows.Count).ShouldBe((Kes(38666), Kes(-3600), 6));
    }

    [Fact]
    public void Id_ThereAndBack_IsTheSame()
    {
        var id = new StatementId(1_234_567, new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31));

        StatementId.Of(id.ToGuid()).ShouldBe(id);
    }

    [Theory]
    [InlineData(null, null, "2025-12-11", "2026-03-10")]
    [InlineData("2026-02-01", null, "2026-02-01", "2026-03-10")]
    [InlineData(null, "2026-02-28", "2025-11-29", "2026-02-28")]
    public void Span_NotSaid_IsTheLastThreeMonths(string? from, string? to, string first, string last) =>
        StatementSpan.Of(Day(from), Day(to), new DateOnly(2026, 3, 10)).ShouldBe((Day(first)!.Value, Day(last)!.Value));

    [Fact]
    public async Task Page_Mail_AndApi_TellTheSame()
    {
        var (app, transport) = await EmailStory.StartAsync();
        await using var _ = app;
        await app.ServeAsync();
        using var owner = await TestBrowser.SignedInAsync(app);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var invoice = await app.InvoiceAsync(jane, 100000);
        await app.With<CreditNotes, Result<Invoice>>(c => c.CreditAsync(invoice.Id, new CorrectInvoice { Amount = 33.33m, Reason = "Outage" }, null, CancellationToken.None));
        var url = $"/customers/{jane.CustomerId}/statement?from=2026-02-01&to=2026-03-31";

        var html = await owner.TextAsync(url);
        foreach (var said in (string[])["INV-2026-000001", "Statement of account", "Debit", "Credit", "CN-2026-000001", "Credit note"]) html.ShouldContain(said);
        html.ShouldNotContain("Charged");
        html.ShouldContain("Balance due");
        using var refused = await owner.PostAsync(url, [], url + "&handler=Send");
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        await app.AddressAsync(jane);
        using var sent = await owner.PostAsync(url, [], url + "&handler=Send");
        sent.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var email = (await app.EmailsAsync()).ShouldHaveSingleItem();
        email.Subject.ShouldBe("Your statement from 1 Feb 2026 to 31 Mar 2026");
        email.Text.ShouldContain("To be paid: KES 966.67");
        email.Text.ShouldNotContain("credit:");
        StatementId.Of(email.Attachments.ShouldHaveSingleItem().Id).From.ShouldBe(new DateOnly(2026, 2, 1));
        transport.Taken.ShouldBeEmpty();

        using var api = await TestBrowser.ApiAsync(app);
        var json = await api.GetFromJsonAsync<JsonElement>(new Uri($"/api/billing/customers/{jane.CustomerId}/statement?from=2026-02-01&to=2026-03-31", UriKind.Relative));
        (json.GetProperty("opening").GetDecimal(), json.GetProperty("closing").GetDecimal()).ShouldBe((0, 966.67m));
        (json.GetProperty("debits").GetDecimal(), json.GetProperty("credits").GetDecimal()).ShouldBe((1000, 33.33m));
        var note = json.GetProperty("rows")[1];
        (note.GetProperty("kind").GetString(), note.GetProperty("debit").ValueKind, note.GetProperty("credit").GetDecimal()).ShouldBe(("CreditNote", JsonValueKind.Null, 33.33m));
        var csv = (await owner.TextAsync(url + "&handler=Csv")).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        csv[0].ShouldBe("Day,Kind,Description,Currency,Debit,Credit,Balance");
        csv[1..].Select(row => row[(row.IndexOf(',', StringComparison.Ordinal) + 1)..]).ShouldBe(
        [
            "Opening,Opening balance,KES,,,0.00", "Invoice,Invoice INV-2026-000001,KES,1000.00,,1000.00", "CreditNote,Credit note CN-2026-000001,KES,,33.33,966.67",
            "Closing,Closing balance,KES,1000.00,33.33,966.67",
        ]);
        (await owner.TextAsync($"/customers/{jane.CustomerId}/statement?from=2026-03-02&to=2026-03-01")).ShouldContain("The last day is before the first.");
        using var missing = await owner.GetAsync($"/customers/{Guid.NewGuid()}/statement");
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static Task<Statement?> OfAsync(TestApp app, Guid customerId, DateOnly from, DateOnly to) =>
        app.With<StatementQueries, Statement?>(q => q.OfAsync(customerId, from, to, CancellationToken.None));

    private static DateOnly? Day(string? text) => text is null ? null : DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
