using MikrotikBilling.Web.Features.Account;
using MikrotikBilling.Web.Features.Audit;
using MikrotikBilling.Web.Features.Billing;
using MikrotikBilling.Web.Features.Billing.Discounts;
using MikrotikBilling.Web.Features.Billing.Invoices;
using MikrotikBilling.Web.Features.Billing.Statements;
using MikrotikBilling.Web.Features.Billing.Taxes;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Features.Dashboard;
using MikrotikBilling.Web.Features.Hotspots;
using MikrotikBilling.Web.Features.Jobs;
using MikrotikBilling.Web.Features.Monitoring;
using MikrotikBilling.Web.Features.Notifications;
using MikrotikBilling.Web.Features.Notifications.Notices;
using MikrotikBilling.Web.Features.Payments;
using MikrotikBilling.Web.Features.Payments.Attempts;
using MikrotikBilling.Web.Features.Payments.Clocks;
using MikrotikBilling.Web.Features.Payments.Gateways;
using MikrotikBilling.Web.Features.Payments.Kept;
using MikrotikBilling.Web.Features.Profiles;
using MikrotikBilling.Web.Features.Provisioning;
using MikrotikBilling.Web.Features.Provisioning.Adoption;
using MikrotikBilling.Web.Features.Provisioning.Alarms;
using MikrotikBilling.Web.Features.Provisioning.Drift;
using MikrotikBilling.Web.Features.Reports;
using MikrotikBilling.Web.Features.Routers;
using MikrotikBilling.Web.Features.Search;
using MikrotikBilling.Web.Features.Settings;
using MikrotikBilling.Web.Features.Staff;
using MikrotikBilling.Web.Features.Subscriptions;
using MikrotikBilling.Web.Features.Subscriptions.Bulk;
using MikrotikBilling.Web.Features.Subscriptions.Transfer;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Features.Vouchers;
using MikrotikBilling.Web.Features.Vouchers.Printing;

namespace MikrotikBilling.Web.Shell;

/// <summary>The features' own registrations and endpoints, in one place.</summary>
internal static class FeaturePages
{
    public static void AddFeaturePages(this IServiceCollection services)
    {
        services.AddRouterPages();
        services.AddDriftPages();
        services.AddDashboardPages();
        services.AddTenantsPages();
        services.AddProfilesPages();
        services.AddCustomersPages();
        services.AddSubscriptionsPages();
        services.AddCustomerProvisioning();
        services.AddAlarmsPages();
        services.AddMonitoringPages();
        services.AddPaymentsPages();
        services.AddVoucherPrintingPages();
        services.AddInvoicesPages();
        services.AddStatementsPages();
        services.AddTaxesPages();
        services.AddDiscountsPages();
        services.AddBooksPages();
        services.AddVouchersPages();
        services.AddHotspotPages();
        services.AddReportsPages();
        services.AddStaffPages();
        services.AddSettingsPages();
        services.AddNotificationsPages();
        services.AddAuditPages();
        services.AddJobsPages();
        services.AddSearchPages();
    }

    public static void MapFeatures(this WebApplication app)
    {
        var api = app.MapGroup("").ReadsStrictly();
        api.MapAuth();
        api.MapStaff();
        api.MapRouters();
        api.MapRouterSessions();
        api.MapDrift();
        api.MapAdoption();
        api.MapProfiles();
        api.MapCustomers();
        api.MapSubscriptions();
        api.MapBulk();
        api.MapTransfer();
        api.MapServiceSessions();
        api.MapAlarms();
        api.MapPayments();
        api.MapClocks();
        api.MapSignedCallback();
        api.MapProviderCallbacks();
        api.MapAttempts();
        api.MapKept();
        api.MapGateways();
        api.MapMonitoring();
        api.MapVoucherPrinting();
        api.MapInvoices();
        api.MapStatements();
        api.MapTaxes();
        api.MapDiscounts();
        api.MapBooks();
        api.MapVouchers();
        api.MapHotspots();
        api.MapReports();
        api.MapSettings();
        api.MapEmails();
        api.MapNotices();
        api.MapAudit();
        api.MapJobs();
        app.MapTenants();
    }
}
