using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Routers;

/// <summary>Everything the router log draws.</summary>
/// <param name="Router">Null for the log of all.</param>
public sealed record RouterLogView(
    RouterLine? Router, RouterLogQuery Query, Page<RouterLogEntry> Entries, IReadOnlyList<RouterName> Routers, string Address, int KeptDays, TenantTime Time, bool CanManage)
{
    public string Url => PageUrl.With(Address, [.. Query.Values]);

    /// <summary>Of a router that is gone only the id is left.</summary>
    public Phrase NameOf(Guid id) => Routers.FirstOrDefault(r => r.Id == id)?.Name ?? "a deleted router";
}

/// <summary>What was said to one router.</summary>
[Authorize(Policy = RoutersPermissions.View)]
public sealed class LogModel(RouterQueries queries, RouterLogLoader loader) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public RouterLogView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync([FromQuery] RouterLogQuery query, CancellationToken cancellationToken)
    {
        if (await queries.LineAsync(Id, cancellationToken) is not { } router) return NotFound();
        View = await loader.LoadAsync(router, query, User, cancellationToken);
        return Page();
    }
}

/// <summary>What was said to all of them.</summary>
[Authorize(Policy = RoutersPermissions.View)]
public sealed class LogsModel(RouterLogLoader loader) : PageModel
{
    public RouterLogView View { get; private set; } = null!;

    public async Task OnGetAsync([FromQuery] RouterLogQuery query, CancellationToken cancellationToken) =>
        View = await loader.LoadAsync(null, query, User, cancellationToken);
}

/// <summary>Reads the log for both pages.</summary>
public sealed class RouterLogLoader(RouterLogQueries log, RouterQueries routers, SettingsQueries settings, TenantClock clock, IAuthorizationService authorization)
{
    public async Task<RouterLogView> LoadAsync(
        RouterLine? router, RouterLogQuery query, System.Security.Claims.ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var time = await clock.NowAsync(cancellationToken);
        return new RouterLogView(router, query, await log.ListAsync(query.ToFilter(router?.Id, time.Zone), cancellationToken),
            router is null ? await routers.NamesAsync(cancellationToken) : [], router is null ? "/routers/log" : $"/routers/{router.Id}/log",
            (await settings.CurrentAsync(cancellationToken)).RouterLogDays, time, await authorization.MayAsync(user, RoutersPermissions.Manage));
    }
}
