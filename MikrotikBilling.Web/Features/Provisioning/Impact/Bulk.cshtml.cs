using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using MikrotikBilling.Core.Provisioning.Impact;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Bulk;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Features.Subscriptions.Bulk;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning.Impact;

/// <summary>What a change of many would do.</summary>
[Authorize(SubscriptionsPermissions.Manage)]
public sealed class BulkModel(ImpactPreview preview, TenantClock clock) : ImpactPageModel
{
    [BindProperty]
    public RowSelection Selection { get; set; } = new();

    [BindProperty]
    public BulkRequest Input { get; set; } = new();

    public override string Address => "/impact/bulk";

    public async Task<IActionResult> OnPostAsync(
        [FromForm] CustomerListQuery query, [FromForm] Guid? onRouter, [FromForm] Guid? onProfile, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var now = (await clock.NowAsync(cancellationToken)).Now;
        var whole = onRouter is not null || onProfile is not null ? new BulkFilter(null, null, null, null, null) { OnRouter = onRouter, OnProfile = onProfile } : null;
        return Show(await preview.OfBulkAsync(Input with
        {
            CustomerIds = Selection.All || whole is not null ? [] : [.. Selection.Ids.Take(BulkRequestValidator.MostIds)],
            Filter = whole ?? (Selection.All ? NewModel.FilterOf(query, now) : null),
        }, cancellationToken));
    }
}
