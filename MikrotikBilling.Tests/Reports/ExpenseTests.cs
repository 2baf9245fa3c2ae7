using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Reports.Expenses;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Reports;

/// <summary>Expenses in the books.</summary>
public sealed class ExpenseTests
{
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 3, 10, 8, 0, 0, TimeSpan.Zero));

    [Theory, EachDatabase]
    public async Task Expense_TakenBack_LeavesNothingAndBothRows(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var spent = Scenario.Value(await app.SpendAsync(33.33m, "Fuel", ExpenseWay.Drawer));
        (await app.AccountsAsync())[LedgerAccount.Expenses].ShouldBe(3333);

        var both = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => BackAsync(app, spent.Id)));

        both.Count(r => r.Ok).ShouldBe(1);
        both.Where(r => !r.Ok).ShouldAllBe(r => r.Refusal!.Code == "expense.already-back" || r.Refusal.Code == Refusal.StaleCode);
        (await app.AccountsAsync())[LedgerAccount.Expenses].ShouldBe(0);
        (await app.AccountsAsync())[LedgerAccount.Cash].ShouldBe(0);
        var rows = (await app.With<ExpenseQueries, Page<ExpenseLine>>(q => q.ListAsync(new ExpenseFilter(Category: "Fuel"), CancellationToken.None))).Items;
        rows.Select(r => (r.Expense.Amount.Minor, r.IsTakenBack)).ShouldBe([(-3333, false), (3333, true)], ignoreOrder: true);
        (await BackAsync(app, rows.Single(r => r.Expense.Amount.Minor < 0).Expense.Id)).Refusal!.Code.ShouldBe("expense.is-counter-entry");
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Theory, EachDatabase]
    public async Task SameForm_PressedTwice_BooksOnce(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var id = Guid.CreateVersion7();

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.SpendAsync(10, with: e => e with { Id = id })));

        results.Count(r => r.Ok).ShouldBe(1);
        results.Where(r => !r.Ok).ShouldAllBe(r => r.Refusal!.Code == "expense.already-saved" || r.Refusal.Code == Refusal.StaleCode);
        (await app.Db(db => db.Set<Expense>().CountAsync())).ShouldBe(1);
    }

    [Theory]
    [InlineData("2026-03-11"), InlineData("2025-03-09")]
    public async Task Day_OfTomorrowOrLongAgo_IsRefused(string day)
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        (await app.SpendAsync(10, with: e => e with { SpentOn = DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture) })).Refusal!.Code.ShouldBe("expense.day");
    }

    [Fact]
    public async Task Amount_WithMoreDigitsThanTheCurrency_IsRefused()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        (await app.SpendAsync(10.005m)).Refusal!.Code.ShouldBe("expense.amount-digits");
    }

    [Fact]
    public async Task Filters_FindTheirRows()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        Scenario.Value(await app.SpendAsync(1));
        _clock.Advance(TimeSpan.FromDays(1));
        Scenario.Value(await app.SpendAsync(2, "Fuel", ExpenseWay.Drawer));
        Scenario.Value(await app.SpendAsync(3, "FUEL"));

        (await FoundAsync(new ExpenseFilter(Category: "Fuel"))).ShouldBe([2, 3], ignoreOrder: true);
        (await FoundAsync(new ExpenseFilter(Way: ExpenseWay.Drawer))).ShouldBe([2]);
        (await FoundAsync(new ExpenseFilter(To: new DateOnly(2026, 3, 10)))).ShouldBe([1]);
        (await FoundAsync(new ExpenseFilter(From: new DateOnly(2026, 3, 11)))).ShouldBe([2, 3], ignoreOrder: true);

        async Task<List<decimal>> FoundAsync(ExpenseFilter filter) =>
            [.. (await app.With<ExpenseQueries, Page<ExpenseLine>>(q => q.ListAsync(filter, CancellationToken.None))).Items.Select(l => l.Expense.Amount.ToDecimal())];
    }

    private static Task<Result<Expense>> BackAsync(TestApp app, Guid id) => app.With<ExpenseService, Result<Expense>>(s => s.ReverseAsync(id, "Typed wrongly", CancellationToken.None));
}
