using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Architecture;

/// <summary>
/// Every page, every handler of a page and every endpoint, asked by each role and by a stranger. What must come out follows from its policy
/// and the catalogue of permissions, so a new page is covered by itself.
/// </summary>
public sealed class RoleReplayTests
{
    [Fact]
    public async Task Endpoint_AskedByAStranger_LetsThemInOnlyWhereItIsOpen()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var browser = new TestBrowser(app);
        var wrong = new List<string>();
        foreach (var right in await EndpointRight.OfAsync(app.Services))
        {
            using var answer = await AskAsync(browser, right, "/sign-in");
            var ok = right switch
            {
                { Needs: null } => (int)answer.StatusCode < 500,
                { IsPage: true } => answer.StatusCode == HttpStatusCode.Redirect && answer.Headers.Location!.ToString().Contains("/sign-in", StringComparison.Ordinal),
                _ => answer.StatusCode == HttpStatusCode.Unauthorized,
            };
            if (!ok) wrong.Add($"{right}: {(int)answer.StatusCode}");
        }
        wrong.ShouldBeEmpty();
    }

    public static TheoryData<StaffRole> Roles => [.. Enum.GetValues<StaffRole>()];

    [Theory, MemberData(nameof(Roles))]
    public async Task Endpoint_AskedByARole_AnswersAsItsPermissionSays(StaffRole role)
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var caller = new Caller(app, role);
        var (wrong, refused) = (new List<string>(), 0);
        var rights = await EndpointRight.OfAsync(app.Services);
        foreach (var right in rights)
        {
            using var answer = await caller.AskAsync(right);
            var status = (int)answer.StatusCode;
            if (!right.IsHeldBy(role))
            {
                refused++;
                if (status != 403) wrong.Add($"{right}: {status}, not 403");
            }
            else if (status is 403 or >= 500 || (status == 401 && right.Needs is not null) || LeadsToSignIn(answer, right))
            {
                wrong.Add($"{right}: {status}, though {role} holds the right");
            }
        }
        wrong.ShouldBeEmpty();
        rights.Count(r => r.IsPage).ShouldBeGreaterThan(40);
        rights.Count(r => !r.IsPage).ShouldBeGreaterThan(30);
        (refused == 0).ShouldBe(role == StaffRole.Owner);
    }

    private static bool LeadsToSignIn(HttpResponseMessage answer, EndpointRight right) =>
        right.Needs is not null && answer.Headers.Location?.ToString().Contains("/sign-in", StringComparison.Ordinal) == true;

    /// <param name="tokenFrom">A page to take the form token from.</param>
    private static async Task<HttpResponseMessage> AskAsync(TestBrowser browser, EndpointRight right, string tokenFrom)
    {
        if (right.Method == "GET") return await browser.GetAsync(right.Url);
        if (right.IsPage && right.Method == "POST") return await browser.PostAsync(tokenFrom, [], to: right.Url);
        if (right.IsPage) throw new InvalidOperationException($"Say here how to send {right}.");
        return await SendAsync(browser.Http, right);
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient http, EndpointRight right) =>
        http.SendAsync(new HttpRequestMessage(new HttpMethod(right.Method), new Uri(right.Url, UriKind.Relative))
        {
            Content = right.Method is "GET" or "HEAD" ? null : new StringContent("{}", Encoding.UTF8, "application/json"),
        });

    /// <summary>Somebody of a role, in a browser and over the API; who was signed out by what they asked signs in again.</summary>
    private sealed class Caller(TestApp app, StaffRole role) : IDisposable
    {
        private TestBrowser? _browser;
        private HttpClient? _api;

        public async Task<HttpResponseMessage> AskAsync(EndpointRight right)
        {
            if (_browser is null || !await app.Db(db => db.Set<StaffSession>().AnyAsync(s => !s.IsApi && s.EndedAt == null && s.Staff!.Role == role)))
            {
                _browser?.Dispose();
                _browser = await app.SignedInAsAsync(role);
            }
            if (right.IsPage) return await RoleReplayTests.AskAsync(_browser, right, "/account");
            if (_api is null || !await app.Db(db => db.Set<StaffSession>().AnyAsync(s => s.IsApi && s.EndedAt == null && s.Staff!.Role == role)))
            {
                _api?.Dispose();
                var email = await app.Db(db => db.Set<StaffMember>().Where(s => s.Role == role).OrderByDescending(s => s.Id).Select(s => s.Email!).FirstAsync());
                _api = await TestBrowser.ApiAsync(app, email);
            }
            return await SendAsync(_api, right);
        }

        public void Dispose()
        {
            _browser?.Dispose();
            _api?.Dispose();
        }
    }
}
