using MikrotikBilling.Core.Reports;
using MikrotikBilling.Web.Features.Audit;
using MikrotikBilling.Web.Features.Reports.Drawer;
using MikrotikBilling.Web.Features.Reports.Expenses;
using MikrotikBilling.Web.Features.Reports.Growth;
using MikrotikBilling.Web.Features.Reports.Network;
using MikrotikBilling.Web.Features.Reports.Saved;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Reports;

public static class ReportsPages
{
    internal const string Overview = "/reports";
    internal const string Revenue = "/reports/revenue";
    internal const string Takings = "/reports/takings";
    internal const string Profit = "/reports/profit";
    internal const string Receivables = "/reports/receivables";
    internal const string DrawerCloses = "/reports/drawer";
    internal const string Expenses = "/expenses";
    internal const string Customers = "/reports/customers";
    internal const string Recurring = "/reports/recurring";
    internal const string Profiles = "/reports/profiles";
    internal const string Moves = "/reports/moves";
    internal const string Routers = "/reports/routers";
    internal const string Outages = "/reports/outages";

    internal static IReadOnlyList<Crumb> Crumbs { get; } = [new("Reports", Overview)];

    public static IServiceCollection AddReportsPages(this IServiceCollection services)
    {
        services.AddScoped<ReportDesk>();
        services.AddSavedReportPages();
        services.AddScoped<GrowthDesk>();
        services.AddScoped<RouterDesk>();
        services.AddScoped<IDashboardSource, ReportsDashboard>();
        services.AddAuditSubject("expense", "Expenses", "Expense", id => $"{Expenses}/{id}");
        services.AddAuditSubject("drawer-close", "Drawer closes", "Drawer close", id => $"{DrawerCloses}/{id}");
        services.AddCommandPages(
            new CommandPage("Today's takings", $"{Takings}?period=today", "cash", ReportsPermissions.View, "takings cash today money", IsOffered: true),
            new CommandPage("Revenue", Revenue, "chart", ReportsPermissions.View, "sales income report"), new CommandPage("Profit", Profit, "chart", ReportsPermissions.View, "loss margin report"),
            new CommandPage("Who owes us", Receivables, "chart", ReportsPermissions.View, "receivables debt age overdue report"));
        services.AddCommandPages(
            new CommandPage("Customers who came and left", Customers, "chart", ReportsPermissions.View, "churn growth new customers report"), new CommandPage("Recurring revenue", Recurring, "chart", ReportsPermissions.View, "mrr arpu lifetime report"),
            new CommandPage("Which profiles are wanted", Profiles, "chart", ReportsPermissions.View, "plans popularity report"),
            new CommandPage("Availability of routers", Routers, "chart", ReportsPermissions.View, "uptime outages downtime report"));
        services.AddNavigation(new NavigationItem("Money", 64, "Expenses", Expenses, "wallet", ReportsPermissions.ViewExpenses));
        services.AddNavigation(new NavigationItem("Money", 65, "Cash drawer", DrawerCloses, "cash", ReportsPermissions.CloseDrawer));
        return services.AddNavigation(new NavigationItem("Money", 66, "Reports", Overview, "chart", ReportsPermissions.View, Key: 'o'));
    }

    public static void MapReports(this IEndpointRouteBuilder routes)
    {
        ReportsApi.Map(routes);
        DrawerApi.Map(routes);
        ExpensesApi.Map(routes);
        SavedReportsApi.Map(routes);
        GrowthApi.Map(routes);
        RouterReportApi.Map(routes);
    }
}
