using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Hotspots;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Web.Features.Hotspots;

/// <summary>What a guest typed.</summary>
public sealed record GuestInput(string? Code = null, string? Pin = null, string? UserName = null, Guid? ProfileId = null, string? Phone = null);

/// <summary>The form that goes to the router.</summary>
/// <param name="Password">As it is sent: the sum, where the router wants one.</param>
public sealed record HandOver(string Login, string UserName, string Password, string? Destination)
{
    /// <summary>Null where the router wants a sum that cannot be made.</summary>
    public static HandOver? Of(HotspotPortal portal, HotspotArrival arrival, string userName, string password)
    {
        ArgumentNullException.ThrowIfNull(portal);
        ArgumentNullException.ThrowIfNull(arrival);
        var isSum = arrival.ChapId is not null || portal.UsesChap;
        var sent = isSum ? ChapAnswer.Of(arrival.ChapId, arrival.ChapChallenge, password) : password;
        return sent is null ? null : new HandOver(arrival.Login, userName, sent, arrival.Destination);
    }
}

/// <summary>A portal, opened for whoever knows its key.</summary>
public sealed record OpenPortal(HotspotPortal Portal, TenantInfo Company, HotspotWords Words)
{
    public string Name => Portal.WifiName ?? Company.Name;

    public string Path => HotspotPages.Of(Portal.Key);

    public string Url(HotspotArrival? arrival, string? language = null) => PageUrl(Path, arrival, language ?? Words.Language.Code);

    private static string PageUrl(string path, HotspotArrival? arrival, string language) => Shell.PageUrl.With(
        path, ("login", arrival?.Login), ("dst", arrival?.Destination), ("mac", arrival?.MacAddress), ("ip", arrival?.Address), ("chap-id", arrival?.ChapId), ("chap-challenge", arrival?.ChapChallenge), ("lang", language));
}

/// <summary>Everything the guests' page draws.</summary>
/// <param name="Arrival">Null where the router did not send the device, or not from a page of its own.</param>
public sealed record GuestView(OpenPortal Open, HotspotArrival? Arrival, GuestInput Input, HotspotWord? Trouble)
{
    public IReadOnlyList<HotspotOffer> Offers { get; init; } = [];
    public IReadOnlyList<PayChoice> Ways { get; init; } = [];
    public HotspotOnline? Online { get; init; }
    public bool AsksPin { get; init; }
    public HandOver? HandOver { get; init; }
    public DateTimeOffset Now { get; init; }

    public HotspotWords Words => Open.Words;

    public bool AsksPhone => Ways.Any(w => w.Way == RequestWay.Prompt);
}

/// <summary>A guest between his code and the router.</summary>
public sealed record VisitView(OpenPortal Open, HotspotVisit Visit, VisitStanding Standing, HandOver? HandOver)
{
    public HotspotWords Words => Open.Words;
}

/// <summary>Opens the company that a portal belongs to, and reads what its pages show.</summary>
public sealed class GuestViews(HotspotPortalQueries portals, TenantQueries tenants, CurrentTenant tenant, CurrentActor actor, TimeProvider clock)
{
    private const string Guest = "A hotspot guest";

    /// <summary>Null where there is no such portal.</summary>
    public async Task<OpenPortal?> OpenAsync(string key, HttpRequest request, CancellationToken cancellationToken)
    {
        HotspotPages.Hide(request.HttpContext.Response, []);
        if (key.Length is < 16 or > 32 || await portals.TenantOfAsync(key, cancellationToken) is not { } id) return null;
        // Somebody of another company is signed in in this browser: he cannot speak for this one.
        if (tenant.Id is { } present && present != id) return null;
        tenant.Use(id);
        if (actor.Kind == ActorKind.System) actor.SpeakAs(Guest);
        if (await portals.PortalAsync(key, cancellationToken) is not { } portal) return null;
        var company = await tenants.CurrentAsync(cancellationToken);
        DisplayFormat.Use(company.Format);
        return new OpenPortal(portal, company, HotspotWords.For(portal.LanguageCodes, Said(request, "lang"), request.Headers.AcceptLanguage));
    }

    public async Task<GuestView> ReadAsync(OpenPortal open, HttpRequest request, GuestInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(request);
        var portal = open.Portal;
        var said = Said(request, "login");
        var login = said is null ? HotspotDeviceRules.UsualLogin(portal) : HotspotDeviceRules.Login(portal, said);
        var (chapId, chapChallenge) = (HotspotDeviceRules.Chap(Said(request, "chap-id")), HotspotDeviceRules.Chap(Said(request, "chap-challenge")));
        var arrival = login is null ? null : new HotspotArrival(
            login, HotspotDeviceRules.Destination(Said(request, "dst")), HotspotDeviceRules.Mac(Said(request, "mac")), HotspotDeviceRules.Ip(Said(request, "ip")),
            chapId is null || chapChallenge is null ? null : chapId, chapId is null ? null : chapChallenge);
        var trouble = !portal.IsOn ? HotspotWord.Closed : arrival is null ? said is null ? HotspotWord.NoLogin : HotspotWord.BadLogin : HotspotTroubles.OfRouterText(Said(request, "error"));
        var view = new GuestView(open, portal.IsOn ? arrival : null, input, trouble) { Now = clock.GetUtcNow() };
        if (view.Arrival is null) return view;
        var offers = portal.OffersPackages ? await portals.OffersAsync(cancellationToken) : [];
        return view with
        {
            Offers = offers,
            Ways = offers.Count == 0 ? [] : await portals.WaysAsync(offers[0].Price, cancellationToken),
            Online = view.Arrival.MacAddress is { } mac && trouble is null ? await portals.OnlineAsync(portal.RouterId, mac, cancellationToken) : null,
        };
    }

    /// <summary>In the form where there is one, else in the address.</summary>
    private static string? Said(HttpRequest request, string name) =>
        (request.HasFormContentType ? request.Form[name] : request.Query[name]) is [{ Length: > 0 } one, ..] ? one : null;
}
