using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Routers;

/// <summary>Routers and who is online on them.</summary>
internal sealed class RoutersDashboard(RouterQueries routers, TenantClock clock) : IDashboardSource
{
    private const string Online = "online";
    private const string Up = "routers-up";
    private const string Offline = "routers-offline";
    private const int Shown = 8;

    public IReadOnlyList<DashboardPart> Parts { get; } =
    [
        new(Online, DashboardPlace.Tile, 50, "Online now", "Sessions of customers on all routers.", "customers.view"),
        new(Up, DashboardPlace.Tile, 60, "Routers up", "How many routers answer.", "customers.view"),
        new(Offline, DashboardPlace.Panel, 20, "Routers offline", "Routers that do not answer, and why. Shown while there are any.", RoutersPermissions.View),
    ];

    /// <summary>Read once for a look.</summary>
    public static Task<RouterCounts> CountsAsync(DashboardRequest request, RouterQueries routers, CancellationToken cancellationToken) =>
        request.OnceAsync("routers", () => routers.CountsAsync(cancellationToken));

    public async Task<IReadOnlyList<DashboardContent>> ReadAsync(DashboardRequest request, CancellationToken cancellationToken)
    {
        if (!request.Wants(Online, Up, Offline)) return [];
        var counts = await CountsAsync(request, routers, cancellationToken);
        var all = counts.Online + counts.Offline + counts.Unknown;
        var url = request.May(RoutersPermissions.View) ? "/routers" : null;
        var parts = new List<DashboardContent>
        {
            DashboardContent.Tile(Online, "Online now", Units.Count(counts.OnlineSessions), "sessions of customers", "wifi", url),
            DashboardContent.Tile(Up, "Routers up", $"{Units.Count(counts.Online)} of {Units.Count(all)}", Hint(counts, all), "router", url, counts.Offline > 0 ? Tone.Bad : Tone.Neutral),
        };
        if (counts.Offline > 0 && request.Wants(Offline))
            parts.Add(DashboardContent.Of<RoutersOffline>(Offline, (nameof(RoutersOffline.Routers), await routers.OfflineAsync(Shown, cancellationToken)), (nameof(RoutersOffline.Time), await clock.NowAsync(cancellationToken))));
        return parts;
    }

    private static Phrase Hint(RouterCounts counts, int all) => (all, counts.Offline, counts.Unknown) switch
    {
        (0, _, _) => "none yet",
        (_, 0, 0) => "all answer",
        (_, > 0, _) => Phrase.Of($"{Units.Count(counts.Offline)} offline"),
        _ => Phrase.Of($"{Units.Count(counts.Unknown)} not reached yet"),
    };
}
