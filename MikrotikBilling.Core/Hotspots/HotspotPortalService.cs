using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Provisioning.WalledGarden;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Settings;

namespace MikrotikBilling.Core.Hotspots;

/// <summary>A hotspot server of a router, with what its profile says of the log-in.</summary>
public sealed record HotspotServerLine(string Name, string Interface, string Profile, string DnsName, string Address, string LoginBy, string Folder, bool IsDisabled);

/// <summary>Makes portals, edits them, and asks routers about their hotspots. It changes nothing on a router; the walled garden is brought up to date by those who keep it.</summary>
public sealed class HotspotPortalService(AppDbContext db, RouterLink link, SettingsQueries settings, WalledGardenSignals gardens, AuditLog audit, TimeProvider clock)
{
    public const string Subject = "hotspot";
    private const string NoAddress = "0.0.0.0";

    /// <summary>The portal of a router, made if need be. Null where there is no such router.</summary>
    /// <param name="site">As staff reach this program; guests do too, unless the pay page says otherwise.</param>
    public async Task<HotspotPortal?> OpenAsync(Guid routerId, string site, CancellationToken cancellationToken)
    {
        var rows = db.Set<HotspotPortal>().AsNoTracking().Where(p => p.RouterId == routerId);
        if (await rows.SingleOrDefaultAsync(cancellationToken) is { } known) return known;
        if (!await db.Set<Router>().AnyAsync(r => r.Id == routerId, cancellationToken)) return null;
        var payPage = (await settings.CurrentAsync(cancellationToken)).PayPageUrl;
        var portal = new HotspotPortal { RouterId = routerId, Key = HotspotPortal.NewKey(), Address = payPage is null ? site : new Uri(payPage).GetLeftPart(UriPartial.Authority), Languages = "en", CreatedAt = clock.GetUtcNow() };
        db.Add(portal);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // somebody opened it at the same moment
            db.ChangeTracker.Clear();
        }
        return await rows.SingleAsync(cancellationToken);
    }

    public async Task<Result<HotspotPortal>> SaveAsync(Guid routerId, int? version, SaveHotspotPortal input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        return await db.ChangeAsync<HotspotPortal>(async token =>
        {
            if (await db.Set<HotspotPortal>().SingleOrDefaultAsync(p => p.RouterId == routerId, token) is not { } portal) return Refusal.NotFound;
            if (version is { } expected) db.Expect(portal, expected);
            (portal.ExtraHosts, portal.UsesHttps, portal.UsesChap) = (string.Join('\n', HotspotPortal.Lines(input.ExtraHosts)), input.UsesHttps, input.UsesChap);
            if (input.IsOn && portal.LoginHosts.Count == 0) return new Refusal("hotspot.no-hosts", "Nothing is known yet that a log-in may be sent to. Ask the router, or say its name or address.", nameof(input.ExtraHosts));
            (portal.IsOn, portal.OffersPackages, portal.Address) = (input.IsOn, input.OffersPackages, SaveHotspotPortalValidator.AddressOf(input.Address) ?? portal.Address);
            (portal.WifiName, portal.Welcome) = (Trimmed(input.WifiName), Trimmed(input.Welcome?.ReplaceLineEndings("\n")));
            portal.Languages = string.Join(',', input.LanguageOrder);
            db.Entry(portal).Property(p => p.Version).IsModified = true;
            audit.Record("hotspot.edited", Subject, routerId, $"Edited the hotspot page: {(portal.IsOn ? "on" : "off")}.");
            db.AfterCommit(() => gardens.ConnectionChanged(routerId));
            await db.SaveChangesAsync(token);
            return portal;
        }, cancellationToken);
    }

    /// <summary>What hotspots the router has. Their log-in pages are what a log-in may be sent to from now on.</summary>
    public async Task<Result<List<HotspotServerLine>>> ReadAsync(Guid routerId, CancellationToken cancellationToken)
    {
        List<HotspotServerLine> servers;
        try
        {
            servers = await AskAsync(await link.OpenAsync(routerId, RouterUse.Interactive, cancellationToken), cancellationToken);
        }
        catch (RouterOsException e)
        {
            return new Refusal("router.unreachable", e.Message);
        }
        return await db.ChangeAsync<List<HotspotServerLine>>(async token =>
        {
            if (await db.Set<HotspotPortal>().SingleOrDefaultAsync(p => p.RouterId == routerId, token) is not { } portal) return Refusal.NotFound;
            var live = servers.FindAll(s => !s.IsDisabled);
            var hosts = string.Join('\n', live.SelectMany(s => new[] { s.DnsName, s.Address }).Where(h => h.Length > 0).Select(h => h.ToLowerInvariant()).Where(HotspotDeviceRules.IsHost).Distinct(StringComparer.Ordinal).Take(20));
            portal.ReadAt = clock.GetUtcNow();
            if (live.Count > 0)
            {
                portal.UsesChap = live.Exists(s => Says(s, "http-chap"));
                portal.UsesHttps = live.TrueForAll(s => Says(s, "https"));
                if (portal.RouterHosts != hosts) audit.Record("hotspot.read", Subject, routerId, $"The router's log-in pages are {(hosts.Length == 0 ? "none" : hosts.Replace("\n", ", ", StringComparison.Ordinal))}.");
                portal.RouterHosts = hosts;
            }
            await db.SaveChangesAsync(token);
            return servers;
        }, cancellationToken);
    }

    private static bool Says(HotspotServerLine server, string way) => server.LoginBy.Split(',').Contains(way, StringComparer.Ordinal);

    private static async Task<List<HotspotServerLine>> AskAsync(IRouterOsConnection connection, CancellationToken cancellationToken)
    {
        var servers = connection.RunAsync(RouterOsCommand.Of("/ip/hotspot/print").Columns("name", "interface", "profile", "disabled"), cancellationToken);
        var profiles = connection.RunAsync(RouterOsCommand.Of("/ip/hotspot/profile/print").Columns("name", "hotspot-address", "dns-name", "login-by", "html-directory"), cancellationToken);
        var addresses = connection.RunAsync(RouterOsCommand.Of("/ip/address/print").Columns("address", "interface", "disabled"), cancellationToken);
        await Task.WhenAll(servers, profiles, addresses);
        var byName = (await profiles).Rows.GroupBy(p => p.Text("name"), StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        return
        [
            .. (await servers).Rows.Select(row =>
            {
                var profile = byName.GetValueOrDefault(row.Text("profile"), RouterOsRow.Empty);
                // Without an address of its own it takes that of its interface.
                var own = profile.Text("hotspot-address") is { Length: > 0 } said and not NoAddress ? said
                    : addresses.Result.Rows.FirstOrDefault(a => a.Text("interface") == row.Text("interface") && !a.Flag("disabled"))?.Text("address").Split('/')[0] ?? "";
                return new HotspotServerLine(row.Text("name"), row.Text("interface"), row.Text("profile"), profile.Text("dns-name"), own, profile.Text("login-by"), profile.Text("html-directory"), row.Flag("disabled"));
            }),
        ];
    }

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
