using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments;

public sealed record PaymentListView(PaymentListQuery Query, Page<PaymentLine> Payments, TenantTime Time, string Url);

[Authorize(PaymentsPermissions.View)]
public sealed class IndexModel(PaymentQueries payments, TenantClock clock) : PageModel
{
    public PaymentListView View { get; private set; } = null!;

    public async Task OnGetAsync([FromQuery] PaymentListQuery query, CancellationToken cancellationToken) =>
        View = new PaymentListView(query, await payments.ListAsync(query.ToFilter(), cancellationToken), await clock.NowAsync(cancellationToken), PageUrl.Of(Request));
}
