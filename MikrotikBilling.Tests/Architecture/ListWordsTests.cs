using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Architecture;

/// <summary>Every JSON address that is read, with parameters it does not know and values it cannot read.</summary>
public sealed class ListWordsTests
{
    /// <summary>Any text is a value of these.</summary>
    private static readonly string[] Free = ["q", "action", "kind", "command", "prefix", "category"];

    [Fact]
    public async Task Read_WithAnUnknownParameterOrAValueThatCannotBeRead_Is400EverywhereAndSaysWhich()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var api = await TestBrowser.ApiAsync(app);
        var (wrong, tried) = (new List<string>(), 0);
        foreach (var right in (await EndpointRight.OfAsync(app.Services)).Where(r => !r.IsPage && r.Method == "GET" && r.Url.StartsWith("/api/", StringComparison.Ordinal)))
            foreach (var name in Parameters(app, right).Except(Free).Append("limit"))
            {
                tried++;
                using var answer = await api.GetAsync(new Uri($"{right.Url}?{name}=%E2%98%83garbage", UriKind.Relative));
                if (answer.StatusCode != HttpStatusCode.BadRequest || answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
                    wrong.Add($"{right.Url}?{name}: {(int)answer.StatusCode} {answer.Content.Headers.ContentType}");
            }

        wrong.ShouldBeEmpty();
        tried.ShouldBeGreaterThan(60);
    }

    [Theory]
    [InlineData("/api/customers?limit=5", "limit")]
    [InlineData("/api/audit?from=garbage", "from")]
    [InlineData("/api/audit?cursor=abc", "cursor")]
    [InlineData("/api/network/routers/log?show=odd", "show")]
    public async Task Read_Refused_NamesTheParameter(string address, string field)
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var api = await TestBrowser.ApiAsync(app);

        using var answer = await api.GetAsync(new Uri(address, UriKind.Relative));

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        (problem.GetProperty("type").GetString(), problem.GetProperty("field").GetString()).ShouldBe(("invalid-input", field));
    }

    private static IEnumerable<string> Parameters(TestApp app, EndpointRight right) =>
        app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => ReferenceEquals(e.RoutePattern, right.Pattern) && e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains(right.Method))
            .SelectMany(e => e.Metadata.OfType<IParameterBindingMetadata>())
            .Where(p => IsWord(p.ParameterInfo.ParameterType) && right.Pattern.Parameters.All(r => r.Name != p.Name))
            .Select(p => char.ToLowerInvariant(p.Name[0]) + p.Name[1..]).Distinct(StringComparer.Ordinal);

    private static bool IsWord(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is { } plain && (plain == typeof(string) || plain.IsValueType) && plain != typeof(CancellationToken);
}
