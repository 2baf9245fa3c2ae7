using System.Net;
using System.Net.Sockets;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Hotspots;
using MikrotikBilling.Core.Hotspots.Files;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Tests.Vouchers;

namespace MikrotikBilling.Tests.Hotspots;

/// <summary>A router with a hotspot that serves its log-in, the program with lanes, and the portal between them: all on loopback.</summary>
internal sealed class HotspotTown : IAsyncDisposable
{
    private HotspotTown(TestApp app, RouterSimulator simulator, Router router, Profile profile) => (App, Simulator, Router, Profile) = (app, simulator, router, profile);

    public TestApp App { get; }
    public RouterSimulator Simulator { get; }
    public Router Router { get; }
    public Profile Profile { get; }
    public HotspotPortal Portal { get; private set; } = null!;

    public static async Task<HotspotTown> BuildAsync(string loginBy = "http-chap", bool lanes = true, TimeProvider? routerClock = null, Func<SaveHotspotPortal, SaveHotspotPortal>? with = null, Action<IServiceCollection>? configure = null)
    {
        var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions { HotspotPort = 0, Clock = routerClock ?? TimeProvider.System }, CancellationToken.None);
        simulator.Set("/ip/hotspot/profile", "default", ("hotspot-address", "127.0.0.1"), ("login-by", loginBy));
        var app = await (await TestApp.StartAsync(lanes: lanes, configure: configure)).ServeAsync();
        var router = await app.RouterAsync(simulator);
        var profile = await app.ProfileAsync("Day pass", ServiceKind.Hotspot, p => p with { Price = 50, Cycle = null, DurationCount = 24, DurationUnit = SpanUnit.Hours });
        var town = new HotspotTown(app, simulator, router, profile);
        await town.OpenAsync(with);
        return town;
    }

    /// <summary>As staff do it: opened, the router asked, switched on, the files put onto the router.</summary>
    private async Task OpenAsync(Func<SaveHotspotPortal, SaveHotspotPortal>? with)
    {
        var site = App.Address.GetLeftPart(UriPartial.Authority);
        await App.With<HotspotPortalService, HotspotPortal?>(s => s.OpenAsync(Router.Id, site, CancellationToken.None));
        Scenario.Value(await App.With<HotspotPortalService, Result<List<HotspotServerLine>>>(s => s.ReadAsync(Router.Id, CancellationToken.None)));
        var read = (await App.Db(db => db.Set<HotspotPortal>().AsNoTracking().SingleAsync(p => p.RouterId == Router.Id)));
        var input = SaveHotspotPortal.Of(read) with { IsOn = true, ExtraHosts = $"127.0.0.1:{Simulator.HotspotPort}", Languages = ["en", "sw", "bn", "es"], WifiName = "Market Wi-Fi" };
        Portal = Scenario.Value(await App.With<HotspotPortalService, Result<HotspotPortal>>(s => s.SaveAsync(Router.Id, null, with?.Invoke(input) ?? input, CancellationToken.None)));
        Simulator.PutHotspotFiles(HotspotFiles.Of(Portal, "Test ISP"));
    }

    public async Task<string> CodeAsync(Func<MakeBatch, MakeBatch>? with = null)
    {
        var batch = await App.PrintedAsync(Profile, 1, with);
        return (await App.CodesAsync(batch.Id))[0].Code;
    }

    public HotspotPhone Phone(int number = 1) => new(new Uri($"http://127.0.0.1:{Simulator.HotspotPort}"), $"127.0.0.{number}");

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Simulator.DisposeAsync();
    }
}

/// <summary>A page as a phone shows it.</summary>
internal sealed record PhonePage(HttpStatusCode Status, Uri Address, string Html, HttpResponseMessage Answer)
{
    public IHtmlDocument Document { get; } = new HtmlParser().ParseDocument(Html);

    public string Text => Document.Body?.TextContent ?? "";

    /// <summary>Where the page goes on to by itself.</summary>
    public string Refresh => Document.QuerySelector("meta[http-equiv=refresh]")?.GetAttribute("content")?.Split("url=", 2)[1] ?? throw new InvalidOperationException($"It goes nowhere: {Html}");

    public Dictionary<string, string> Fields(string form) =>
        Document.QuerySelectorAll($"{form} input[type=hidden]").OfType<IHtmlInputElement>().GroupBy(i => i.Name!, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Value, StringComparer.Ordinal);
}

/// <summary>A browser without script and cookies, at an address of its own on loopback.</summary>
internal sealed class HotspotPhone : IDisposable
{
    private readonly HttpClient _http;
    private readonly Uri _router;

    public HotspotPhone(Uri router, string address)
    {
        _router = router;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectCallback = async (context, token) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
                await socket.ConnectAsync(context.DnsEndPoint, token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
    }

    /// <summary>Any page of the Internet, which the router answers.</summary>
    public async Task<PhonePage> SurfAsync(string host = "news.example", string path = "/today")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_router, path));
        request.Headers.Host = host;
        return await PageAsync(await _http.SendAsync(request));
    }

    public async Task<PhonePage> GetAsync(string address) => await PageAsync(await _http.GetAsync(new Uri(address)));

    /// <summary>The page and what it leads to, until it leads no further.</summary>
    public async Task<PhonePage> PostAsync(PhonePage page, string form, params (string Name, string Value)[] typed)
    {
        var to = new Uri(page.Address, page.Document.QuerySelector(form)!.GetAttribute("action")!);
        var fields = page.Fields(form);
        foreach (var (name, value) in typed) fields[name] = value;
        using var content = new FormUrlEncodedContent(fields);
        var answer = await PageAsync(await _http.PostAsync(to, content));
        while (answer.Answer.Headers.Location is { } location) answer = await GetAsync(new Uri(answer.Address, location).ToString());
        return answer;
    }

    /// <summary>From any page over the router's to the portal.</summary>
    public async Task<PhonePage> ArriveAsync() => await GetAsync((await SurfAsync()).Refresh);

    public void Dispose() => _http.Dispose();

    private static async Task<PhonePage> PageAsync(HttpResponseMessage answer) =>
        new(answer.StatusCode, answer.RequestMessage!.RequestUri!, await answer.Content.ReadAsStringAsync(), answer);
}
