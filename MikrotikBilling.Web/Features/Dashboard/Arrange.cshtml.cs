using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Dashboard;

/// <summary>What stands on one's own dashboard and in what order: ticks and buttons, with or without script.</summary>
[Authorize(CustomersPermissions.View)]
public sealed class ArrangeModel(DashboardDesk desk) : PageModel
{
    public DashboardLayout Layout { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken) => Layout = await desk.LayoutAsync(User, cancellationToken);

    /// <param name="show">Keys that are ticked.</param>
    /// <param name="up">The part whose button was pressed; the ticks count with it.</param>
    /// <param name="down">The same for the other way.</param>
    public async Task<IActionResult> OnPostAsync([FromForm] string[]? show, [FromForm] string? up, [FromForm] string? down, CancellationToken cancellationToken)
    {
        var layout = (await desk.LayoutAsync(User, cancellationToken)).Show(show ?? []);
        var moved = up ?? down;
        if (moved is not null) layout = layout.Move(moved, up is not null);
        await desk.SaveAsync(User, layout, cancellationToken);
        if (moved is null) return this.Leave("/", toast: "Your dashboard is saved.");
        if (!Request.IsHtmx()) return this.Leave(DashboardPages.Arrange);
        var places = layout.At(layout.Parts.FirstOrDefault(p => p.Part.Key == moved)?.Part.Place ?? DashboardPlace.Tile).ToList();
        var place = places.FindIndex(p => p.Part.Key == moved);
        if (place >= 0) Response.Say($"{places[place].Part.Title} is now {place + 1} of {places.Count}");
        return this.Fragment<ArrangeForm>(new { Layout = layout });
    }

    public async Task<IActionResult> OnPostUsualAsync(CancellationToken cancellationToken)
    {
        await desk.SaveAsync(User, null, cancellationToken);
        return this.Leave("/", toast: "Back to what everybody has.");
    }
}
