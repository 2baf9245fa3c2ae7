using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning.Alarms;

internal static class AlarmsPages
{
    public static IServiceCollection AddAlarmsPages(this IServiceCollection services) =>
        services.AddScoped<INavigationCount, AlarmCount>().AddNavigation(new NavigationItem("Network", 12, "Alarms", "/alarms", "bell", AlarmsPermissions.View, Key: 'm'));
}

/// <summary>Alarms that nobody has seen yet, as last read.</summary>
internal sealed class AlarmCount(AlarmBoard board, CurrentTenant tenant) : INavigationCount
{
    public string Url => "/alarms";

    public int Count => board.OpenOf(tenant.Id).Count(a => a.IsNew);
}
