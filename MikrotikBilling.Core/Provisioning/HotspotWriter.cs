using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>Hotspot users (RouterOS manual, "HotSpot": user).</summary>
internal sealed class HotspotWriter(IRouterOsConnection connection) : AccountWriter<WantedHotspotUser>(connection, new HotspotShape())
{
    protected override async Task<Dictionary<WantedHotspotUser, AccountProblem>> PrepareAsync(
        IReadOnlyCollection<WantedHotspotUser> wanted, CancellationToken cancellationToken)
    {
        var problems = await ProfileWriter.EnsureAsync(Connection, [.. wanted.Select(w => w.Profile).DistinctBy(p => p.Name)], cancellationToken);
        return wanted.Where(w => problems.ContainsKey(w.Profile.Name)).ToDictionary(w => w, w => problems[w.Profile.Name]);
    }

    /// <summary>The cookie goes too where it would let in who may not: it signs the device in without a password.</summary>
    protected override async Task<IReadOnlySet<string>> EndSessionsAsync(IReadOnlyList<WantedHotspotUser> wanted, CancellationToken cancellationToken)
    {
        var cookies = await RowMenu.HotspotCookiesAsync(Connection, NamesOf(wanted.Where(w => !w.KeepsCookie)), cancellationToken);
        await RowMenu.RemoveAsync(Connection, "/ip/hotspot/cookie", cookies, cancellationToken);
        var rows = await RowMenu.HotspotActiveAsync(Connection, NamesOf(wanted), cancellationToken);
        await RowMenu.RemoveAsync(Connection, "/ip/hotspot/active", rows, cancellationToken);
        return rows.Select(r => r.Text("user")).ToHashSet(StringComparer.Ordinal);
    }
}
