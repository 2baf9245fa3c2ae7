using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MikrotikBilling.Tests.Support;

/// <summary>A browser without a screen: cookies, antiforgery tokens, no redirects followed.</summary>
public sealed partial class TestBrowser : IDisposable
{
    private readonly HttpClient _http;

    public TestBrowser(TestApp app) : this(app.Address)
    {
    }

    public TestBrowser(Uri address)
    {
        Cookies = new CookieContainer();
#pragma warning disable CA5399 // loopback only
        _http = new HttpClient(new HttpClientHandler { CookieContainer = Cookies, AllowAutoRedirect = false }) { BaseAddress = address };
#pragma warning restore CA5399
    }

    public CookieContainer Cookies { get; }

    public HttpClient Http => _http;

    /// <summary>Signed in as the owner.</summary>
    public static Task<TestBrowser> SignedInAsync(TestApp app, string email = TestApp.OwnerEmail, string password = TestApp.OwnerPassword) =>
        SignedInAsync(app.Address, email, password);

    public static async Task<TestBrowser> SignedInAsync(Uri address, string email, string password)
    {
        var client = new TestBrowser(address);
        using var answer = await client.PostAsync("/sign-in", [("Input.UserName", email), ("Input.Password", password)]);
        if (answer.StatusCode != HttpStatusCode.SeeOther) throw new InvalidOperationException($"Sign-in answered {answer.StatusCode}.");
        return client;
    }

    public Task<HttpResponseMessage> GetAsync(string url) => _http.GetAsync(new Uri(url, UriKind.Relative));

    public async Task<string> TextAsync(string url)
    {
        using var answer = await GetAsync(url);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Fills in a form of <paramref name="url"/> (the page is fetched for its token) and sends it as a browser without script would.</summary>
    /// <param name="to">Another address than the page's own.</param>
    public async Task<HttpResponseMessage> PostAsync(string url, IEnumerable<(string Name, string Value)> fields, string? to = null, bool htmx = false)
    {
        var token = Token().Match(await TextAsync(url)).Groups["token"].Value;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(to ?? url, UriKind.Relative))
        {
            Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)).Append(KeyValuePair.Create("__RequestVerificationToken", token))),
        };
        if (htmx) request.Headers.Add("HX-Request", "true");
        return await _http.SendAsync(request);
    }

    /// <summary>The page as htmx asks for it.</summary>
    public Task<HttpResponseMessage> GetFragmentAsync(string url)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, UriKind.Relative));
        request.Headers.Add("HX-Request", "true");
        return _http.SendAsync(request);
    }

    /// <summary>An API client with a bearer token of the owner.</summary>
    public static async Task<HttpClient> ApiAsync(TestApp app, string email = TestApp.OwnerEmail, string password = TestApp.OwnerPassword)
    {
        var http = new HttpClient { BaseAddress = app.Address };
        using var answer = await http.PostAsJsonAsync(new Uri("/api/auth/login", UriKind.Relative), new { email, password });
        answer.EnsureSuccessStatusCode();
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();
}
