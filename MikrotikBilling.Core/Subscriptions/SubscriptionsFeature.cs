using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Counts;
using MikrotikBilling.Core.Data.Invariants;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions.Bulk;
using MikrotikBilling.Core.Subscriptions.Moves;
using MikrotikBilling.Core.Subscriptions.Reminders;
using MikrotikBilling.Core.Subscriptions.Transfer;

namespace MikrotikBilling.Core.Subscriptions;

public static class SubscriptionsPermissions
{
    public const string View = "subscriptions.view";
    public const string Manage = "subscriptions.manage";
    public const string RevealPassword = "subscriptions.reveal-password";
}

public static class SubscriptionsFeature
{
    public static IServiceCollection AddSubscriptions(this IServiceCollection services)
    {
        services.AddScoped<ContractChange>();
        services.AddScoped<SubscriptionService>();
        services.AddScoped<SubscriptionSetupService>();
        services.AddScoped<DataCaps>();
        services.AddScoped<SubscriptionAdder>();
        services.AddScoped<CustomerArchive>();
        services.AddScoped<NewCustomerService>();
        services.AddScoped<MainSubscription>();
        services.AddScoped<SubscriptionQueries>();
        services.AddScoped<IRouterUsage>(p => p.GetRequiredService<SubscriptionQueries>());
        services.AddScoped<IProfileUsage>(p => p.GetRequiredService<SubscriptionQueries>());
        services.AddScoped<ICustomerSearchTexts>(p => p.GetRequiredService<SubscriptionQueries>());
        services.AddScoped<BulkTargets>();
        services.AddScoped<BulkService>();
        services.AddScoped<BulkStep>();
        services.AddScoped<BulkQueries>();
        services.AddSingleton<BulkSignal>();
        services.AddSingleton<BulkWorker>();
        services.AddSingleton<DueSubscriptions>();
        services.AddTransfer();
        services.AddMoves();
        services.AddSingleton<ExpiryReminders>();
        services.AddEmailTemplate(ExpiryReminder.Template);
        services.AddJob<RemindBeforeExpiryJob>(RemindBeforeExpiryJob.Key, "0 12 * * * ?", TimeSpan.FromHours(1));
        services.AddKeptCount<Subscription>(async (db, cancellationToken) =>
            (await db.Set<Subscription>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(s => s.Status != SubscriptionStatus.Cancelled && s.Status != SubscriptionStatus.Ready).GroupBy(s => new { s.TenantId, s.ProfileId })
                .Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken)).ConvertAll(g => new CountRow(g.Key.TenantId, g.Key.ProfileId.ToString(), g.Count)));
        services.AddJob<ExpireSubscriptionsJob>(ExpireSubscriptionsJob.Key, "0 * * * * ?", TimeSpan.FromMinutes(1));
        services.AddPermission(SubscriptionsPermissions.View, "See a customer's services and until when they run", StaffRole.Support, StaffRole.Accountant);
        services.AddPermission(SubscriptionsPermissions.Manage, "Extend, disable and enable services, change their user name and password", StaffRole.Support);
        services.AddPermission(SubscriptionsPermissions.RevealPassword, "Read the password of a service; that it was shown is recorded", StaffRole.Support);
        return services;
    }

    private static void AddMoves(this IServiceCollection services)
    {
        services.AddSingleton<MoveDays>();
        services.AddSingleton<IInterceptor, MoveCapture>();
        services.AddScoped<MoveWriter>();
        services.AddScoped<MoveSums>();
        services.AddScoped<IKeptFigures>(p => p.GetRequiredService<MoveSums>());
        services.AddJob<FoldMovesJob>(FoldMovesJob.Key, TimeSpan.FromMinutes(10));
        services.AddJob<CheckMovesJob>(CheckMovesJob.Key, "0 25 4 * * ?", TimeSpan.FromDays(1));
        services.AddInvariants(MoveInvariants.All);
    }

    /// <summary>Starts working off bulk runs and imports with the web server.</summary>
    public static IServiceCollection RunBulkInBackground(this IServiceCollection services) => services
        .AddHostedService(p => p.GetRequiredService<BulkWorker>()).AddHostedService(p => p.GetRequiredService<ImportWorker>());
}
