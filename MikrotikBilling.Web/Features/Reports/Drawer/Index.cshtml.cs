using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Drawer;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Reports.Drawer;

/// <summary>Everything the page draws.</summary>
/// <param name="Crumbs">None for who may count cash and not see reports.</param>
public sealed record DrawerView(DrawerState State, Page<DrawerClose> Closes, CloseDrawer Input, TenantTime Time, string Url, IReadOnlyList<Crumb> Crumbs);

/// <summary>The cash drawer: what should be in it, the form that closes it, and the closes before.</summary>
[Authorize(ReportsPermissions.CloseDrawer)]
public sealed class IndexModel(DrawerService drawer, DrawerQueries closes, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    public DrawerView View { get; private set; } = null!;

    public Task OnGetAsync(string? cursor, CancellationToken cancellationToken) => LoadAsync(null, cursor, cancellationToken);

    public async Task<IActionResult> OnPostAsync([FromForm(Name = "Input")] CloseDrawer input, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
        {
            await LoadAsync(input, null, cancellationToken);
            return this.InvalidFragment<DrawerPage>(Parameters);
        }
        // A form that showed nothing confirms nothing.
        var closed = await drawer.CloseAsync(input with { Stamp = input.Stamp ?? "" }, cancellationToken);
        if (closed.Ok) return this.Leave($"{ReportsPages.DrawerCloses}/{closed.Value.Id}", toast: $"Drawer closed, no. {closed.Value.Number}.");
        await LoadAsync(input, null, cancellationToken);
        ModelState.AddRefusal(closed.Refusal);
        return this.RefusedFragment<DrawerPage>(Parameters);
    }

    private object Parameters => new { View, Errors = FormErrors.From(ModelState) };

    private async Task LoadAsync(CloseDrawer? typed, string? cursor, CancellationToken cancellationToken)
    {
        var state = await drawer.StateAsync(cancellationToken);
        var input = (typed ?? new CloseDrawer { Id = Guid.CreateVersion7(), Left = state.Last?.Left.ToDecimal() }) with { Stamp = state.Stamp };
        var crumbs = await authorization.MayAsync(User, ReportsPermissions.View) ? ReportsPages.Crumbs : [];
        View = new DrawerView(state, await closes.ListAsync(cursor, cancellationToken), input, await clock.NowAsync(cancellationToken), PageUrl.Of(Request), crumbs);
    }
}
