using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Settings;

public static class SettingsPages
{
    internal const string Company = "/settings";
    internal const string Region = "/settings/region";
    internal const string Billing = "/settings/billing";
    internal const string Taxes = "/settings/taxes";
    internal const string Routers = "/settings/routers";
    internal const string Retention = "/settings/retention";
    internal const string PayPage = "/settings/pay-page";
    internal const string Drift = "/settings/drift";
    internal const string Clock = "/settings/clock";
    internal const string Log = "/settings/log";

    internal static readonly IReadOnlyList<TabItem> Tabs =
    [
        new("Company", Company), new("Region", Region), new("Invoices and tax", Billing), new("Tax rates", Taxes), new("Grace and reminders", "/settings/dunning"), new("Router defaults", Routers), new("Drift and brake", Drift), new("Payment gateways", "/settings/gateways"), new("Pay page", PayPage), new("Paid to online", Clock), new("Email", "/settings/email"), new("Reports", "/settings/reports"), new("Retention", Retention), new("Program log", Log), new("Checks", "/settings/verify"),
    ];

    /// <summary>Sections that ask for rights of their own: their features name them to the command box.</summary>
    private static readonly string[] NamedElsewhere = [Taxes, "/settings/gateways", "/settings/reports", "/settings/verify"];

    /// <summary>What else they are looked for by.</summary>
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["/settings/dunning"] = "dunning overdue debt expiry",
        ["/settings/email"] = "smtp mail sender",
        [Region] = "currency language time zone country",
        [Billing] = "number series due",
        [Log] = "errors",
        [Clock] = "speed figures",
    };

    public static IServiceCollection AddSettingsPages(this IServiceCollection services)
    {
        services.AddRaisedLogLevels();
        foreach (var tab in Tabs.Where(t => t.Url != Company && !NamedElsewhere.Contains(t.Url)))
            services.AddCommandPages(new CommandPage(tab.Label, tab.Url, "settings", SettingsPermissions.Manage, $"settings {Words.GetValueOrDefault(tab.Url)}"));
        return services.AddNavigation(new NavigationItem("System", 90, "Settings", Company, "settings", SettingsPermissions.Manage, Key: 't'));
    }
}
