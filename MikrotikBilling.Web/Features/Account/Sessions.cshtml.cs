using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Account;

/// <summary>Where one is signed in: browsers and API clients alike.</summary>
[Authorize]
public sealed class SessionsModel(StaffQueries queries, StaffSessionService sessions, TenantClock clock) : PageModel
{
    public IReadOnlyList<SessionLine> Sessions { get; private set; } = [];

    public TenantTime Time { get; private set; } = null!;

    public Guid? Current => User.SessionId();

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    public async Task<IActionResult> OnPostEndAsync([FromForm] Guid session, CancellationToken cancellationToken) =>
        await AnswerAsync(await sessions.EndAsync(User.StaffId(), session, cancellationToken), "The session was ended.", cancellationToken);

    public async Task<IActionResult> OnPostEndOthersAsync(CancellationToken cancellationToken) =>
        await AnswerAsync(await sessions.EndAllAsync(User.StaffId(), Current, cancellationToken), "All other sessions were ended.", cancellationToken);

    private async Task<IActionResult> AnswerAsync(Result result, Phrase toast, CancellationToken cancellationToken)
    {
        if (!result.Ok) return NotFound();
        if (!Request.IsHtmx()) return this.Leave("/account/sessions", toast: toast);
        await LoadAsync(cancellationToken);
        Response.Toast(ToastKind.Good, toast);
        return this.Fragment<OwnSessions>(new { Sessions, Time, Current });
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Sessions = await queries.SessionsAsync(User.StaffId(), cancellationToken);
        Time = await clock.NowAsync(cancellationToken);
    }
}
