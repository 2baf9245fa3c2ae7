using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;
using Xunit.Abstractions;

namespace MikrotikBilling.Tests.Payments;

/// <summary>A renewal over the counter is one transaction: each statement in it is time that others wait.</summary>
public class RenewalStatementsTests(ITestOutputHelper output)
{
    private const int Most = 40;

    [Fact]
    public async Task Take_ThePriceForAService_SendsFewStatements()
    {
        await using var app = await TestApp.StartAsync();
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        Scenario.Value(await app.PayAsync(jane, 1500));
        app.Sql.Reset();

        Scenario.Value(await app.PayAsync(jane, 1500)).Renewed.ShouldNotBeNull();

        foreach (var statement in app.Sql.Statements) output.WriteLine(statement.ReplaceLineEndings(" ")[..Math.Min(statement.ReplaceLineEndings(" ").Length, 220)]);
        app.Sql.Count.ShouldBeLessThanOrEqualTo(Most);
    }
}
