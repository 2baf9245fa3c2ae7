using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Staff;

/// <summary>Everything the list draws.</summary>
public sealed record StaffListView(StaffListQuery Query, Page<StaffLine> Staff, TenantTime Time, Guid? MyId, bool MayManage);

[Authorize(StaffPermissions.View)]
public sealed class IndexModel(StaffQueries staff, TenantClock clock, CurrentActor actor, IAuthorizationService authorization) : PageModel
{
    public StaffListView View { get; private set; } = null!;

    public async Task OnGetAsync([FromQuery] StaffListQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        View = new StaffListView(query, await staff.ListAsync(query.Q, query.RoleValue, query.StateValue, query.Cursor, cancellationToken),
            await clock.NowAsync(cancellationToken), actor.Id, await authorization.MayAsync(User, StaffPermissions.Manage));
    }
}
