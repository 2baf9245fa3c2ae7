using Bunit;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Web.Features.Provisioning;
using MikrotikBilling.Web.Features.Routers;

namespace MikrotikBilling.Tests.Routers;

/// <summary>What a router says of itself is text of a stranger.</summary>
public sealed class RouterComponentsTests : BunitContext
{
    private const string Hostile = "<script>alert(1)</script>";
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static RouterLine Line(RouterState state, string? error = null, bool active = true) => new(
        Guid.CreateVersion7(), Hostile, "10.0.0.1", 8728, true, active, state, Now.AddMinutes(-3), error, Hostile, Hostile, 42, 3600, 7, Now);

    private static Router Router(Action<RouterStatus> set)
    {
        var router = new Router { Name = "Tower", Host = "10.0.0.1", UserName = "billing", ProtectedPassword = "sealed", UseTls = true };
        router.Status = new RouterStatus { RouterId = router.Id };
        set(router.Status);
        return router;
    }

    [Fact]
    public void RouterRow_HostileText_StaysText()
    {
        var row = Render<RouterRow>(p => p.Add(r => r.Router, Line(RouterState.Offline, Hostile)).Add(r => r.Now, Now).Add(r => r.CanManage, true));

        row.FindAll("script").ShouldBeEmpty();
        row.Find(".row-link").TextContent.ShouldBe(Hostile);
        row.Find(".light-bad").TextContent.ShouldBe("Offline");
        row.Markup.ShouldContain("3 min ago");
    }

    [Fact]
    public void RouterRow_Online_ShowsFiguresAndNoError()
    {
        var row = Render<RouterRow>(p => p.Add(r => r.Router, Line(RouterState.Online)).Add(r => r.Now, Now));

        row.Find("[data-label=CPU]").TextContent.ShouldBe("42 %");
        row.Find("[data-label=Uptime]").TextContent.ShouldBe("1 h");
        row.Find("[data-label=Sessions]").TextContent.ShouldBe("7");
        row.FindAll("a[href$='/edit']").ShouldBeEmpty();
    }

    [Fact]
    public void RouterRow_SwitchedOff_IsNeitherGoodNorBad() =>
        Render<RouterRow>(p => p.Add(r => r.Router, Line(RouterState.Offline, "old error", active: false)).Add(r => r.Now, Now))
            .Find(".light-neutral").TextContent.ShouldBe("Switched off");

    [Fact]
    public void RouterVitals_HostileIdentity_StaysText()
    {
        var vitals = Render<RouterVitals>(p => p.Add(v => v.Now, Now).Add(v => v.Router, Router(s =>
        {
            (s.State, s.Identity, s.Board, s.CpuLoadPercent) = (RouterState.Online, Hostile, Hostile, 30);
            (s.FreeMemoryBytes, s.TotalMemoryBytes) = (1_000_000, 4_000_000);
        })));

        vitals.FindAll("script").ShouldBeEmpty();
        vitals.Markup.ShouldContain("&lt;script&gt;");
        vitals.Markup.ShouldContain("3 MB of 4 MB");
        vitals.Markup.ShouldNotContain("sealed");
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void RouterVitals_ChangedCertificate_OffersTrustToWhoMay(bool canManage, int buttons)
    {
        var vitals = Render<RouterVitals>(p => p.Add(v => v.Now, Now).Add(v => v.CanManage, canManage).Add(v => v.Router, Router(s =>
            (s.State, s.ErrorKind, s.Error, s.ShownCertificate) = (RouterState.Offline, RouterOsErrorKind.CertificateChanged, "other", new string('B', 64)))));

        vitals.FindAll("form[action$='handler=trust'] button").Count.ShouldBe(buttons);
        vitals.Markup.ShouldContain("BBBB BBBB");
        vitals.Markup.ShouldContain("somebody else answers in its place");
    }

    [Fact]
    public void TestPanel_UnknownCertificateInAForm_CarriesTheTick()
    {
        var shown = new string('C', 64);
        var endpoint = new RouterOsEndpoint("10.0.0.1", 8729, true);
        var result = new RouterTestResult(false, [new(RouterTestStep.Resolve, RouterTestVerdict.Passed), new(RouterTestStep.Secure, RouterTestVerdict.Failed, Hostile)], null,
            RouterOsErrorKind.CertificateUnknown, Hostile, RouterAdvice.For(RouterOsErrorKind.CertificateUnknown, RouterOsStage.Secure, endpoint, "billing"), shown, TimeSpan.Zero);

        var panel = Render<TestPanel>(p => p.Add(t => t.Result, result));

        panel.Find("input[name='Input.TrustedCertificate']").GetAttribute("value").ShouldBe(shown);
        panel.Find("input[name='Input.TrustedCertificate']").HasAttribute("checked").ShouldBeFalse();
        panel.FindAll("script").ShouldBeEmpty();
    }

    [Fact]
    public void SessionTable_HostileUserName_StaysTextAndAsksBeforeEnding()
    {
        var view = new SessionTableView([new LiveSession("x\" onmouseover=\"alert(1)", null, Hostile, Hostile, TimeSpan.FromMinutes(2), 1024, null)],
            new Dictionary<string, UserNameOwner>(), 1, 1, null);

        var table = Render<SessionTable>(p => p.Add(t => t.RouterId, Guid.Empty).Add(t => t.Sessions, view).Add(t => t.CanEnd, true));

        table.FindAll("script").ShouldBeEmpty();
        table.FindAll("[onmouseover]").ShouldBeEmpty();
        table.Find("form[hx-confirm]").ShouldNotBeNull();
        table.Find("[data-label=Upload]").TextContent.ShouldBe("—");
    }

    [Fact]
    public void SessionTable_WithoutRight_HasNoButton() =>
        Render<SessionTable>(p => p.Add(t => t.RouterId, Guid.Empty).Add(t => t.Sessions,
            new SessionTableView([new LiveSession("jane", null, null, null, TimeSpan.Zero, null, null)], new Dictionary<string, UserNameOwner>(), 1, 1, null)))
            .FindAll("button").ShouldBeEmpty();

    [Fact]
    public void PppUserTable_Owners_AreToldApart()
    {
        PppUser User(string name, RowOwner owner) => new(name, "pppoe", "default", false, owner, Hostile, "1970-01-01 00:00:00");
        var list = new PppUserList([User("ours", RowOwner.Ours), User("foreign", RowOwner.Foreign), User("other", RowOwner.OtherInstallation)], 900, 1000);

        var table = Render<PppUserTable>(p => p.Add(t => t.RouterId, Guid.Empty).Add(t => t.Users, new PppUserTableView(list, new Dictionary<string, UserNameOwner>(), null)));

        table.FindAll("[data-label='Belongs to']").Select(c => c.TextContent.Trim()).ShouldBe(["This program", "Others", "Another installation"]);
        table.Markup.ShouldContain("The first 3 of 900");
        table.FindAll("script").ShouldBeEmpty();
    }
}
