using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Architecture;

/// <summary>What must hold for everything that is registered, also for what comes later.</summary>
public class ProgramTests
{
    [Fact]
    public async Task Endpoint_Each_NamesAPolicyOrSaysAnonymous()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        var endpoints = app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().ToList();
        var silent = endpoints.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null && e.Metadata.GetMetadata<IAuthorizeData>() is null)
            .Select(e => e.RoutePattern.RawText);

        endpoints.Count.ShouldBeGreaterThan(10);
        silent.ShouldBeEmpty();
    }

    [Fact]
    public async Task Endpoint_Policy_IsAPermissionOfACatalog()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        var known = app.Services.GetRequiredService<PermissionCatalog>().All;
        var policies = app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).SelectMany(e => e.Metadata.OfType<IAuthorizeData>())
            .Select(a => a.Policy).OfType<string>().Distinct(StringComparer.Ordinal);

        policies.Where(p => !known.ContainsKey(p)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Page_Anonymous_SeesNothingButTheOpenDoors()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var browser = new TestBrowser(app);
        var open = new List<string>();
        foreach (var route in Gets(app))
        {
            using var answer = await browser.GetAsync(route);
            if ((int)answer.StatusCode is 200 or >= 500) open.Add($"{route} {(int)answer.StatusCode}");
        }

        open.Order(StringComparer.Ordinal).ShouldBe(["/health/live 200", "/health/ready 200", "/pay 200", "/sign-in 200", "/sign-out 200"]);
    }

    [Fact]
    public async Task Page_UnknownId_IsNotFoundAndNeverAnError()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var browser = await TestBrowser.SignedInAsync(app);
        // What providers post to is no page: 405, whatever the token.
        var posted = app.Services.GetRequiredService<GatewayCatalog>().CallbackGateways.SelectMany(g => g.Info.Callbacks).Select(c => c.Path.Split('{')[0]).ToList();
        foreach (var route in Gets(app).Where(r => r.Contains(Nobody, StringComparison.Ordinal) && !posted.Exists(p => r.StartsWith(p, StringComparison.Ordinal))))
        {
            using var answer = await browser.GetAsync(route);
            ((int)answer.StatusCode).ShouldBeOneOf([404, 401], route); // 401: the API is not for cookies
        }
    }

    [Fact]
    public async Task Job_Each_IsRegisteredWithASchedule()
    {
        await using var app = await TestApp.StartAsync();
        var registered = app.Services.GetRequiredService<JobRunner>().Definitions;
        var all = typeof(IAppJob).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IAppJob)));

        all.Except(registered.Select(d => d.Type)).ShouldBeEmpty();
        registered.ShouldAllBe(d => d.Period != null && (d.Cron != null || d.Every != null));
        registered.Select(d => d.Name).Distinct(StringComparer.Ordinal).Count().ShouldBe(registered.Count);
    }

    [Fact]
    public async Task Entity_OfATenant_IsFilteredAndNoDeleteCascades()
    {
        await using var app = await TestApp.StartAsync();
        var model = await app.Db(db => Task.FromResult(db.Model));
        var unfiltered = model.GetEntityTypes().Where(e => e.FindProperty("TenantId") is not null && e.ClrType != typeof(StaffMember)
            && e.FindDeclaredQueryFilter(QueryFilters.Tenant) is null).Select(e => e.ClrType.Name);
        var cascades = model.GetEntityTypes().SelectMany(e => e.GetForeignKeys()).Where(k => k.DeleteBehavior != DeleteBehavior.Restrict).Select(k => k.ToString());

        unfiltered.ShouldBeEmpty();
        cascades.ShouldBeEmpty();
    }

    [Theory, EachDatabase]
    public async Task Model_HasNoPendingChanges(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        (await app.Db(db => Task.FromResult(db.Database.HasPendingModelChanges()))).ShouldBeFalse();
    }

    private const string Nobody = "00000000-0000-7000-8000-000000000000";

    /// <summary>Every address that answers GET, with ids of nobody.</summary>
    private static List<string> Gets(TestApp app) =>
    [
        .. app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>() is not { HttpMethods: { Count: > 0 } methods } || methods.Contains("GET"))
            .Select(e => e.RoutePattern)
            .Where(p => p.Parameters.All(x => !x.IsCatchAll) && p.RawText?.Contains('.', StringComparison.Ordinal) != true)
            .Select(p => "/" + string.Join('/', p.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
            {
                Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
                Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter =>
                    parameter.Name.Equals("status", StringComparison.OrdinalIgnoreCase) || parameter.Name.Equals("code", StringComparison.OrdinalIgnoreCase) ? "404" : Nobody,
                _ => "",
            })))))
            .Distinct(StringComparer.Ordinal).Where(r => !r.StartsWith("/error", StringComparison.Ordinal)),
    ];
}
