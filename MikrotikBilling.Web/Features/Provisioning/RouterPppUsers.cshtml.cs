using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning;

/// <summary>The PPP secrets that a router holds, ours and others'. The page comes at once; its rows follow.</summary>
[Authorize(Policy = RoutersPermissions.View)]
public sealed class RouterPppUsersModel(
    RouterQueries routers, PppUserService users, ProvisioningQueries provisioning, IAuthorizationService authorization) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    /// <summary>Asks the router before the page is sent: without script, and for the filter.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Wait { get; set; }

    public RouterLine Router { get; private set; } = null!;

    public PppUserTableView? Users { get; private set; }

    public bool CanManage { get; private set; }

    public bool CanMove { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        if (Wait || Request.IsHtmx()) Users = await ReadAsync(cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnGetRowsAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        return this.Fragment<PppUserTable>(new { RouterId = Id, Search, Users = await ReadAsync(cancellationToken) });
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await routers.LineAsync(Id, cancellationToken) is not { } router) return false;
        Router = router;
        CanManage = await authorization.MayAsync(User, RoutersPermissions.Manage);
        CanMove = await authorization.MayAsync(User, SubscriptionsPermissions.Manage);
        return true;
    }

    private async Task<PppUserTableView> ReadAsync(CancellationToken cancellationToken)
    {
        var list = await users.ListAsync(Id, Search, cancellationToken);
        if (!list.Ok) return new PppUserTableView(new PppUserList([], 0, 0), new Dictionary<string, UserNameOwner>(StringComparer.Ordinal), list.Refusal.Message);
        var ours = list.Value.Items.Where(u => u.Owner == RowOwner.Ours).Select(u => u.Name).ToList();
        return new PppUserTableView(list.Value, await provisioning.OwnersAsync(Id, ours, cancellationToken), null);
    }
}

/// <summary>Secrets as shown, or why there are none to show.</summary>
public sealed record PppUserTableView(PppUserList List, IReadOnlyDictionary<string, UserNameOwner> Owners, string? Error);
