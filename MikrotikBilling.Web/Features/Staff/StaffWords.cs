using System.Globalization;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Staff;

/// <summary>Roles and rights in the words of people.</summary>
internal static class StaffWords
{
    public static IReadOnlyList<SelectOption> Roles { get; } = [.. Enum.GetNames<StaffRole>().Select(name => new SelectOption(name, name))];

    public static IReadOnlyList<SelectOption> States { get; } = [.. Enum.GetNames<StaffState>().Select(name => new SelectOption(name, name))];

    public static Phrase Of(StaffRole role) => role switch
    {
        StaffRole.Owner => "Everything, also staff and settings.",
        StaffRole.Support => "Helps customers: their services, devices and sessions. Changes neither prices nor routers.",
        StaffRole.Accountant => "Looks after the money. Sees customers and what they are sold, changes neither.",
        _ => "",
    };

    public static string IconOf(StaffRole role) => role switch { StaffRole.Owner => "key", StaffRole.Support => "phone", _ => "cash" };

    public static Tone ToneOf(StaffState state) => state switch { StaffState.Active => Tone.Good, StaffState.Invited => Tone.Info, _ => Tone.Neutral };

    /// <summary><c>customers</c> becomes <c>Customers</c>.</summary>
    public static string FeatureTitle(string feature) => T(CultureInfo.InvariantCulture.TextInfo.ToTitleCase(feature.Replace('-', ' ')));
}
