using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Hotspots;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Provisioning.WalledGarden;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Guests;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Hotspots;

/// <summary>The whole way over real HTTP, without script: any page, the router's log-in, the portal, the code, the router again, online.</summary>
public sealed class GuestFlowTests
{
    [Theory]
    [InlineData("http-chap")]
    [InlineData("http-pap")]
    [InlineData("cookie,http-chap,http-pap")]
    public async Task Guest_WithAVoucher_GoesOnline_WithoutScript(string loginBy)
    {
        await using var town = await HotspotTown.BuildAsync(loginBy);
        using var phone = town.Phone();
        var code = await town.CodeAsync();

        var portal = await phone.ArriveAsync();
        var ready = await phone.PostAsync(portal, "#voucher", ("code", $"{code[..4].ToLowerInvariant()} {code[4..]}"));
        var online = await phone.PostAsync(await ReadyAsync(phone, ready), "#go");
        var surfed = await phone.SurfAsync("news.example", "/tomorrow");

        portal.Status.ShouldBe(HttpStatusCode.OK);
        portal.Text.ShouldContain("Market Wi-Fi");
        online.Text.ShouldContain("You are online");
        online.Refresh.ShouldBe("http://news.example/today");
        surfed.Text.ShouldContain("The Internet");
        var session = town.Simulator.HotspotSessions.ShouldHaveSingleItem();
        (session.UserName, session.MacAddress).ShouldBe((code, "02:00:7F:00:00:01"));
        var use = await town.App.Db(db => db.Set<VoucherUse>().AsNoTracking().SingleAsync());
        (use.Way, use.ActorName, use.RouterId).ShouldBe((VoucherWay.Hotspot, "A hotspot guest", town.Router.Id));
        if (loginBy == "http-chap") (await phone.PostAsync(portal, "#voucher", ("code", code))).Fields("#go")["password"].ShouldNotBe(code);
    }

    [Fact]
    public async Task Guest_WhoComesBack_UsesTheSameCode_UntilItsTimeIsUp()
    {
        await using var town = await HotspotTown.BuildAsync();
        using var phone = town.Phone();
        var code = await town.CodeAsync();
        var first = await ReadyAsync(phone, await phone.PostAsync(await phone.ArriveAsync(), "#voucher", ("code", code)));
        await phone.PostAsync(first, "#go");
        town.Simulator.HotspotLogout(code);

        var again = await ReadyAsync(phone, await phone.PostAsync(await phone.ArriveAsync(), "#voucher", ("code", code)));
        var online = await phone.PostAsync(again, "#go");

        online.Text.ShouldContain("You are online");
        (await town.App.Db(db => db.Set<VoucherUse>().CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task Guest_TypingWrongly_IsToldWhy_InHisLanguage()
    {
        await using var town = await HotspotTown.BuildAsync(lanes: false);
        using var phone = town.Phone();
        var pinned = await town.CodeAsync(b => b with { HasPin = true });
        var portal = await phone.GetAsync((await phone.SurfAsync()).Refresh + "&lang=es");

        var unknown = await phone.PostAsync(portal, "#voucher", ("code", "NOBODYHASIT"));
        var empty = await phone.PostAsync(portal, "#voucher");
        var pin = await phone.PostAsync(portal, "#voucher", ("code", pinned));
        var wrongPin = await phone.PostAsync(pin, "#voucher", ("code", pinned), ("pin", "00000"));

        unknown.Status.ShouldBe(HttpStatusCode.Conflict);
        unknown.Document.QuerySelector("[role=alert]")!.TextContent.ShouldBe(HotspotWords.In("es")[HotspotWord.Unknown]);
        unknown.Html.ShouldContain("NOBODYHASIT");
        empty.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        pin.Document.QuerySelector("#pin").ShouldNotBeNull();
        pin.Document.QuerySelector("[role=alert]")!.TextContent.ShouldBe(HotspotWords.In("es")[HotspotWord.AsksPin]);
        wrongPin.Document.QuerySelector("[role=alert]")!.TextContent.ShouldBe(HotspotWords.In("es")[HotspotWord.Unknown]);
    }

    [Theory]
    [InlineData("http-chap")]
    [InlineData("http-pap")]
    public async Task Customer_WithNameAndPassword_GoesOnline_AndAWrongOneIsToldByTheRouter(string loginBy)
    {
        await using var town = await HotspotTown.BuildAsync(loginBy, lanes: false);
        using var phone = town.Phone();
        town.Simulator.Add("/ip/hotspot/user", ("name", "jane"), ("password", "sécret 1"));

        var wrong = await phone.PostAsync(await phone.PostAsync(await phone.ArriveAsync(), "#sign-in", ("userName", "jane"), ("password", "wrong")), "#go");
        var told = await phone.GetAsync(wrong.Refresh);
        var online = await phone.PostAsync(await phone.PostAsync(told, "#sign-in", ("userName", "jane"), ("password", "sécret 1")), "#go");

        told.Document.QuerySelector("[role=alert]")!.TextContent.ShouldBe("User name or password is wrong.");
        online.Text.ShouldContain("You are online");
        town.Simulator.HotspotSessions.ShouldHaveSingleItem().UserName.ShouldBe("jane");
    }

    [Fact]
    public async Task Page_IsSmall_KeepsNothing_AndGivesNothingAway()
    {
        await using var town = await HotspotTown.BuildAsync(lanes: false);
        using var phone = town.Phone();
        var portal = await phone.ArriveAsync();

        var size = Encoding.UTF8.GetByteCount(portal.Html);
        foreach (var file in portal.Document.QuerySelectorAll("link[rel=stylesheet]").Select(l => l.GetAttribute("href")!))
            size += Encoding.UTF8.GetByteCount((await phone.GetAsync(new Uri(portal.Address, file).ToString())).Html);
        portal.Document.QuerySelectorAll("script, img, iframe").Length.ShouldBe(0);
        size.ShouldBeInRange(2_000, 30_000);
        portal.Answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
        portal.Answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        portal.Answer.Headers.GetValues("X-Robots-Tag").Single().ShouldContain("noindex");
        portal.Answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("form-action 'self';");
    }

    [Fact]
    public async Task HandOver_GoesToTheRouterAlone_AndNoAddressSaysWho()
    {
        await using var town = await HotspotTown.BuildAsync("http-pap");
        using var phone = town.Phone();
        var code = await town.CodeAsync();

        var ready = await ReadyAsync(phone, await phone.PostAsync(await phone.ArriveAsync(), "#voucher", ("code", code)));

        ready.Address.ToString().ShouldNotContain(code, Case.Insensitive);
        ready.Document.QuerySelector("#go")!.GetAttribute("action").ShouldBe($"http://127.0.0.1:{town.Simulator.HotspotPort}/login");
        ready.Answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain($"form-action 'self' http://127.0.0.1:{town.Simulator.HotspotPort};");
        ready.Text.ShouldContain("Then you go on to news.example.");
        ready.Answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Theory]
    [InlineData("http://evil.example/login")]
    [InlineData("//evil.example/login")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://127.0.0.1@evil.example/login")]
    [InlineData("http://127.0.0.1:1/login")]
    [InlineData("http:%5C%5Cevil.example/login")]
    public async Task Arrival_FromAPageThatIsNotTheRouters_HasNoForm(string login)
    {
        await using var town = await HotspotTown.BuildAsync(lanes: false);
        using var phone = town.Phone();
        var code = await town.CodeAsync();

        var page = await phone.GetAsync($"{town.Portal.Url}?login={Uri.EscapeDataString(Uri.UnescapeDataString(login))}&dst=http://evil.example/");
        using var http = new HttpClient();
        using var forged = new FormUrlEncodedContent([new("login", login), new("code", code), new("userName", "a"), new("password", "b")]);
        using var redeemed = await http.PostAsync(new Uri(town.Portal.Url), forged);
        using var signedIn = await http.PostAsync(new Uri($"{town.Portal.Url}?handler=SignIn"), forged);

        page.Document.QuerySelectorAll("form").Length.ShouldBe(0);
        page.Html.ShouldNotContain("evil.example");
        page.Document.QuerySelector("[role=alert]")!.TextContent.ShouldBe(HotspotWords.In("en")[HotspotWord.BadLogin]);
        foreach (var answer in new[] { redeemed, signedIn })
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await answer.Content.ReadAsStringAsync()).ShouldNotContain("evil.example");
        }
        (await town.App.Db(db => db.Set<VoucherUse>().AnyAsync())).ShouldBeFalse();
    }

    [Fact]
    public async Task Portal_ThatIsOff_OrUnknown_LetsNobodyIn()
    {
        await using var town = await HotspotTown.BuildAsync(lanes: false, with: p => p with { IsOn = false });
        using var phone = town.Phone();

        var off = await phone.ArriveAsync();
        var unknown = await phone.GetAsync(town.Portal.Url[..^2] + "xx");

        off.Text.ShouldContain("This hotspot is closed at the moment.");
        off.Document.QuerySelectorAll("form").Length.ShouldBe(0);
        unknown.Status.ShouldBe(HttpStatusCode.NotFound);
    }

    /// <summary>Browsers leave a backslash in a query as it is; a client of ours would escape it.</summary>
    [Fact]
    public async Task Challenge_WithBareBackslashes_ArrivesWhole()
    {
        await using var town = await HotspotTown.BuildAsync(lanes: false);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, town.App.Address.Port);
        var path = $"/hotspot/{town.Portal.Key}?login=http://127.0.0.1:{town.Simulator.HotspotPort}/login&chap-id=\\371&chap-challenge=\\231\\000\\134";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"GET {path} HTTP/1.1\r\nHost: {town.App.Address.Authority}\r\nConnection: close\r\n\r\n")));
        using var reader = new StreamReader(client.GetStream());
        var answer = await reader.ReadToEndAsync();

        answer.ShouldStartWith("HTTP/1.1 200");
        answer.ShouldContain("name=\"chap-id\" value=\"\\371\"");
        answer.ShouldContain("name=\"chap-challenge\" value=\"\\231\\000\\134\"");
    }

    [Fact]
    public async Task Device_ThatGuesses_IsShut_TheOthersAreNot()
    {
        await using var town = await HotspotTown.BuildAsync(lanes: false);
        var code = await town.CodeAsync();

        var shut = await GuessAsync(town, "AA:AA:AA:AA:AA:01", VoucherThrottle.MostEach + 1);
        var goodOfGuesser = await LetInAsync(town, code, "AA:AA:AA:AA:AA:01");
        var goodOfAnother = await LetInAsync(town, code, "AA:AA:AA:AA:AA:02");

        shut.ShouldBe("voucher.throttled");
        goodOfGuesser.Refusal!.Code.ShouldBe("voucher.throttled");
        goodOfAnother.Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Guesses_WithChangingDevices_AreAllAnsweredAlike_AndAGoodCodeIsTakenMeanwhile()
    {
        await using var town = await HotspotTown.BuildAsync(lanes: false);
        var code = await town.CodeAsync();
        var answers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < 300; i++)
        {
            var answer = (await LetInAsync(town, $"WRONG{i:0000}", $"AA:AA:AA:AA:{i / 256:X2}:{i % 256:X2}")).Refusal!.Code;
            answers[answer] = answers.GetValueOrDefault(answer) + 1;
        }

        var good = await LetInAsync(town, code, "BB:BB:BB:BB:BB:BB");

        answers.ShouldBe(new Dictionary<string, int>(StringComparer.Ordinal) { ["voucher.unknown"] = VoucherThrottle.MostAtHotspot, ["voucher.throttled"] = 300 - VoucherThrottle.MostAtHotspot });
        good.Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Page_OfADeviceThatIsOnline_ShowsTimeAndVolume_AndNoName()
    {
        await using var town = await HotspotTown.BuildAsync(lanes: false);
        using var phone = town.Phone();
        var code = await town.CodeAsync();
        var guest = Scenario.Value(await LetInAsync(town, code, "02:00:7F:00:00:01"));
        await town.App.Db(async db =>
        {
            var service = await db.Set<Core.Subscriptions.Subscription>().SingleAsync(s => s.Id == guest.SubscriptionId);
            db.Add(new CustomerSession
            {
                RouterId = town.Router.Id,
                SubscriptionId = service.Id,
                CustomerId = service.CustomerId,
                UserName = service.UserName,
                CallerId = "02:00:7F:00:00:01",
                StartedAt = DateTimeOffset.UnixEpoch,
                DownloadBytes = 5_000_000,
            });
            return await db.SaveChangesAsync();
        });

        var page = await phone.ArriveAsync();

        page.Document.QuerySelector("#online")!.TextContent.ShouldContain("1 day");
        page.Document.QuerySelector("#online")!.TextContent.ShouldContain("5 MB");
        page.Html.ShouldNotContain(code);
    }

    [Fact]
    public async Task WalledGarden_LetsDevicesReachThePortal_WhileItIsOn()
    {
        await using var town = await HotspotTown.BuildAsync(lanes: false, with: p => p with { Address = "https://guests.isp.example" });
        await ConvergeAsync(town);
        var on = town.Simulator.Rows("/ip/hotspot/walled-garden/ip").Select(r => r.GetValueOrDefault("dst-host")).ToList();
        var off = SaveHotspotPortal.Of(town.Portal) with { IsOn = false };
        Scenario.Value(await town.App.With<HotspotPortalService, Result<HotspotPortal>>(s => s.SaveAsync(town.Router.Id, null, off, CancellationToken.None)));
        await ConvergeAsync(town);

        on.ShouldContain("guests.isp.example");
        town.Simulator.Rows("/ip/hotspot/walled-garden/ip").ShouldNotContain(r => r.GetValueOrDefault("dst-host") == "guests.isp.example");
    }

    [Fact]
    public async Task Visit_OfYesterday_IsForgotten()
    {
        await using var town = await HotspotTown.BuildAsync(lanes: false);
        var guest = Scenario.Value(await LetInAsync(town, await town.CodeAsync(), null));
        var arrival = new HotspotArrival($"http://127.0.0.1:{town.Simulator.HotspotPort}/login", null, null, null, null, null);
        var visit = await town.App.With<HotspotVisits, HotspotVisit>(v => v.BeginAsync(town.Router.Id, guest.SubscriptionId, null, arrival, "en", CancellationToken.None));
        var now = DateTimeOffset.UnixEpoch + (visit.CreatedAt - DateTimeOffset.UnixEpoch);

        (await town.App.With<HotspotVisits, int>(v => v.PurgeAsync(now, CancellationToken.None))).ShouldBe(0);
        (await town.App.With<HotspotPortalQueries, HotspotVisit?>(q => q.VisitAsync(town.Router.Id, visit.Key, now + HotspotVisit.Life, CancellationToken.None))).ShouldBeNull();
        (await town.App.With<HotspotVisits, int>(v => v.PurgeAsync(now.AddDays(1), CancellationToken.None))).ShouldBe(1);
    }

    private static async Task<string> GuessAsync(HotspotTown town, string mac, int times)
    {
        var last = "";
        for (var i = 0; i < times; i++) last = (await LetInAsync(town, $"WRONG{i:0000}", mac)).Refusal!.Code;
        return last;
    }

    private static Task<Result<VoucherGuest>> LetInAsync(HotspotTown town, string code, string? mac) =>
        town.App.With<VoucherGuests, Result<VoucherGuest>>(g => g.LetInAsync(code, null, new HotspotDevice(town.Router.Id, mac, null), "203.0.113.5", VoucherWay.Hotspot, CancellationToken.None));

    private static async Task ConvergeAsync(HotspotTown town) =>
        Scenario.Value(await town.App.With<WalledGardenService, Result<GardenOutcome>>(g => g.ConvergeAsync(town.Router.Id, false, CancellationToken.None)));

    /// <summary>A page that says "one moment" is asked again.</summary>
    private static async Task<PhonePage> ReadyAsync(HotspotPhone phone, PhonePage page)
    {
        for (var i = 0; i < 5 && page.Document.QuerySelector("#go") is null; i++) page = await phone.GetAsync(page.Address.ToString());
        page.Document.QuerySelector("#go").ShouldNotBeNull(page.Html);
        return page;
    }
}
