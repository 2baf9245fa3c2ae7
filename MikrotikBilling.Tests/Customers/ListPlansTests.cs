using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Demo;

namespace MikrotikBilling.Tests.Customers;

/// <summary>
/// A page of the list costs the same at any size only while SQLite walks an index in the order asked for and stops at its end: no sort, no walk over all
/// rows of a tenant. Its own plan says whether it does.
/// </summary>
public sealed partial class ListPlansTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private Guid _router;
    private Guid _profile;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync();
        await _app.ScopeAsync(async services =>
        {
            var bulk = ActivatorUtilities.CreateInstance<BulkCustomers>(services);
            var filled = await ActivatorUtilities.CreateInstance<DemoData>(services, bulk).FillAsync(3000, 1, false, CancellationToken.None);
            filled.Ok.ShouldBeTrue();
            await services.GetRequiredService<DatabaseStatistics>().RefreshAsync(CancellationToken.None);
        });
        (_router, _profile) = (await _app.Db(db => db.Set<Router>().Select(r => r.Id).FirstAsync()), await _app.Db(db => db.Set<Profile>().Select(p => p.Id).FirstAsync()));
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task List_AnyFilterAndOrder_IsWalkedInTheOrderOfAnIndex()
    {
        var filters = new List<CustomerFilter> { new(), new(Status: ServiceStatus.Expired), new(ProfileId: _profile), new(RouterId: _router) };
        foreach (var filter in filters.ToList()) filters.AddRange([filter with { Sort = CustomerSort.Expiry }, filter with { Sort = CustomerSort.Expiry, Descending = true }]);
        filters.Add(new CustomerFilter(Sort: CustomerSort.Number));
        foreach (var filter in filters)
        {
            var plan = await PlanAsync(() => _app.With<CustomerQueries, object>(async q => await q.ListAsync(filter, CancellationToken.None)));
            plan.ShouldContain("INDEX IX_Customers_TenantId_", Case.Sensitive, $"{filter}");
            plan.ShouldNotContain("TEMP B-TREE", Case.Sensitive, $"{filter}: {plan}");
        }
    }

    [Theory]
    [InlineData("a")]
    [InlineData("abdur akter")]
    [InlineData("abdur a")]
    public async Task Search_CommonWords_GathersNothingBeforeTheFirstRow(string words)
    {
        var filter = new CustomerFilter(words, Sort: CustomerSort.Match);
        var plan = await PlanAsync(() => _app.With<CustomerQueries, object>(async q => await q.ListAsync(filter, CancellationToken.None)));
        plan.ShouldNotContain("TEMP B-TREE", Case.Sensitive, plan);
        plan.ShouldNotContain("LIST SUBQUERY", Case.Sensitive, plan);
        plan.ShouldNotContain("ANY(TenantId)", Case.Sensitive, plan);
    }

    [Fact]
    public async Task RowNotes_OfAPage_AreLookedUpByService()
    {
        var ids = await _app.Db(db => db.Set<Customer>().Select(c => c.MainSubscriptionId!.Value).Take(25).ToListAsync());
        var plan = await PlanAsync(() => _app.With<ProvisioningQueries, object>(async q => await q.RowsAsync(ids, CancellationToken.None)));
        plan.ShouldContain("(SubscriptionId=?");
        plan.ShouldNotContain("TenantId_StaleSince", Case.Sensitive, plan);
    }

    /// <summary>SQLite's plan of the first statement that the work sends.</summary>
    private async Task<string> PlanAsync(Func<Task<object>> work)
    {
        _app.Sql.Reset();
        await work();
        var statement = _app.Sql.Statements.First();
        return await _app.Db(async db =>
        {
            await db.Database.OpenConnectionAsync();
            await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // the program's own statement, explained
            command.CommandText = $"EXPLAIN QUERY PLAN {statement}";
#pragma warning restore CA2100
            foreach (var name in Parameter().Matches(statement).Select(m => m.Value).Distinct())
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, DBNull.Value);
                command.Parameters.Add(parameter);
            }
            var lines = new List<string>();
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) lines.Add(reader.GetString(3));
            return string.Join("\n", lines);
        });
    }

    [GeneratedRegex(@"@\w+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();
}
