using System.Security.Claims;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Notifications.Notices;
using MikrotikBilling.Web.Features.Account;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Notifications.Notices;

/// <summary>Notices at the bell of the top bar.</summary>
internal sealed class NoticesBell(NoticeDesk desk, CurrentTenant tenant) : IBell
{
    internal const string Page = "/notices";
    internal const string Choices = "/account/notices";

    public string Url => Page;

    public async ValueTask<BellMark> OfAsync(ClaimsPrincipal user, CancellationToken cancellationToken) =>
        tenant.Id is null || user.Role() is not { } role ? new BellMark(0, null) : Mark(await desk.BellAsync(user.StaffId(), role, cancellationToken));

    internal static BellMark Mark(NoticeBell bell) => new(bell.Unread, bell.Newest.FirstOrDefault(n => !n.IsRead)?.Notice.LastAt);
}
