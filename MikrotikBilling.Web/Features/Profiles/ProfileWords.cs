using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Profiles;

namespace MikrotikBilling.Web.Features.Profiles;

/// <summary>What categories, kinds and cycles are called.</summary>
internal static class ProfileWords
{
    public static Phrase Of(ProfileCategory category) => category switch
    {
        ProfileCategory.Pppoe => "PPPoE",
        ProfileCategory.Fibre => "Fibre",
        ProfileCategory.Corporate => "Corporate",
        _ => "Hotspot",
    };

    public static Phrase Of(ServiceKind kind) => kind switch
    {
        ServiceKind.Hotspot => "Hotspot user",
        ServiceKind.Static => "Static address",
        _ => "PPPoE",
    };

    public static Phrase Of(BillingCycle cycle) => cycle switch
    {
        BillingCycle.Monthly => "monthly",
        BillingCycle.Quarterly => "quarterly",
        BillingCycle.Yearly => "yearly",
        _ => "own length",
    };

    /// <summary>What happens at the end of the data cap.</summary>
    public static Phrase OnceUsed(Profile profile) => profile.WhenCapReached switch
    {
        CapAction.Cut => "then cut until renewed",
        CapAction.Slower => Phrase.Of($"then {BitRate.ToText(profile.CapDownload)} down, {BitRate.ToText(profile.CapUpload)} up until renewed"),
        _ => "counted only",
    };

    /// <summary>What the row on the router is called that carries the profile there.</summary>
    public static Phrase RouterName(ServiceKind kind) => kind switch
    {
        ServiceKind.Hotspot => "Hotspot user profile",
        ServiceKind.Static => "Simple queues",
        _ => "PPP profile",
    };
}
