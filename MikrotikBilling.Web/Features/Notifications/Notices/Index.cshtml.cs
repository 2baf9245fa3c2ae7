using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Notifications.Notices;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Web.Features.Account;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Notifications.Notices;

/// <summary>The notices of the person who asks, as far as his role may see what they lead to; and the parts of the bell.</summary>
[Authorize]
public sealed class IndexModel(NoticeDesk desk, NoticeCatalog causes, TenantClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Show { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cause { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public NoticeListView View { get; private set; } = null!;

    private StaffRole Role => User.Role() ?? throw new InvalidOperationException("Nobody is signed in.");

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    public async Task<IActionResult> OnGetRowsAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        return this.Fragment<NoticeRows>(new { View });
    }

    /// <param name="since">When the newest came that the page knows of; what is newer is said aloud.</param>
    public async Task<IActionResult> OnGetCountAsync([FromQuery] string? since, CancellationToken cancellationToken)
    {
        var bell = await desk.BellAsync(User.StaffId(), Role, cancellationToken);
        var mark = NoticesBell.Mark(bell);
        if (long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out var known) && mark.LastAt?.UtcTicks > known)
            Response.Say($"New notice: {bell.Newest.First(n => !n.IsRead).Notice.Title}");
        return this.Fragment<BellCount>(new { Url = NoticesBell.Page, Mark = mark });
    }

    public async Task<IActionResult> OnGetPanelAsync(CancellationToken cancellationToken)
    {
        if (!Request.IsHtmx()) return this.Leave(NoticesBell.Page);
        return this.Fragment<NoticePanel>(new { Bell = await desk.BellAsync(User.StaffId(), Role, cancellationToken), Time = await clock.NowAsync(cancellationToken) });
    }

    public async Task<IActionResult> OnPostReadAsync([FromForm] Guid id, CancellationToken cancellationToken)
    {
        if (!(await desk.ReadAsync(User.StaffId(), Role, id, cancellationToken)).Ok) return NotFound();
        return await DoneAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostReadAllAsync(CancellationToken cancellationToken)
    {
        await desk.ReadAllAsync(User.StaffId(), cancellationToken);
        if (!Request.IsHtmx()) return this.Leave(NoticesBell.Page, toast: "All read.");
        Response.HxTrigger("notice:read");
        return this.Fragment<NoticePanel>(new { Bell = await desk.BellAsync(User.StaffId(), Role, cancellationToken), Time = await clock.NowAsync(cancellationToken) });
    }

    private async Task<IActionResult> DoneAsync(CancellationToken cancellationToken)
    {
        if (!Request.IsHtmx()) return this.Leave(PageUrl.With(NoticesBell.Page, ("show", Show), ("cause", Cause)));
        await LoadAsync(cancellationToken);
        Response.HxTrigger("notice:read");
        return this.Fragment<NoticeRows>(new { View });
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var (all, seen) = (Show == "all", causes.Of(Role));
        var cause = seen.FirstOrDefault(c => c.Key == Cause)?.Key;
        var page = await desk.ListAsync(User.StaffId(), Role, !all, cause, Cursor, cancellationToken);
        View = new NoticeListView(page.Items, page.Next, all, cause, string.IsNullOrEmpty(Cursor) ? null : Cursor, seen, await clock.NowAsync(cancellationToken));
    }
}
