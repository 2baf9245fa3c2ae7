using System.Globalization;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>A row as it should be on a router, worked out from the contract at the moment it is taken.</summary>
/// <param name="Version">The wish this is; a later one is taken by the next pass.</param>
/// <param name="Name">Of the row.</param>
/// <param name="Password">Null when it is not known: the row keeps the one it has.</param>
/// <param name="IsWanted">False: nothing of it shall be left.</param>
public abstract record WantedAccount(
    RouterAccount Account, int Version, string Name, string? Password, int PasswordVersion, bool Enabled, bool IsWanted, OwnershipMark Mark, string Comment)
{
    /// <summary>His time is up and he is led to the pay page: the row is open, and yet he has no access.</summary>
    public bool IsRedirected { get; init; }

    /// <summary>Somebody without an account: many of them come to their end each hour, and nobody is asked.</summary>
    public bool IsGuest { get; init; }

    /// <summary>Everything that a running session must be ended for, without secrets: name, version of the password, on or off, then what the kind adds.</summary>
    public abstract string Content { get; }

    /// <summary>What its row may be called on the router: as now, as before, and a code that was made elsewhere also in small letters.</summary>
    internal IEnumerable<string> Names => new[] { Name, Account.AppliedName, IsGuest && Account is { Adopts: true, AppliedName: null } ? Name.ToLowerInvariant() : null }.OfType<string>();

    /// <summary>The password on the router is the one of the contract, as far as we know.</summary>
    public bool PasswordIsApplied => Password is null || (Account.Adopts && !IsGuest) || Account.AppliedContent?.Split('|') is [_, var version, ..] && version == VersionText;

    protected string Head => string.Join('|', Name, VersionText, Enabled ? "on" : "off");

    private string VersionText => PasswordVersion.ToString(CultureInfo.InvariantCulture);

    /// <param name="password">In the clear; null when it is not known.</param>
    /// <param name="site">Which installation, and how this router names the profiles it had before us.</param>
    public static WantedAccount Of(RouterAccount account, Subscription subscription, string? password, RouterSite site) =>
        Of(account, subscription, subscription.Profile!, password, site);

    /// <summary>On another profile than its own: what it would be.</summary>
    internal static WantedAccount Of(RouterAccount account, Subscription subscription, Profile profile, string? password, RouterSite site)
    {
        var installation = site.Installation;
        var wanted = account.IsWanted && subscription.Status != SubscriptionStatus.Cancelled && account.Kind == KindOf(profile.Kind);
        var cap = subscription.CapNow(profile);
        var (enabled, slower) = (subscription.Status.HasAccess() && cap != CapAction.Cut, cap == CapAction.Slower);
        // Only who did not pay: who was disabled, paused or begins later stays out.
        var unpaid = subscription.Status == SubscriptionStatus.Expired ? site.Unpaid : null;
        var mark = new OwnershipMark(installation, MarkOf(account.Kind), subscription.Id.ToString("N"));
        var comment = mark.ToComment($"{subscription.Customer!.NumberText} {subscription.Customer.Name}");
        var address = subscription.Address?.ToString();
        return account.Kind switch
        {
            AccountKind.PppSecret => new WantedSecret(account, account.DesiredVersion, subscription.UserName, password, subscription.PasswordVersion, enabled || unpaid is not null, wanted, mark, comment,
                unpaid is null ? WantedProfile.Of(profile, site, slower) : WantedProfile.Of(profile, site.Installation, unpaid), subscription.MacAddress, address)
            { IsRedirected = unpaid is not null },
            AccountKind.HotspotUser => new WantedHotspotUser(account, account.DesiredVersion, subscription.UserName, password, subscription.PasswordVersion, enabled, wanted, mark, comment,
                WantedHotspotProfile.Of(profile, site, slower), subscription.MacAddress, address, profile.WhenCapReached == CapAction.Cut ? profile.DataCapBytes : null,
                profile.WhenCapReached == CapAction.Cut || subscription.OnlineSeconds is not null ? subscription.Allowance : 1)
            { IsGuest = subscription.IsGuest, OnlineLimit = subscription.OnlineSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null },
            _ => new WantedQueue(account, account.DesiredVersion, subscription.UserName, enabled, wanted, mark, comment, address ?? "", slower ? profile.CappedRate : profile.RateLimit)
            { IsRedirected = unpaid is not null },
        };
    }

    public static AccountKind KindOf(ServiceKind kind) => kind switch
    {
        ServiceKind.Hotspot => AccountKind.HotspotUser,
        ServiceKind.Static => AccountKind.SimpleQueue,
        _ => AccountKind.PppSecret,
    };

    private static string MarkOf(AccountKind kind) => kind switch
    {
        AccountKind.HotspotUser => OwnershipMark.Hotspot,
        AccountKind.SimpleQueue => OwnershipMark.Queue,
        _ => OwnershipMark.Secret,
    };
}

/// <summary>A PPP profile as it should be on a router.</summary>
/// <param name="Adopts">The router had it before us under this name; it is taken over.</param>
public sealed record WantedProfile(Guid Id, string Name, string RateLimit, string RemoteAddress, string LocalAddress, string Comment, bool Adopts = false)
{
    /// <param name="slower">The row for those whose data cap is reached; always ours.</param>
    public static WantedProfile Of(Profile profile, RouterSite site, bool slower = false)
    {
        var (adopted, mark) = (site.NameOf(profile, AccountKind.PppSecret), new OwnershipMark(site.Installation, OwnershipMark.Profile, profile.Id.ToString("N")).ToComment(profile.Name));
        return slower
            ? new(profile.Id, profile.Code + Profile.CappedEnding, profile.CappedRate.ToRouterOs(), profile.Pool ?? "", profile.LocalAddress ?? "", mark)
            : new(profile.Id, adopted ?? profile.Code, profile.RateLimit.ToRouterOs(), profile.Pool ?? "", profile.LocalAddress ?? "", mark, adopted is not null);
    }

    /// <summary>Members of this list while they are online; empty for none.</summary>
    public string AddressList { get; init; } = "";

    /// <summary>
    /// The same for those who reach the pay page only. One beside each profile that is sold, so that pool and gateway stay those that he dials into anyway.
    /// </summary>
    public static WantedProfile Of(Profile profile, string installation, UnpaidTerms unpaid) => new(
        profile.Id, $"{unpaid.Profile}-{profile.Code}", unpaid.Rate, profile.Pool ?? "", profile.LocalAddress ?? "",
        new OwnershipMark(installation, OwnershipMark.Unpaid, profile.Id.ToString("N")).ToComment($"{profile.Name}, not paid"))
    {
        AddressList = unpaid.List,
    };
}

/// <summary>A PPP secret.</summary>
/// <param name="CallerId">MAC address of the only device that may dial; null lets any.</param>
/// <param name="RemoteAddress">Always this address; null takes the profile's pool.</param>
public sealed record WantedSecret(
    RouterAccount Account, int Version, string Name, string? Password, int PasswordVersion, bool Enabled, bool IsWanted, OwnershipMark Mark, string Comment,
    WantedProfile Profile, string? CallerId, string? RemoteAddress)
    : WantedAccount(Account, Version, Name, Password, PasswordVersion, Enabled, IsWanted, Mark, Comment)
{
    public override string Content
    {
        get
        {
            var content = string.Join('|', Head, Profile.Name, Profile.RateLimit, Profile.RemoteAddress, Profile.LocalAddress);
            return CallerId is null && RemoteAddress is null ? content : $"{content}|{CallerId}|{RemoteAddress}";
        }
    }
}

/// <summary>
/// A hotspot user profile as it should be on a router. That menu has no comments (RouterOS manual, "HotSpot"), so the name says whose it is.
/// </summary>
/// <param name="Adopts">The router had it before us under this name; it is taken over.</param>
public sealed record WantedHotspotProfile(string Name, string RateLimit, int SharedUsers, TimeSpan Idle, TimeSpan Session, string Pool, bool Adopts = false)
{
    /// <param name="slower">The row for those whose data cap is reached; always ours.</param>
    public static WantedHotspotProfile Of(Profile profile, RouterSite site, bool slower = false)
    {
        var adopted = slower ? null : site.NameOf(profile, AccountKind.HotspotUser);
        return new(adopted ?? $"{PrefixOf(site.Installation)}{profile.Code}{(slower ? Profile.CappedEnding : "")}", (slower ? profile.CappedRate : profile.RateLimit).ToRouterOs(),
            profile.SharedUsers, TimeSpan.FromMinutes(profile.IdleMinutes ?? 0), TimeSpan.FromMinutes(profile.SessionMinutes ?? 0), profile.Pool ?? "", adopted is not null);
    }

    public static string PrefixOf(string installation) => $"isp-{installation}-";
}

/// <summary>A hotspot user.</summary>
/// <param name="ByteLimit">Both ways together, since the counters were last reset; null for no limit.</param>
/// <param name="Allowance">Goes up when the counters must begin again.</param>
public sealed record WantedHotspotUser(
    RouterAccount Account, int Version, string Name, string? Password, int PasswordVersion, bool Enabled, bool IsWanted, OwnershipMark Mark, string Comment,
    WantedHotspotProfile Profile, string? MacAddress, string? Address, long? ByteLimit, int Allowance)
    : WantedAccount(Account, Version, Name, Password, PasswordVersion, Enabled, IsWanted, Mark, Comment)
{
    private const int SignInParts = 5;
    private const int DevicePart = 3;

    /// <summary>How long it may be online in all, since the counters were last reset; null for no limit.</summary>
    public TimeSpan? OnlineLimit { get; init; }

    public override string Content
    {
        get
        {
            var content = string.Join('|', Head, MacAddress, Address, AllowanceText, Profile.Name, Profile.RateLimit,
                Profile.SharedUsers.ToString(CultureInfo.InvariantCulture), Minutes(Profile.Idle), Minutes(Profile.Session), Profile.Pool, ByteLimit?.ToString(CultureInfo.InvariantCulture));
            return OnlineLimit is { } limit ? $"{content}|{limit.TotalSeconds.ToString(CultureInfo.InvariantCulture)}" : content;
        }
    }

    /// <summary>The volume used so far belongs to a period that is over.</summary>
    public bool MustReset => Account.AppliedContent?.Split('|') is { Length: > SignInParts } applied && applied[SignInParts] != AllowanceText;

    /// <summary>What was applied, with a device to keep to: written without ending the session, which is that device's.</summary>
    public static string? WithDevice(string? applied, string mac) =>
        applied?.Split('|') is { Length: > DevicePart } parts ? string.Join('|', parts.Select((part, i) => i == DevicePart ? mac : part)) : applied;

    /// <summary>Who may sign in is still the same: the device's cookie may let it in again.</summary>
    public bool KeepsCookie => IsWanted && Enabled && Account.AppliedContent?.Split('|') is { Length: > SignInParts } applied
        && applied.Take(SignInParts).SequenceEqual(Content.Split('|').Take(SignInParts), StringComparer.Ordinal);

    private string AllowanceText => Allowance.ToString(CultureInfo.InvariantCulture);

    private static string Minutes(TimeSpan span) => span.TotalMinutes.ToString(CultureInfo.InvariantCulture);
}

/// <summary>
/// A fixed address: a simple queue limits it while it has access, an entry in the list of the blocked shuts it out while it has none.
/// </summary>
public sealed record WantedQueue(
    RouterAccount Account, int Version, string Name, bool Enabled, bool IsWanted, OwnershipMark Mark, string Comment, string Address, RateLimit Rate)
    : WantedAccount(Account, Version, Name, "", 0, Enabled, IsWanted, Mark, Comment)
{
    public override string Content => IsRedirected ? string.Join('|', Head, Address, Rate.ToRouterOs(), "unpaid") : string.Join('|', Head, Address, Rate.ToRouterOs());

    public OwnershipMark BlockMark => Mark with { Kind = OwnershipMark.Block };
}
