using System.Globalization;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>A PPP profile as it should be on a router.</summary>
public sealed record WantedProfile(Guid Id, string Name, string RateLimit, string RemoteAddress, string LocalAddress, string Comment)
{
    public static WantedProfile Of(Profile profile, string installation) => new(
        profile.Id, profile.Code, profile.RateLimit.ToRouterOs(), profile.Pool ?? "", profile.LocalAddress ?? "",
        new OwnershipMark(installation, OwnershipMark.Profile, profile.Id.ToString("N")).ToComment(profile.Name));
}

/// <summary>A PPP secret as it should be on a router; <see cref="Profile"/> is null when nothing shall be left of it.</summary>
public sealed record WantedSecret(
    RouterAccount Account, int Version, string Name, string Password, int PasswordVersion, bool Enabled, WantedProfile? Profile, OwnershipMark Mark, string Comment)
{
    public bool IsWanted => Profile is not null;

    /// <summary>Everything that a running session must be ended for, without secrets.</summary>
    public string Content => string.Join('|', Name, PasswordVersion.ToString(CultureInfo.InvariantCulture), Enabled ? "on" : "off",
        Profile?.Name, Profile?.RateLimit, Profile?.RemoteAddress, Profile?.LocalAddress);

    /// <summary>The password on the router is the one of the contract, as far as we know.</summary>
    public bool PasswordIsApplied =>
        Account.AppliedContent?.Split('|') is [_, var version, ..] && version == PasswordVersion.ToString(CultureInfo.InvariantCulture);

    public static WantedSecret Of(RouterAccount account, Subscription subscription, string password, string installation)
    {
        var mark = new OwnershipMark(installation, OwnershipMark.Secret, subscription.Id.ToString("N"));
        var wanted = account.IsWanted && subscription.Status != SubscriptionStatus.Cancelled;
        return new WantedSecret(account, account.DesiredVersion, subscription.UserName, password, subscription.PasswordVersion,
            subscription.Status.HasAccess(), wanted ? WantedProfile.Of(subscription.Profile!, installation) : null, mark,
            mark.ToComment($"{subscription.Customer!.NumberText} {subscription.Customer.Name}"));
    }
}
