using System.Globalization;
using System.Net;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning.Adoption;

/// <summary>What the books know of profiles that a proposal depends on.</summary>
/// <param name="Profiles">All of the tenant.</param>
/// <param name="OnRouter">Names this router had for some of them before us.</param>
/// <param name="InUse">Those with services on this router, which are there under our own name already.</param>
internal sealed record KnownProfiles(IReadOnlyList<Profile> Profiles, IReadOnlyList<ProfileOnRouter> OnRouter, IReadOnlySet<Guid> InUse, string Installation);

/// <summary>
/// Which profiles of ours the router's profiles and limits are: one that is there and the same, else a new one named like it. Profiles that nobody
/// uses are left out.
/// </summary>
internal sealed class ProfileProposals
{
    private const int LongestName = 60;
    private readonly Dictionary<(ServiceKind Kind, string Key), AdoptionProfile> _byKey = [];
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<Guid> _taken = [];
    private readonly KnownProfiles _known;
    private readonly Guid _runId;
    private readonly Guid _tenantId;

    public ProfileProposals(AdoptionRun run, RouterReading reading, KnownProfiles known)
    {
        (_known, _runId, _tenantId) = (known, run.Id, run.TenantId);
        _names.UnionWith(known.Profiles.Select(p => p.Name));
        var ppp = reading.PppProfiles.ToLookup(r => r.Text("name"), StringComparer.Ordinal);
        foreach (var group in reading.Secrets.GroupBy(r => ProfileOf(r)).OrderByDescending(g => g.Count()))
            Add(ServiceKind.Pppoe, group.Key, group.Count(), OfPpp(group.Key, ppp[group.Key].FirstOrDefault()));
        var hotspot = reading.HotspotProfiles.ToLookup(r => r.Text("name"), StringComparer.Ordinal);
        foreach (var group in reading.HotspotUsers.GroupBy(r => ProfileOf(r)).OrderByDescending(g => g.Count()))
            Add(ServiceKind.Hotspot, group.Key, group.Count(), OfHotspot(group.Key, hotspot[group.Key].FirstOrDefault()));
        foreach (var group in reading.Queues.Where(q => QueueTarget.AddressOf(q) is not null).GroupBy(KeyOf).OrderByDescending(g => g.Count()))
            Add(ServiceKind.Static, group.Key, group.Count(), OfQueue(group.First()));
    }

    public IReadOnlyList<AdoptionProfile> All => [.. _byKey.Values.OrderBy(p => p.Number)];

    public AdoptionProfile Of(AccountKind kind, RouterOsRow row) => kind switch
    {
        AccountKind.PppSecret => _byKey[(ServiceKind.Pppoe, ProfileOf(row))],
        AccountKind.HotspotUser => _byKey[(ServiceKind.Hotspot, ProfileOf(row))],
        _ => _byKey[(ServiceKind.Static, KeyOf(row))],
    };

    /// <summary>A row without one is on the router's own.</summary>
    private static string ProfileOf(RouterOsRow row) => row.Text("profile") is { Length: > 0 } name ? name : "default";

    private static string KeyOf(RouterOsRow row) => RateText.OfQueue(row) is { Misfit: null } rate ? rate.Limit.ToRouterOs() : RateText.TextOfQueue(row);

    private void Add(ServiceKind kind, string key, int users, Draft draft)
    {
        var match = Match(kind, draft);
        if (match is not null && kind != ServiceKind.Static) _taken.Add(match.Id);
        var proposal = new AdoptionProfile
        {
            TenantId = _tenantId,
            RunId = _runId,
            Number = _byKey.Count + 1,
            Kind = kind,
            RouterProfile = draft.RouterProfile,
            RateText = Clip(draft.Text, 300),
            Download = draft.Rate.Download,
            Upload = draft.Rate.Upload,
            BurstDownload = draft.Rate.BurstDownload,
            BurstUpload = draft.Rate.BurstUpload,
            BurstThresholdDownload = draft.Rate.ThresholdDownload,
            BurstThresholdUpload = draft.Rate.ThresholdUpload,
            BurstSeconds = draft.Rate.BurstSeconds,
            Pool = draft.Pool,
            LocalAddress = draft.LocalAddress,
            SharedUsers = draft.SharedUsers,
            IdleMinutes = draft.IdleMinutes,
            SessionMinutes = draft.SessionMinutes,
            Misfit = draft.Misfit,
            Users = users,
            ProfileId = match?.Id,
            Name = FreeName(draft.Name),
        };
        proposal.Difference = match is null ? null : proposal.DifferenceFrom(match);
        _byKey[(kind, key)] = proposal;
    }

    /// <summary>A profile of ours stands once on a router: it is matched at most once, and not when it is there under another name.</summary>
    private Profile? Match(ServiceKind kind, Draft draft)
    {
        var account = WantedAccount.KindOf(kind);
        if (draft.RouterProfile is { } routerName && _known.OnRouter.FirstOrDefault(p => p.Kind == account && p.Name == routerName) is { } adopted)
            return _known.Profiles.FirstOrDefault(p => p.Id == adopted.ProfileId);
        if (draft.MarkedAs is { } marked && _known.Profiles.FirstOrDefault(p => p.Id == marked) is { } ours) return ours;
        if (draft.Misfit is not null) return null;
        return _known.Profiles
            .Where(p => p.Kind == kind && p.IsActive && !_taken.Contains(p.Id) && IsFree(p, account, draft) && draft.IsSame(p))
            .OrderByDescending(p => Nearness(p, draft.RouterProfile)).ThenBy(p => p.Name, StringComparer.Ordinal).FirstOrDefault();
    }

    private bool IsFree(Profile profile, AccountKind account, Draft draft)
    {
        if (account == AccountKind.SimpleQueue) return true;
        if (_known.OnRouter.Any(p => p.Kind == account && p.ProfileId == profile.Id)) return false;
        var ownName = account == AccountKind.PppSecret ? profile.Code : $"{WantedHotspotProfile.PrefixOf(_known.Installation)}{profile.Code}";
        return !_known.InUse.Contains(profile.Id) || ownName == draft.RouterProfile;
    }

    private static int Nearness(Profile profile, string? name) =>
        name is null ? 0 : profile.Code == name ? 3 : profile.Name.Equals(name, StringComparison.OrdinalIgnoreCase) ? 2
        : profile.Code.StartsWith(name, StringComparison.OrdinalIgnoreCase) || name.StartsWith(profile.Code, StringComparison.OrdinalIgnoreCase) ? 1 : 0;

    private Draft OfPpp(string name, RouterOsRow? row)
    {
        if (row is null) return Missing(name);
        var rate = RateText.OfProfile(row["rate-limit"]);
        var (pool, local) = (row.Text("remote-address"), row.Text("local-address"));
        var misfit = rate.Misfit
            ?? (pool.Length > 64 || pool.IndexOfAny([',', '=', ' ']) >= 0 ? "Its pool is no single name." : null)
            ?? (local.Length > 0 && !IPAddress.TryParse(local, out _) ? "Its local address is taken from a pool." : null);
        var mark = OwnershipMark.Parse(row["comment"]);
        var marked = mark is { Kind: OwnershipMark.Profile } && mark.Installation == _known.Installation && Guid.TryParseExact(mark.Id, "N", out var id) ? id : (Guid?)null;
        return new Draft(name, name, row.Text("rate-limit"), rate.Limit, misfit)
        {
            Pool = misfit is null ? OrNull(pool) : null,
            LocalAddress = misfit is null ? OrNull(local) : null,
            MarkedAs = marked,
        };
    }

    private static Draft OfHotspot(string name, RouterOsRow? row)
    {
        if (row is null) return Missing(name);
        var rate = RateText.OfProfile(row["rate-limit"]);
        var pool = row.Text("address-pool") is "none" ? "" : row.Text("address-pool");
        var shared = int.TryParse(Or(row["shared-users"], "1"), NumberStyles.None, CultureInfo.InvariantCulture, out var users) && users is >= 1 and <= 1000 ? users : (int?)null;
        var (idle, session) = (Minutes(row["idle-timeout"]), Minutes(row["session-timeout"]));
        var misfit = rate.Misfit
            ?? (pool.Length > 64 ? "Its pool has a long name." : null)
            ?? (shared is null ? $"It lets “{Clip(row.Text("shared-users"), 20)}” devices in at once." : null)
            ?? (idle is < 0 || session is < 0 ? "Its times are no whole minutes." : null);
        return new Draft(name, name, row.Text("rate-limit"), rate.Limit, misfit)
        {
            Pool = misfit is null ? OrNull(pool) : null,
            SharedUsers = shared ?? 1,
            IdleMinutes = idle is > 0 ? idle : null,
            SessionMinutes = session is > 0 ? session : null,
        };
    }

    private static Draft OfQueue(RouterOsRow row)
    {
        var rate = RateText.OfQueue(row);
        var (down, up) = (rate.Limit.Download, rate.Limit.Upload);
        var name = down == 0 && up == 0 ? "Static, no limit" : $"Static {BitRate.ToText(down)} / {BitRate.ToText(up)}";
        return new Draft(null, name, RateText.TextOfQueue(row), rate.Limit, rate.Misfit);
    }

    private static Draft Missing(string name) => new(name, name, "", new RateLimit(0, 0), $"The router has no profile {Clip(name, 60)}.");

    /// <summary>0 for none, -1 for what is no whole number of minutes.</summary>
    private static int Minutes(string? text)
    {
        if (string.IsNullOrEmpty(text) || text == "none") return 0;
        return RouterOsDuration.Parse(text) is { } span && span.Ticks % TimeSpan.TicksPerMinute == 0 && span.TotalMinutes <= 525_600 ? (int)span.TotalMinutes : -1;
    }

    private string FreeName(string wished)
    {
        var stem = CommentWords.Clean(wished);
        if (stem.Length == 0) stem = "Profile";
        if (stem.Length > LongestName - 5) stem = stem[..(LongestName - 5)].Trim();
        var name = stem;
        for (var n = 2; !_names.Add(name); n++) name = string.Create(CultureInfo.InvariantCulture, $"{stem} {n}");
        return name;
    }

    private static string? OrNull(string text) => text.Length > 0 ? text : null;

    private static string Or(string? text, string other) => string.IsNullOrEmpty(text) ? other : text;

    private static string Clip(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";

    private sealed record Draft(string? RouterProfile, string Name, string Text, RateLimit Rate, string? Misfit)
    {
        public string? Pool { get; init; }
        public string? LocalAddress { get; init; }
        public int SharedUsers { get; init; } = 1;
        public int? IdleMinutes { get; init; }
        public int? SessionMinutes { get; init; }
        public Guid? MarkedAs { get; init; }

        public bool IsSame(Profile profile) => new AdoptionProfile
        {
            Kind = profile.Kind,
            RateText = "",
            Name = "",
            Download = Rate.Download,
            Upload = Rate.Upload,
            BurstDownload = Rate.BurstDownload,
            BurstUpload = Rate.BurstUpload,
            BurstThresholdDownload = Rate.ThresholdDownload,
            BurstThresholdUpload = Rate.ThresholdUpload,
            BurstSeconds = Rate.BurstSeconds,
            Pool = Pool,
            LocalAddress = LocalAddress,
            SharedUsers = SharedUsers,
            IdleMinutes = IdleMinutes,
            SessionMinutes = SessionMinutes,
        }.DifferenceFrom(profile) is null;
    }
}

/// <summary>Whom a simple queue limits.</summary>
internal static class QueueTarget
{
    /// <summary>The one address it is for; null for subnets, interfaces and several.</summary>
    public static IPAddress? AddressOf(RouterOsRow queue) =>
        queue.Text("target") is var target && target.EndsWith("/32", StringComparison.Ordinal) ? Subscriptions.ServiceFields.Address(target[..^3]) : null;
}
