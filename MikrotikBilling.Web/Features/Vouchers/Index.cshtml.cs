using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers;

public sealed record BatchListView(BatchListQuery Query, Page<VoucherBatchLine> Batches, IReadOnlyList<ProfileName> Profiles, bool MayMake, bool MayImport, bool MayRedeem, bool MaySeeReport, TenantTime Time, string Url);

/// <summary>All batches, the newest first.</summary>
[Authorize(VouchersPermissions.View)]
public sealed class IndexModel(VoucherQueries vouchers, ProfileQueries profiles, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    public BatchListView View { get; private set; } = null!;

    public async Task OnGetAsync([FromQuery] BatchListQuery query, CancellationToken cancellationToken)
    {
        var mayMake = await authorization.MayAsync(User, VouchersPermissions.Manage);
        View = new BatchListView(
            query, await vouchers.BatchesAsync(query.ToFilter(), cancellationToken), await profiles.NamesAsync(cancellationToken), mayMake,
            mayMake && await authorization.MayAsync(User, VouchersPermissions.Codes), await authorization.MayAsync(User, VouchersPermissions.Redeem), await authorization.MayAsync(User, PaymentsPermissions.View),
            await clock.NowAsync(cancellationToken), PageUrl.Of(Request));
    }
}
