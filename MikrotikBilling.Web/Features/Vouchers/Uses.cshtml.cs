using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Web.Features.Billing;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers;

public sealed record UseListView(UseListQuery Query, ReportSpan Span, Page<VoucherUsed> Uses, TenantTime Time, string Url);

/// <summary>The codes that were used on some days, by customers and guests: what the numbers of the report stand for.</summary>
[Authorize(VouchersPermissions.View)]
[Authorize(PaymentsPermissions.View)]
public sealed class UsesModel(VoucherQueries vouchers, TenantClock clock) : PageModel
{
    public UseListView View { get; private set; } = null!;

    public async Task OnGetAsync([FromQuery] UseListQuery query, CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        var span = query.Span(DateOnly.FromDateTime(time.Local(time.Now)));
        View = new UseListView(query, span, span.Wrong is null ? await vouchers.UsesAsync(query.ToFilter(span), cancellationToken) : new Page<VoucherUsed>([], null), time, PageUrl.Of(Request));
    }
}
