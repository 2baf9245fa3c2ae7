using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.SetUp;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Routers;

public sealed class RouterSetUpTests(ServedApp served) : IClassFixture<ServedApp>
{
    private static CancellationToken None => CancellationToken.None;

    private TestApp App => served.App;

    [Theory]
    [InlineData("10.20.0.2", "10.20.0.2/32")]
    [InlineData(" 10.20.0.2/32, 2001:db8::5 ", "10.20.0.2/32,2001:db8::5/128")]
    [InlineData("::ffff:10.20.0.2 10.20.0.2", "10.20.0.2/32")]
    public void Addresses_OfMachines_BecomePrefixesOfOne(string text, string prefixes)
    {
        ServerAddresses.TryParse(text, false, out var addresses, out _).ShouldBeTrue();
        ServerAddresses.ToPrefixes(addresses).ShouldBe(prefixes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0.0.0.0/0")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("::/0")]
    [InlineData("10.20.0.0/24")]
    [InlineData("10.20.0.2/0")]
    [InlineData("127.0.0.1")]
    [InlineData("10.1")]
    [InlineData("billing.example")]
    [InlineData("10.20.0.2, 0.0.0.0/0")]
    public void Addresses_NobodyOrEverybody_AreRefused(string text) => ServerAddresses.TryParse(text, false, out _, out _).ShouldBeFalse();

    [Fact]
    public void Plan_WithoutAnAddress_IsNotMade() => Should.Throw<ArgumentException>(() => RouterSetUpPlan.Steps(new RouterSetUp([], "billing", "x")));

    [Fact]
    public void Plan_NamesTheAddressEverywhereAndNoMoreRightsThanNeeded()
    {
        var lines = RouterSetUpPlan.Steps(new RouterSetUp([IPAddress.Parse("10.20.0.2")], "bil\"$ling", "abc")).SelectMany(s => s.Commands).ToList();

        lines.Where(l => l.Contains("policy=", StringComparison.Ordinal)).ShouldAllBe(l => l.Contains("policy=read,write,api,test", StringComparison.Ordinal));
        lines.Where(l => l.Contains("/user add", StringComparison.Ordinal) || l.Contains("/user set", StringComparison.Ordinal) || l.Contains("api-ssl", StringComparison.Ordinal))
            .ShouldAllBe(l => l.Contains("address=10.20.0.2/32", StringComparison.Ordinal));
        lines.ShouldContain(l => l.Contains("name=\"bil\\\"\\$ling\"", StringComparison.Ordinal));
        lines.ShouldContain("/ip service set api disabled=yes");
        lines.ShouldContain(l => l.Contains("chain=input", StringComparison.Ordinal) && l.Contains("src-address=10.20.0.2 ", StringComparison.Ordinal));
        lines.ShouldNotContain(l => l.Contains("0.0.0.0", StringComparison.Ordinal));
    }

    [Fact]
    public void Passwords_AreLongPlainAndNeverTheSame()
    {
        var made = Enumerable.Range(0, 50).Select(_ => RouterSetUpPlan.NewPassword()).ToList();

        made.Distinct().Count().ShouldBe(50);
        made.ShouldAllBe(p => p.Length == 28 && p.All(char.IsAsciiLetterOrDigit));
    }

    [Theory]
    [InlineData(RouterVersion.V7_24)]
    [InlineData(RouterVersion.V7_12)]
    [InlineData(RouterVersion.V6_49)]
    public async Task Check_OutOfTheBox_NamesEachThingThatIsTooOpen(RouterVersion version)
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions { Version = version }, None);
        var router = await App.RouterAsync(simulator, $"Open {version}");

        var found = Scenario.Value(await App.With<RouterSetUpService, Result<IReadOnlyList<SafetyFinding>>>(s => s.CheckAsync(router.Id, None)));

        found.Where(f => f.Verdict == SafetyVerdict.Wrong).Select(f => f.Item.InEnglish).ShouldBe(
            ["Plain API", "Encrypted API", "TLS version", "Certificate", "User's addresses", "User's policies"]);
        var rights = found.Single(f => f.Item == "User's policies").Text.InEnglish;
        foreach (var policy in new[] { "ftp", "policy", "sensitive", "reboot" }) rights.ShouldContain(policy);
        found.Single(f => f.Item == "User's policies").Commands.ShouldContain(c => c.Contains("/user group add", StringComparison.Ordinal));
        simulator.WriteCount.ShouldBe(0);
    }

    [Theory]
    [InlineData("0.0.0.0/0", true)]
    [InlineData("10.20.0.2/32,0.0.0.0/0", true)]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("10.20.0.2/32", false)]
    [InlineData("10.20.0.2", false)]
    public async Task Check_ServiceAddresses_WideOnesAreWrong(string address, bool wrong)
    {
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions(), None);
        simulator.Set("/ip/service", "api-ssl", ("address", address));
        var router = await App.RouterAsync(simulator, $"Wide {address}");

        var found = Scenario.Value(await App.With<RouterSetUpService, Result<IReadOnlyList<SafetyFinding>>>(s => s.CheckAsync(router.Id, None)));

        (found.Single(f => f.Item == "Encrypted API").Verdict == SafetyVerdict.Wrong).ShouldBe(wrong);
    }

    [Fact]
    public async Task Check_RouterAway_SaysSo()
    {
        var router = await App.RouterAsync("Away", served.FreePort());

        var check = await App.With<RouterSetUpService, Result<IReadOnlyList<SafetyFinding>>>(s => s.CheckAsync(router.Id, None));

        check.Refusal!.Code.ShouldBe("router.unreachable");
    }

    [Fact]
    public async Task Page_WithoutAnAddress_AsksForIt()
    {
        using var answer = await served.Owner.PostAsync("/routers/set-up", [("Input.Servers", "0.0.0.0/0"), ("Input.UserName", "billing")]);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldContain("is not the address of one machine");
        text.ShouldNotContain("/user group add");
    }

    [Fact]
    public async Task Page_NewRouter_TheMadePasswordReachesItsRecord()
    {
        using var made = await served.Owner.PostAsync("/routers/set-up", [("Input.Servers", "10.20.0.2"), ("Input.UserName", "billing")]);
        var text = WebUtility.HtmlDecode(await made.Content.ReadAsStringAsync());
        var password = Regex.Match(text, "password=(?<word>[A-Za-z0-9]{28})", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["word"].Value;
        password.Length.ShouldBe(28);

        using var taken = await served.Owner.PostAsync("/routers/set-up", [("made", Hidden(text, "made"))], "/routers/set-up?handler=take");
        taken.Headers.Location!.ToString().ShouldBe("/routers/new");
        var form = await served.Owner.TextAsync("/routers/new");
        form.ShouldNotContain(password);
        using var added = await served.Owner.PostAsync("/routers/new",
            [("Input.Name", "Prepared"), ("Input.Host", "10.99.0.1"), ("Input.UseTls", "true"), ("Input.UserName", "billing"), ("Input.Password", ""), ("Input.Prepared", Hidden(form, "Input.Prepared")), ("Input.IsActive", "true")]);

        added.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await PasswordOfAsync("Prepared")).ShouldBe(password);
    }

    [Fact]
    public async Task Page_RouterThatIsHere_TakesUserAndPasswordOver()
    {
        var router = await App.RouterAsync("Here", served.FreePort());
        using var made = await served.Owner.PostAsync($"/routers/{router.Id}/set-up", [("Input.Servers", "10.20.0.2"), ("Input.UserName", "isp")], $"/routers/{router.Id}/set-up?handler=make");
        var text = WebUtility.HtmlDecode(await made.Content.ReadAsStringAsync());

        using var taken = await served.Owner.PostAsync($"/routers/{router.Id}/set-up", [("made", Hidden(text, "made")), ("version", "0")], $"/routers/{router.Id}/set-up?handler=take");

        taken.Headers.Location!.ToString().ShouldBe($"/routers/{router.Id}");
        text.ShouldContain($"password={await PasswordOfAsync("Here")}");
        var stored = await App.Db(db => db.Set<Router>().AsNoTracking().SingleAsync(r => r.Id == router.Id));
        (stored.UserName, stored.UseTls, stored.Port, stored.PinnedCertificate).ShouldBe(("isp", true, Router.TlsPort, null));
    }

    [Fact]
    public async Task Page_Support_SeesTheCheckAndMakesNoCommands()
    {
        var router = await App.RouterAsync("Seen", served.FreePort());
        using var support = await App.SignedInAsAsync(StaffRole.Support);

        var page = await support.TextAsync($"/routers/{router.Id}/set-up");

        page.ShouldContain("Check now");
        page.ShouldNotContain("Make the commands");
        using var refused = await support.PostAsync($"/routers/{router.Id}/set-up", [("Input.Servers", "10.20.0.2")], $"/routers/{router.Id}/set-up?handler=make");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private Task<string> PasswordOfAsync(string name) => App.ScopeAsync(async services =>
    {
        var db = (AppDbContext)services.GetService(typeof(AppDbContext))!;
        return ((SecretBox)services.GetService(typeof(SecretBox))!).Reveal((await db.Set<Router>().SingleAsync(r => r.Name == name)).ProtectedPassword);
    });

    private static string Hidden(string html, string name) =>
        Regex.Match(html, $"name=\"{Regex.Escape(name)}\" value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["value"].Value;
}
