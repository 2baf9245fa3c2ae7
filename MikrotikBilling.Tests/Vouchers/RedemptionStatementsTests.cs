using MikrotikBilling.Tests.Support;
using Xunit.Abstractions;

namespace MikrotikBilling.Tests.Vouchers;

/// <summary>A redemption is a payment and a renewal in one transaction: each statement in it is time that others wait.</summary>
public class RedemptionStatementsTests(ITestOutputHelper output)
{
    private const int Most = 58;

    [Fact]
    public async Task Redeem_ForAService_SendsFewStatements()
    {
        await using var app = await TestApp.StartAsync();
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        var codes = await app.CodesAsync((await app.BatchAsync(2)).Id);
        Scenario.Value(await app.RedeemAsync(codes[0].Code, "jane"));
        app.Sql.Reset();

        Scenario.Value(await app.RedeemAsync(codes[1].Code, "jane")).Renewed.ShouldNotBeNull();

        foreach (var statement in app.Sql.Statements) output.WriteLine(statement.ReplaceLineEndings(" ")[..Math.Min(statement.ReplaceLineEndings(" ").Length, 300)]);
        app.Sql.Count.ShouldBeLessThanOrEqualTo(Most);
    }
}
