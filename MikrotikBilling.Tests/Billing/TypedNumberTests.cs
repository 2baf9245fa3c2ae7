using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Billing;

/// <summary>Documents found by their numbers as people type and say them.</summary>
public sealed class TypedNumberTests
{
    [Theory]
    [InlineData("655", "", 655L)]
    [InlineData(" rcp 000655", "RCP", 655L)]
    [InlineData("rcp # 655", "RCP", 655L)]
    [InlineData("RCP-655", "RCP", 655L)]
    [InlineData("rcp-2026-000655", "", null)]
    [InlineData("QK73ABC9", "", null)]
    [InlineData("QK7 3ABC", "", null)]
    [InlineData("1234567890", "", null)]
    [InlineData("- 12", "", null)]
    [InlineData("", "", null)]
    public void Text_IsReadAsSeriesAndRunningNumber(string text, string series, long? running) =>
        TypedNumber.Of(text).ShouldBe(new TypedNumber(text.Trim().ToUpperInvariant(), series, running));

    [Theory]
    [EachDatabase]
    public async Task Payments_AreFoundByEitherNumber(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var first = Scenario.Value(await app.PayAsync(jane, 1500));
        var second = Scenario.Value(await app.PayAsync(jane, 1500, p => p with { Reference = "77 1" }));
        var number = (await FindAsync("rcp 1")).ShouldHaveSingleItem().Number;

        number.ShouldEndWith("-000001");
        (await FindAsync(number)).ShouldHaveSingleItem().Id.ShouldBe(first.Payment.Id);
        (await FindAsync("2")).ShouldHaveSingleItem().Id.ShouldBe(second.Payment.Id);
        (await FindAsync("771")).ShouldHaveSingleItem().Id.ShouldBe(second.Payment.Id);
        (await FindAsync("rc 1")).ShouldBeEmpty();
        (await FindAsync("%")).ShouldBeEmpty();
        (await FindAsync("inv 1")).ShouldBeEmpty();
        (await app.With<InvoiceQueries, Page<InvoiceSummary>>(q => q.ListAsync(new InvoiceFilter(Number: "inv 1"), CancellationToken.None))).Items.ShouldHaveSingleItem().Number.ShouldEndWith("-000001");

        async Task<IReadOnlyList<PaymentLine>> FindAsync(string text) => (await app.With<PaymentQueries, Page<PaymentLine>>(q => q.ListAsync(new PaymentFilter(text), CancellationToken.None))).Items;
    }
}
