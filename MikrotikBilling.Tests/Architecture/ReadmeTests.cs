using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Shell.Commands;

namespace MikrotikBilling.Tests.Architecture;

/// <summary>The front page names what programs and shells can ask for.</summary>
public sealed class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Repository.Path("README.md"));

    /// <summary>A row of the table of addresses: what they begin with, and all that is said of them.</summary>
    private static readonly Dictionary<string, string> Rows =
        Readme.Split('\n').Where(l => l.StartsWith("| `/api/", StringComparison.Ordinal)).ToDictionary(l => l.Split('`')[1], StringComparer.Ordinal);

    [Fact]
    public async Task Address_EachOfTheJson_IsNamed()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        var routes = app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Select(e => "/" + string.Join('/', e.RoutePattern.PathSegments.Select(s => string.Concat(s.Parts.Select(p => p is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : "{}")))))
            .Where(r => r.StartsWith("/api/", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();

        routes.Count.ShouldBeGreaterThan(100);
        routes.Where(r => !IsNamed(r)).Order(StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void Command_Each_IsNamed() =>
        CommandLine.Commands().Select(c => c.Name).Where(name => !Readme.Contains($"`{name}", StringComparison.Ordinal)).ShouldBeEmpty();

    /// <summary>In the row of the longest beginning, by its last word; or by itself in the text.</summary>
    private static bool IsNamed(string route)
    {
        var under = Rows.Keys.Where(k => (route + "/").StartsWith(k + "/", StringComparison.Ordinal)).MaxBy(k => k.Length);
        var last = route.Split('/').Last(part => part.Length > 0 && part != "{}");
        return under is null ? Readme.Contains($"`{route.Split("/{}")[0].TrimEnd('/')}`", StringComparison.Ordinal)
            : under.EndsWith("/" + last, StringComparison.Ordinal) || Rows[under].Contains("/" + last, StringComparison.Ordinal);
    }
}
