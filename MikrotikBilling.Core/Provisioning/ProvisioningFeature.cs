using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data.Invariants;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Notifications.Notices;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning.Adoption;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Core.Provisioning.Diagnosis;
using MikrotikBilling.Core.Provisioning.Impact;
using MikrotikBilling.Core.Provisioning.Reconcile;
using MikrotikBilling.Core.Provisioning.WalledGarden;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Provisioning;

public static class ProvisioningFeature
{
    public static IServiceCollection AddProvisioning(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ProvisioningOptions>().Bind(configuration.GetSection(ProvisioningOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<LaneSignals>();
        services.AddSingleton<IRouterStateListener>(p => p.GetRequiredService<LaneSignals>());
        services.AddSingleton<CutBrake>();
        services.AddSingleton<DeviceGuard>();
        services.AddSingleton<DriftStore>();
        services.AddSingleton<ReconcilePass>();
        services.AddScoped<ImpactPreview>();
        services.AddScoped<ReconcileService>();
        services.AddScoped<ReconcileQueries>();
        services.AddSingleton<LanePass>();
        services.AddSingleton<RouterLeases>();
        services.AddSingleton<SessionRecorder>();
        services.AddSingleton<AlarmSignals>();
        services.AddSingleton<IRouterStateListener>(p => p.GetRequiredService<AlarmSignals>());
        services.AddSingleton<AlarmBoard>();
        services.AddSingleton<AlarmLook>();
        services.AddSingleton<LostConfiguration>();
        services.AddScoped<AlarmService>();
        services.AddScoped<AlarmNotices>();
        services.AddNoticeCause(AlarmNotices.RouterDown).AddNoticeCause(AlarmNotices.RouterTrouble).AddNoticeCause(AlarmNotices.RouterDecision).AddNoticeCause(AlarmNotices.Other);
        services.AddScoped<INoticeSource>(p => p.GetRequiredService<AlarmNotices>());
        foreach (var kind in AlarmNotices.OwnKinds) services.AddSingleton(kind);
        services.AddScoped<AlarmQueries>();
        services.AddPermission(AlarmsPermissions.View, "See alarms: routers that are away, changed or emptied", StaffRole.Support);
        services.AddPermission(AlarmsPermissions.Acknowledge, "Mark alarms as seen, close those that do not end by themselves", StaffRole.Support);
        services.AddSingleton<WalledGardenSignals>();
        services.AddSingleton<IRouterStateListener>(p => p.GetRequiredService<WalledGardenSignals>());
        services.AddSingleton<IPayPageListener>(p => p.GetRequiredService<WalledGardenSignals>());
        services.AddSingleton<WalledGardenService>();
        services.AddJob<ConvergeWalledGardensJob>(ConvergeWalledGardensJob.Key, "0 40 * * * ?", TimeSpan.FromHours(1));
        services.AddSingleton<SessionSignals>();
        services.AddScoped<SessionService>();
        services.AddScoped<ProvisioningQueries>();
        services.AddInvariants([new NetworkFollowsBooks()]);
        services.AddScoped<PppUserService>();
        services.AddScoped<DiagnosisService>();
        services.AddScoped<AccountWatch>();
        services.AddScoped<AccountMarker>();
        services.AddAdoption();
        services.AddJob<PurgeSessionsJob>(PurgeSessionsJob.Key, "0 50 3 * * ?", TimeSpan.FromDays(1));
        services.AddJob<ReconcileRoutersJob>(ReconcileRoutersJob.Key, "0 20 3 * * ?", TimeSpan.FromDays(1));
        services.AddJob<PurgeReconcileRunsJob>(PurgeReconcileRunsJob.Key, "0 55 3 * * ?", TimeSpan.FromDays(1));
        services.AddScoped<IAccessListener>(p => p.GetRequiredService<AccountMarker>());
        services.AddScoped<IProfileListener>(p => p.GetRequiredService<AccountMarker>());
        services.AddScoped<IUnpaidModeListener>(p => p.GetRequiredService<AccountMarker>());
        services.AddScoped<ICustomerListener>(p => p.GetRequiredService<AccountMarker>());
        return services;
    }

    /// <summary>Starts the lanes and the session watches with the web server.</summary>
    public static IServiceCollection RunLanesInBackground(this IServiceCollection services)
    {
        services.AddSingleton<LaneSupervisor>();
        services.AddHostedService(p => p.GetRequiredService<LaneSupervisor>());
        services.AddHostedService<SessionWatcher>();
        services.AddHostedService(p => p.GetRequiredService<AdoptionWorker>());
        services.AddHostedService<WalledGardenWorker>();
        services.AddHostedService<AlarmWatcher>();
        return services;
    }
}
