using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning;

/// <summary>Who is online on a router, asked of the router itself. The page comes at once; its rows follow.</summary>
[Authorize(Policy = RoutersPermissions.View)]
public sealed class RouterSessionsModel(
    RouterQueries routers, SessionService sessions, ProvisioningQueries provisioning, IAuthorizationService authorization, TimeProvider clock) : PageModel
{
    public const int MostShown = 200;

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    /// <summary>Asks the router before the page is sent: without script, and for the filter.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Wait { get; set; }

    public RouterLine Router { get; private set; } = null!;

    public SessionTableView? Sessions { get; private set; }

    public bool CanManage { get; private set; }

    public bool CanEnd { get; private set; }

    public DateTimeOffset Now => clock.GetUtcNow();

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        if (Wait || Request.IsHtmx()) Sessions = await ReadAsync(cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnGetRowsAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        return Rows(await ReadAsync(cancellationToken));
    }

    [Needs(RoutersPermissions.EndSession)]
    public async Task<IActionResult> OnPostEndAsync([FromForm] string? userName, CancellationToken cancellationToken)
    {
        var ended = await sessions.EndOnRouterAsync(Id, userName ?? "", cancellationToken);
        if (ended.Refusal is { IsNotFound: true } || !await LoadAsync(cancellationToken)) return NotFound();
        var (kind, text) = ended.Ok ? (ToastKind.Good, $"The session of {userName} was ended.") : (ToastKind.Bad, ended.Refusal.Message);
        if (!Request.IsHtmx()) return this.Leave($"/routers/{Id}/sessions?wait=true", kind, text);
        Response.Toast(kind, text);
        if (ended.Ok) Response.HxTrigger("session:ended");
        return Rows(await ReadAsync(cancellationToken));
    }

    private FragmentResult<SessionTable> Rows(SessionTableView view) =>
        this.Fragment<SessionTable>(new { RouterId = Id, Search, Sessions = view, CanEnd });

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await routers.LineAsync(Id, cancellationToken) is not { } router) return false;
        Router = router;
        CanManage = await authorization.MayAsync(User, RoutersPermissions.Manage);
        CanEnd = await authorization.MayAsync(User, RoutersPermissions.EndSession);
        return true;
    }

    private async Task<SessionTableView> ReadAsync(CancellationToken cancellationToken)
    {
        var live = await sessions.OnRouterAsync(Id, cancellationToken);
        if (!live.Ok) return SessionTableView.Away(live.Refusal.Message);
        var text = Search?.Trim() ?? "";
        var found = live.Value.Where(s => text.Length == 0 || Holds(s.UserName) || Holds(s.Address) || Holds(s.CallerId))
            .OrderBy(s => s.UserName, StringComparer.OrdinalIgnoreCase).ToList();
        var shown = found.Take(MostShown).ToList();
        var owners = await provisioning.OwnersAsync(Id, [.. shown.Select(s => s.UserName).Distinct(StringComparer.Ordinal)], cancellationToken);
        return new SessionTableView(shown, owners, found.Count, live.Value.Count, null);

        bool Holds(string? value) => value?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;
    }
}

/// <summary>Sessions as shown, or why there are none to show.</summary>
public sealed record SessionTableView(
    IReadOnlyList<LiveSession> Items, IReadOnlyDictionary<string, UserNameOwner> Owners, int Matching, int Total, string? Error)
{
    public static SessionTableView Away(string error) => new([], new Dictionary<string, UserNameOwner>(StringComparer.Ordinal), 0, 0, error);
}
