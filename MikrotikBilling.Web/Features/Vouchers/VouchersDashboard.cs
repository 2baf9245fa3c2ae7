using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers;

/// <summary>Vouchers of today.</summary>
internal sealed class VouchersDashboard(VoucherQueries vouchers, TenantClock clock) : IDashboardSource
{
    private const string Sold = "vouchers-sold";
    private const string Used = "vouchers-used";
    private static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(10);

    public IReadOnlyList<DashboardPart> Parts { get; } =
    [
        new(Sold, DashboardPlace.Tile, 110, "Vouchers sold today", "Codes that were sold today.", VouchersPermissions.View) { IsUsual = false },
        new(Used, DashboardPlace.Tile, 120, "Vouchers used today", "Codes that were redeemed today.", VouchersPermissions.View) { IsUsual = false },
    ];

    public async Task<IReadOnlyList<DashboardContent>> ReadAsync(DashboardRequest request, CancellationToken cancellationToken)
    {
        if (!request.Wants(Sold, Used)) return [];
        var time = await clock.NowAsync(cancellationToken);
        var today = DateOnly.FromDateTime(time.Local(time.Now));
        var day = await request.KeptAsync($"vouchers {today:yyyy-MM-dd}", KeepFor, () => vouchers.OnDayAsync(today, cancellationToken));
        var url = PageUrl.With(VouchersPages.Report, ("from", $"{today:yyyy-MM-dd}"), ("to", $"{today:yyyy-MM-dd}"));
        return
        [
            DashboardContent.Tile(Sold, "Vouchers sold today", Units.Count(day.Sold), "by batch in the report", "ticket", url),
            DashboardContent.Tile(Used, "Vouchers used today", Units.Count(day.Used), "by batch in the report", "ticket", url),
        ];
    }
}
