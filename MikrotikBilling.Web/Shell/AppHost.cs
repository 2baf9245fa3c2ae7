using System.Globalization;
using Microsoft.AspNetCore.HttpOverrides;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Hotspots;
using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Web.Features.Account;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Shell;

/// <summary>Puts the program together: configuration, features, pipeline. Reads as a table of contents.</summary>
public static class AppHost
{
    /// <param name="configurationArgs"><c>--Key=Value</c> words, strongest of all sources.</param>
    /// <param name="overrides">Values set by options of the command line (<c>--data</c>, <c>--demo</c>).</param>
    public static WebApplicationBuilder CreateBuilder(string[] configurationArgs, IReadOnlyDictionary<string, string?>? overrides = null)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = configurationArgs,
            ContentRootPath = ContentRoot(configurationArgs),
            ApplicationName = typeof(AppHost).Assembly.GetName().Name,
        });
        builder.Configuration.AddJsonFile("appsettings.Local.json", optional: true, reloadOnChange: false);
        builder.Configuration.AddEnvironmentVariables("MIKROTIKBILLING__");
        if (overrides is not null) builder.Configuration.AddInMemoryCollection(overrides);
        builder.Configuration.AddCommandLine(configurationArgs);

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1 << 20;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(25));
        builder.Services.AddSingleton(TimeProvider.System);
        // Believed from loopback only, where the reverse proxy is.
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded =>
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto);

        var (services, configuration) = (builder.Services, builder.Configuration);
        services.AddData(configuration);
        services.AddKeyRing(configuration);
        services.AddTenants();
        services.AddSettings();
        services.AddAudit();
        services.AddStaff();
        services.AddNotifications();
        services.AddRouters(configuration);
        services.AddProfiles();
        services.AddCustomers();
        services.AddSubscriptions();
        services.AddProvisioning(configuration);
        services.AddMonitoring(configuration);
        services.AddBilling();
        services.AddPayments();
        services.AddVouchers();
        services.AddHotspots();
        services.AddGateways(configuration);
        services.AddReports();
        services.AddJobs(configuration);

        services.AddValidators(typeof(AppDbContext).Assembly);
        services.AddValidators(typeof(AppHost).Assembly);
        services.AddAccount();
        builder.AddShell(shell =>
        {
            shell.SearchUrl = "/search";
            shell.SearchSuggestUrl = "/search?handler=Suggest";
            shell.SearchPlaceholder = "Find anything";
            shell.SignInUrl = "/sign-in";
            shell.SignOutUrl = "/sign-out";
            shell.ProfileUrl = "/account";
        });
        services.AddFeaturePages();
        services.AddPrinting(configuration);
        services.AddHealth();
        return builder;
    }

    /// <summary>What runs beside the pages: jobs, router checks and log, lanes and session watches. Commands leave it out.</summary>
    public static void RunInBackground(this WebApplicationBuilder builder)
    {
        builder.Services.RunRoutersInBackground(); // the router log first, so that it stops after all who talk to routers
        builder.Services.RunJobsInBackground();
        builder.Services.RunLanesInBackground();
        builder.Services.RunBulkInBackground();
        builder.Services.RunInvoicingInBackground();
        builder.Services.RunVouchersInBackground();
        builder.Services.RunEmailsInBackground();
    }

    public static WebApplication Build(WebApplicationBuilder builder) => Map(builder.Build());

    /// <summary>Pipeline, pages and addresses: a good part of what a start costs, and needed only by what listens.</summary>
    public static WebApplication Map(WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseShell();
        app.UseRouting();
        app.UseAccount();
        app.UseMiddleware<TenantFormat>();
        app.UseAntiforgery();
        app.MapShell();
        app.MapHealth();
        app.MapFeatures();
        return app;
    }

    /// <summary>Where pages' files and settings are: the project while developing, beside the program when published.</summary>
    private static string ContentRoot(string[] configurationArgs)
    {
        if (configurationArgs.FirstOrDefault(a => a.StartsWith("--contentRoot=", StringComparison.OrdinalIgnoreCase)) is { } given)
            return given[(given.IndexOf('=', StringComparison.Ordinal) + 1)..];
        var here = Directory.GetCurrentDirectory();
        return File.Exists(Path.Combine(here, "appsettings.json")) && Directory.Exists(Path.Combine(here, "wwwroot")) ? here : AppContext.BaseDirectory;
    }
}
