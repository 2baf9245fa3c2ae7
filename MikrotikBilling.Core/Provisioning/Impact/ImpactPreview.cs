using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Bulk;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Provisioning.Impact;

/// <summary>
/// Tells before a button is pressed which rows of which routers a change touches and which sessions it ends. The change is made on copies,
/// by the contract's own rules, and the wishes before and after are compared; nothing is written and no router is asked.
/// </summary>
public sealed class ImpactPreview(
    AppDbContext db, InstallationService installation, BulkTargets targets, ProfileService profiles, TenantQueries tenants, IOptions<ProvisioningOptions> options, TimeProvider clock)
{
    private const int Chunk = 250;

    /// <summary>An edit of a profile, for everybody who is on it.</summary>
    public async Task<Result<RouterImpact>> OfProfileAsync(Guid profileId, SaveProfile input, CancellationToken cancellationToken)
    {
        var edited = await profiles.PreviewAsync(profileId, input, cancellationToken);
        if (!edited.Ok) return edited.Refusal;
        var ids = await db.Set<Subscription>().Where(s => s.ProfileId == profileId && s.ArchivedAt == null && s.Status != SubscriptionStatus.Cancelled)
            .OrderBy(s => s.UserName).Select(s => s.Id).ToListAsync(cancellationToken);
        return await OfAsync(ids, service => service with { Profile = edited.Value }, cancellationToken);
    }

    /// <summary>A bulk change; its values may be missing still, which changes nothing.</summary>
    public async Task<Result<RouterImpact>> OfBulkAsync(BulkRequest request, CancellationToken cancellationToken)
    {
        var ids = request.Filter is { } filter ? await targets.OfAsync(filter, cancellationToken) : await targets.OfAsync(request.CustomerIds, cancellationToken);
        var zone = (await tenants.CurrentAsync(cancellationToken)).Zone;
        var now = clock.GetUtcNow();
        switch (request.Action)
        {
            case BulkAction.Extend:
                return await OfAsync(ids, service => service.When(service.Contract.ExtendBy(request.Days ?? 0, now, zone)), cancellationToken);
            case BulkAction.Enable:
                return await OfAsync(ids, service => service.When(service.Contract.Enable(now)), cancellationToken);
            case BulkAction.Disable:
                return await OfAsync(ids, service => service.When(service.Contract.Disable()), cancellationToken);
            case BulkAction.ChangeProfile:
                var profile = await db.Set<Profile>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == request.ProfileId, cancellationToken);
                if (profile is null) return new Refusal("profile.unknown", "Choose a profile.", nameof(request.ProfileId));
                return await OfAsync(ids, service => service.On(profile), cancellationToken);
            case BulkAction.Move:
                if (!await db.Set<Router>().AnyAsync(r => r.Id == request.RouterId, cancellationToken)) return new Refusal("router.unknown", "Choose a router.", nameof(request.RouterId));
                return await OfAsync(ids, service => service with { RouterId = request.RouterId!.Value }, cancellationToken);
            default:
                return new Refusal("bulk.action", "There is nothing to show for this.");
        }
    }

    /// <summary>An edit of one service.</summary>
    public async Task<Result<RouterImpact>> OfServiceAsync(Guid subscriptionId, EditService input, CancellationToken cancellationToken)
    {
        var profile = input.ProfileId is { } id ? await db.Set<Profile>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancellationToken) : null;
        return await OfAsync([subscriptionId], service =>
        {
            if (input.UserName is { } name && Credentials.IsUserName(name)) service.Contract.UserName = Credentials.Normalise(name);
            if (input.Device is { } device && ServiceFields.IsBlankOrMac(device.MacAddress) && ServiceFields.IsBlankOrAddress(device.FixedAddress))
                (service.Contract.MacAddress, service.Contract.Address) = (MacAddress.NormaliseOrNull(device.MacAddress), ServiceFields.Address(device.FixedAddress));
            var moved = service with { RouterId = input.RouterId ?? service.RouterId };
            return profile is null ? moved : moved.On(profile);
        }, cancellationToken);
    }

    private async Task<RouterImpact> OfAsync(IReadOnlyList<Guid> ids, Func<PlannedService, PlannedService> change, CancellationToken cancellationToken)
    {
        var routers = await db.Set<Router>().AsNoTracking()
            .Select(r => new { r.Id, r.Name, Online = r.IsActive && r.Status!.State == RouterState.Online }).ToDictionaryAsync(r => r.Id, cancellationToken);
        var code = await installation.CodeAsync(cancellationToken);
        var sites = new Dictionary<Guid, RouterSite>();
        var (refused, booksOnly, sessions, rows) = (0, 0, 0, new List<ImpactRow>());
        var counts = new Dictionary<Guid, (int Rows, int Sessions)>();
        foreach (var chunk in ids.Chunk(Chunk))
        {
            var services = await db.Set<Subscription>().AsNoTrackingWithIdentityResolution().Include(s => s.Profile).Include(s => s.Customer)
                .Where(s => chunk.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancellationToken);
            var online = await db.Set<CustomerSession>().Where(s => s.EndedAt == null && chunk.Contains(s.SubscriptionId)).Select(s => s.SubscriptionId).ToHashSetAsync(cancellationToken);
            var handsOff = await db.Set<RouterAccount>().Where(a => a.IsHandsOff && a.IsWanted && chunk.Contains(a.SubscriptionId)).Select(a => a.SubscriptionId).ToHashSetAsync(cancellationToken);
            booksOnly += handsOff.Count;
            foreach (var service in chunk.Where(services.ContainsKey).Select(id => services[id]))
            {
                var before = new PlannedService(service, service.Profile!, service.RouterId, false);
                var wishBefore = await WishAsync(before);
                var after = change(before);
                if (after.IsRefused)
                {
                    refused++;
                    continue;
                }
                if (handsOff.Contains(service.Id)) continue;
                foreach (var (routerId, kind, detail, ends) in Steps(before, wishBefore, after, await WishAsync(after)))
                {
                    var ended = ends && online.Contains(service.Id);
                    var (countedRows, countedSessions) = counts.GetValueOrDefault(routerId);
                    counts[routerId] = (countedRows + 1, countedSessions + (ended ? 1 : 0));
                    sessions += ended ? 1 : 0;
                    if (rows.Count < RouterImpact.MostShown)
                        rows.Add(new ImpactRow(service.Id, service.CustomerId, service.Customer!.Name, service.UserName, routerId, routers[routerId].Name, kind, detail, ended));
                }
            }
        }
        return new RouterImpact(ids.Count, refused, booksOnly, counts.Values.Sum(c => c.Rows), sessions,
            [.. counts.OrderByDescending(c => c.Value.Rows).Select(c => new ImpactOnRouter(c.Key, routers[c.Key].Name, routers[c.Key].Online, c.Value.Rows, c.Value.Sessions))], rows);

        async Task<WantedAccount> WishAsync(PlannedService service)
        {
            if (!sites.TryGetValue(service.RouterId, out var site)) sites[service.RouterId] = site = await RouterSite.OfAsync(db, service.RouterId, code, options.Value, cancellationToken);
            var account = new RouterAccount { SubscriptionId = service.Contract.Id, RouterId = service.RouterId, Kind = WantedAccount.KindOf(service.Profile.Kind) };
            return WantedAccount.Of(account, service.Contract, service.Profile, null, site);
        }
    }

    /// <summary>The rows between two wishes for one service.</summary>
    private static IEnumerable<(Guid RouterId, ImpactKind Kind, string Detail, bool EndsSession)> Steps(
        PlannedService before, WantedAccount wishBefore, PlannedService after, WantedAccount wishAfter)
    {
        if (before.RouterId != after.RouterId || wishBefore.Account.Kind != wishAfter.Account.Kind)
        {
            yield return (after.RouterId, ImpactKind.Add, wishAfter.Enabled ? "made here" : "made here, closed", false);
            yield return (before.RouterId, ImpactKind.Remove, before.RouterId == after.RouterId ? "taken off" : "taken off once the new router holds it", true);
            yield break;
        }
        if (wishBefore.Content == wishAfter.Content) yield break;
        var kind = (wishBefore.Enabled, wishAfter.Enabled) switch
        {
            (true, false) => ImpactKind.Close,
            (false, true) => ImpactKind.Open,
            _ => ImpactKind.Change,
        };
        yield return (after.RouterId, kind, Words(before, wishBefore, after, wishAfter), wishBefore.Enabled && wishAfter.Account.Kind != AccountKind.SimpleQueue);
    }

    private static Phrase Words(PlannedService before, WantedAccount wishBefore, PlannedService after, WantedAccount wishAfter)
    {
        var words = new List<string>();
        if (wishBefore.Name != wishAfter.Name) words.Add(Phrase.Of($"name {wishBefore.Name} → {wishAfter.Name}"));
        if (wishBefore.Enabled != wishAfter.Enabled) words.Add(wishAfter.Enabled ? "opened" : "closed");
        if (before.Profile.Id != after.Profile.Id) words.Add(Phrase.Of($"profile {before.Profile.Name} → {after.Profile.Name}"));
        var (rateBefore, rateAfter) = (before.Profile.RateLimit.ToRouterOs(), after.Profile.RateLimit.ToRouterOs());
        if (rateBefore != rateAfter) words.Add(Phrase.Of($"speed {Rate(rateBefore)} → {Rate(rateAfter)}"));
        if (before.Profile.Pool != after.Profile.Pool) words.Add(Phrase.Of($"pool {before.Profile.Pool ?? Phrase.Of("none")} → {after.Profile.Pool ?? Phrase.Of("none")}"));
        return words.Count == 0 ? "changed" : string.Join(", ", words);

        static string Rate(string rate) => rate.Length == 0 ? "unlimited" : rate;
    }

    /// <summary>A service as it is, or as it would be.</summary>
    private sealed record PlannedService(Subscription Contract, Profile Profile, Guid RouterId, bool IsRefused)
    {
        public PlannedService When(Result done) => done.Ok ? this : this with { IsRefused = true };

        /// <summary>The rules of a change of profile: an address is needed for a fixed one.</summary>
        public PlannedService On(Profile profile) => profile.Kind == ServiceKind.Static && Contract.Address is null ? this with { IsRefused = true } : this with { Profile = profile };
    }
}
