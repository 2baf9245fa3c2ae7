using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Invariants;
using MikrotikBilling.Core.Reports.Drawer;
using MikrotikBilling.Core.Reports.Expenses;
using MikrotikBilling.Core.Reports.Growth;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Staff;

namespace MikrotikBilling.Core.Reports;

public static class ReportsPermissions
{
    public const string View = "reports.view";
    public const string CloseDrawer = "reports.drawer";
    public const string ViewExpenses = "expenses.view";
    public const string ManageExpenses = "expenses.manage";
}

public static class ReportsFeature
{
    public static IServiceCollection AddReports(this IServiceCollection services)
    {
        services.AddScoped<LedgerDayQueries>();
        services.AddScoped<MoneyReports>();
        services.AddScoped<MoveQueries>();
        services.AddScoped<GrowthReports>();
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
        return services;
    }

    /// <inheritdoc cref="AppendOnlyTables.ProtectTable"/>
    public static void ProtectReports(this MigrationBuilder migration)
    {
        migration.ProtectTable(ExpenseConfiguration.Table, "Expenses are append-only: take a mistake back by a row of its own.");
        migration.ProtectTable(DrawerCloseConfiguration.Table, "Drawer closes are written once.");
    }
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
