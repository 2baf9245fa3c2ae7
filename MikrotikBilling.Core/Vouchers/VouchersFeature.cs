using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Counts;
using MikrotikBilling.Core.Data.Invariants;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Vouchers.Guests;
using MikrotikBilling.Core.Vouchers.Mikhmon;
using MikrotikBilling.Core.Vouchers.Printing;
using MikrotikBilling.Core.Vouchers.Reports;

namespace MikrotikBilling.Core.Vouchers;

public static class VouchersPermissions
{
    public const string View = "vouchers.view";
    public const string Codes = "vouchers.codes";
    public const string Manage = "vouchers.manage";
    public const string Sell = "vouchers.sell";
    public const string Redeem = "vouchers.redeem";
}

public static class VouchersFeature
{
    public static IServiceCollection AddVouchers(this IServiceCollection services)
    {
        services.AddScoped<VoucherBatchService>();
        services.AddScoped<VoucherQueries>();
        services.AddScoped<VoucherRedemption>();
        services.AddScoped<VoucherSales>();
        services.AddScoped<VoucherReturns>();
        services.AddScoped<VoucherEndings>();
        services.AddScoped<VoucherTaxes>();
        services.AddScoped<ITaxedElsewhere>(p => p.GetRequiredService<VoucherTaxes>());
        services.AddScoped<ITaxRateUsage>(p => p.GetRequiredService<VoucherTaxes>());
        services.AddScoped<VoucherThrottle>();
        services.AddScoped<PointOfSaleService>();
        services.AddScoped<VoucherExport>();
        services.AddScoped<VoucherImport>();
        services.AddScoped<MikhmonAdoption>();
        services.AddScoped<VoucherTemplateService>();
        services.AddScoped<VoucherPrintQueries>();
        services.AddScoped<VoucherPrinting>();
        services.AddScoped<VoucherReportQueries>();
        services.AddScoped<VoucherReportExport>();
        services.AddScoped<GuestDesk>();
        services.AddScoped<GuestRedemption>();
        services.AddScoped<VoucherGuests>();
        services.AddScoped<VoucherShelf>();
        services.AddScoped<GuestFarewell>();
        services.AddScoped<IReadingListener, FirstUse>();
        services.AddScoped<IReadingListener, OnlineTime>();
        services.AddSingleton<ShelfSignal>();
        services.AddSingleton<ShelfWorker>();
        services.AddJob<EndGuestsJob>(EndGuestsJob.Key, "0 3/10 * * * ?", TimeSpan.FromMinutes(10));
        services.AddSingleton<VoucherSignal>();
        services.AddSingleton<VoucherMaker>();
        services.AddJob<ExpireVouchersJob>(ExpireVouchersJob.Key, "0 5 * * * ?", TimeSpan.FromHours(1));
        services.AddInvariants(VoucherInvariants.All);
        services.AddKeptCount<Voucher>(async (db, token) =>
            [.. (await db.Set<Voucher>().IgnoreQueryFilters(QueryFilters.AllTenants).GroupBy(v => new { v.TenantId, v.BatchId, v.State }).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(token))
                .Select(g => new CountRow(g.Key.TenantId, Voucher.CountKey(g.Key.BatchId, g.Key.State), g.Count))]);
        services.AddPermission(VouchersPermissions.View, "See voucher batches and how they sell", StaffRole.Support, StaffRole.Accountant);
        services.AddPermission(VouchersPermissions.Codes, "See, print and export the codes of vouchers");
        services.AddPermission(VouchersPermissions.Manage, "Make voucher batches and take them back");
        services.AddPermission(VouchersPermissions.Sell, "Sell vouchers and book the money for them", StaffRole.Accountant);
        services.AddPermission(VouchersPermissions.Redeem, "Redeem a voucher for a customer", StaffRole.Support);
        return services;
    }

    /// <summary>Starts making what is ordered with the web server.</summary>
    public static IServiceCollection RunVouchersInBackground(this IServiceCollection services) => services
        .AddHostedService(p => p.GetRequiredService<VoucherMaker>()).AddHostedService(p => p.GetRequiredService<ShelfWorker>());
}
