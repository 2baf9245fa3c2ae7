using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Invariants;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Reports.Drawer;
using MikrotikBilling.Core.Reports.Expenses;
using MikrotikBilling.Core.Reports.Growth;
using MikrotikBilling.Core.Reports.Network;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Reports.Saved;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Vouchers;

namespace MikrotikBilling.Core.Reports;

public static class ReportsPermissions
{
    public const string View = "reports.view";
    public const string CloseDrawer = "reports.drawer";
    public const string ViewExpenses = "expenses.view";
    public const string ManageExpenses = "expenses.manage";
    public const string Schedule = "reports.schedule";
}

public static class ReportsFeature
{
    public static IServiceCollection AddReports(this IServiceCollection services)
    {
        services.AddScoped<LedgerDayQueries>();
        services.AddScoped<MoneyReports>();
        services.AddScoped<MoveQueries>();
        services.AddScoped<MoveExport>();
        services.AddScoped<GrowthReports>();
        services.AddScoped<OutageQueries>();
        services.AddScoped<OutageExport>();
        services.AddScoped<RouterReports>();
        services.AddScoped<PayerQueries>();
        services.AddScoped<ReceivableQueries>();
        services.AddScoped<ReceivableExport>();
        services.AddScoped<ReportExport>();
        services.AddScoped<ExpenseService>();
        services.AddScoped<ExpenseQueries>();
        services.AddScoped<ExpenseExport>();
        services.AddScoped<DrawerService>();
        services.AddScoped<DrawerQueries>();
        services.AddScoped<ILedgerSource, ExpenseSource>();
        services.AddScoped<ILedgerSource, DrawerSource>();
        services.AddInvariants(ReportInvariants.All).AddProtectedTable(ExpenseConfiguration.Table).AddProtectedTable(DrawerCloseConfiguration.Table);
        services.AddPermission(ReportsPermissions.View, "See reports of revenue, takings, receivables and profit", StaffRole.Accountant);
        services.AddPermission(ReportsPermissions.CloseDrawer, "Count and close the cash drawer", StaffRole.Support, StaffRole.Accountant);
        services.AddPermission(ReportsPermissions.ViewExpenses, "See expenses", StaffRole.Accountant);
        services.AddPermission(ReportsPermissions.ManageExpenses, "Enter expenses and take them back", StaffRole.Accountant);
        return services.AddSavedReports();
    }

    private static IServiceCollection AddSavedReports(this IServiceCollection services)
    {
        services.AddSingleton<SavableReports>();
        services.AddSingleton<ReportMaker>();
        services.AddScoped<SavedReportService>();
        services.AddScoped<SavedReportQueries>();
        services.AddScoped<ReportScheduleService>();
        services.AddScoped<IDocumentSource, MoneySource>();
        services.AddScoped<IDocumentSource, PeopleSource>();
        services.AddScoped<IDocumentSource, WorkSource>();
        services.AddEmailTemplate(ReportLetter.Template);
        services.AddProtectedTable(GeneratedReportConfiguration.Table);
        services.AddJob<DailyReportJob>(DailyReportJob.Key, "40 * * * * ?", TimeSpan.FromMinutes(1));
        services.AddPermission(ReportsPermissions.Schedule, "Set up which reports make themselves and who gets them by email");
        return services
            .AddSavableReport(new SavableReport("/reports/revenue", "Revenue", ReportsPermissions.View))
            .AddSavableReport(new SavableReport("/reports/takings", "Money taken", ReportsPermissions.View))
            .AddSavableReport(new SavableReport("/reports/profit", "Profit", ReportsPermissions.View))
            .AddSavableReport(new SavableReport("/reports/customers", "Customers", ReportsPermissions.View))
            .AddSavableReport(new SavableReport("/reports/recurring", "Recurring revenue", ReportsPermissions.View))
            .AddSavableReport(new SavableReport("/reports/profiles", "Profiles", ReportsPermissions.View))
            .AddSavableReport(new SavableReport("/reports/receivables", "Receivables by age", ReportsPermissions.View))
            .AddSavableReport(new SavableReport("/reports/routers", "Routers", ReportsPermissions.View))
            .AddSavableReport(new SavableReport("/payments/methods", "Money by method", ReportsPermissions.View, PaymentsPermissions.View))
            .AddSavableReport(new SavableReport("/reports/vouchers", "Vouchers", ReportsPermissions.View, PaymentsPermissions.View, VouchersPermissions.View))
            .AddSavableReport(new SavableReport("/expenses", "Expenses", ReportsPermissions.View, ReportsPermissions.ViewExpenses));
    }

    /// <summary>Declares a report whose page has a link to save it with its filters.</summary>
    public static IServiceCollection AddSavableReport(this IServiceCollection services, SavableReport report) => services.AddSingleton(report);

    /// <inheritdoc cref="AppendOnlyTables.ProtectTable"/>
    public static void ProtectReports(this MigrationBuilder migration)
    {
        migration.ProtectTable(ExpenseConfiguration.Table, "Expenses are append-only: take a mistake back by a row of its own.");
        migration.ProtectTable(DrawerCloseConfiguration.Table, "Drawer closes are written once.");
    }

    /// <inheritdoc cref="AppendOnlyTables.ProtectTable"/>
    public static void ProtectGeneratedReports(this MigrationBuilder migration) => migration.ProtectTable(GeneratedReportConfiguration.Table, "Reports are stored as they were made.");
}

internal sealed class ExpenseSource : ILedgerSource
{
    public LedgerKind Kind => LedgerKind.Expense;

    public Task<string?> UrlAsync(Guid sourceId, CancellationToken cancellationToken) => Task.FromResult<string?>($"/expenses/{sourceId}");
}

internal sealed class DrawerSource : ILedgerSource
{
    public LedgerKind Kind => LedgerKind.DrawerCount;

    public Task<string?> UrlAsync(Guid sourceId, CancellationToken cancellationToken) => Task.FromResult<string?>($"/reports/drawer/{sourceId}");
}
