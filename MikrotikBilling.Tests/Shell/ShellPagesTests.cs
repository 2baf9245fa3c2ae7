using System.Net;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Tests.Shell;

/// <summary>The shell over HTTP, without any feature behind it.</summary>
public sealed class ShellPagesTests : IAsyncLifetime
{
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = "Testing",
            ApplicationName = typeof(ShellSetup).Assembly.GetName().Name,
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddShell();
        _app = builder.Build();
        _app.UseShell();
        _app.Use((context, next) =>
        {
            if (context.Request.Headers["X-Name"].ToString() is { Length: > 0 } name)
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], "test"));
            }

            return next(context);
        });
        _app.MapRazorPages();
        _app.MapGet("/broken", string () => throw new InvalidOperationException("secret detail"));
        _app.MapGet("/api/busy", () => Results.Conflict());
        await _app.StartAsync();
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        _client = new HttpClient { BaseAddress = new Uri(address) };
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("/no-such-page", 404)]
    [InlineData("/broken", 500)]
    public async Task Get_Error_IsAPageWithAllHeaders(string url, int status)
    {
        using var response = await Send(HttpMethod.Get, url, ("Accept", "text/html"));

        ((int)response.StatusCode).ShouldBe(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("script-src 'self';");
        response.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var page = await response.Content.ReadAsStringAsync();
        page.ShouldNotContain("secret detail");
        page.ShouldNotContain("style=");
    }

    [Theory]
    [InlineData("/api/nothing", 404)]
    [InlineData("/api/busy", 409)]
    public async Task Get_ErrorUnderApi_IsProblemDetails(string url, int status)
    {
        using var response = await Send(HttpMethod.Get, url);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        problem.RootElement.GetProperty("status").GetInt32().ShouldBe(status);
        problem.RootElement.GetProperty("requestId").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Get_ErrorForHtmx_IsAToastAndSwapsNothing()
    {
        using var response = await Send(HttpMethod.Get, "/broken", (HtmxHeaders.Request, "true"));

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        response.Headers.GetValues(HtmxHeaders.Reswap).Single().ShouldBe("none");
        response.Headers.GetValues(HtmxHeaders.Trigger).Single().ShouldContain("\"toast\"");
        (await response.Content.ReadAsStringAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Post_WithoutToken_AsksToLoadThePageAgain()
    {
        using var response = await Send(HttpMethod.Post, "/design", ("Accept", "text/html"));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain("This page was open too long");
    }

    [Fact]
    public async Task Get_SignedIn_ShowsTheAccountMenuAndIsNotKept()
    {
        using var response = await Send(HttpMethod.Get, "/no-such-page", ("Accept", "text/html"), ("X-Name", "<b>Amina Odhiambo"));

        var page = await response.Content.ReadAsStringAsync();
        page.ShouldContain("&lt;b&gt;Amina Odhiambo");
        page.ShouldContain("action=\"/account/sign-out\"");
        page.ShouldContain("__RequestVerificationToken");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task Get_ThemeCookie_IsDrawnByTheServer()
    {
        using var response = await Send(HttpMethod.Get, "/no-such-page", ("Accept", "text/html"), ("Cookie", "theme=dark"));

        (await response.Content.ReadAsStringAsync()).ShouldContain("data-theme=\"dark\"");
    }

    private async Task<HttpResponseMessage> Send(HttpMethod method, string url, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, url);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await _client.SendAsync(request);
    }
}
