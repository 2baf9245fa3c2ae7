using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Bulk;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Subscriptions.Bulk;

/// <summary>Everything the form draws.</summary>
/// <param name="Count">How many are meant.</param>
/// <param name="Names">The first of them.</param>
public sealed record BulkView(
    BulkRequest Request, RowSelection Selection, CustomerListQuery Query, int Count, IReadOnlyList<string> Names, IReadOnlyList<ProfileChoice> Profiles,
    IReadOnlyList<RouterChoice> Routers);

/// <summary>Between ticking rows and changing them: who is meant, what will happen, and the one value it needs.</summary>
[Authorize(SubscriptionsPermissions.Manage)]
public sealed class NewModel(
    BulkService bulk, CustomerQueries customers, ProfileQueries profiles, RouterQueries routers, TenantClock clock) : PageModel
{
    private const int NamesShown = 5;

    [BindProperty]
    public RowSelection Selection { get; set; } = new();

    [BindProperty]
    public BulkRequest Input { get; set; } = new();

    public BulkView View { get; private set; } = null!;

    /// <summary>Only reached with a selection.</summary>
    public IActionResult OnGet() => this.Leave("/customers");

    /// <summary>From the list, with ticks or "all that match".</summary>
    public async Task<IActionResult> OnPostAsync([FromForm(Name = "do")] BulkAction action, [FromForm] CustomerListQuery query, CancellationToken cancellationToken)
    {
        ModelState.Clear();
        if (Selection.IsEmpty) return this.Leave("/customers", ToastKind.Warn, "Nobody is selected.");
        if (!Enum.IsDefined(action) || action == BulkAction.Undo) return this.Leave("/customers", ToastKind.Warn, "Choose what shall be done.");
        Input = new BulkRequest { Id = Guid.CreateVersion7(), Action = action, Days = action == BulkAction.Extend ? 1 : null };
        await LoadAsync(query, cancellationToken);
        return View.Count == 0 ? this.Leave("/customers", ToastKind.Warn, "None of them has a service.") : Page();
    }

    public async Task<IActionResult> OnPostStartAsync([FromForm] CustomerListQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var now = (await clock.NowAsync(cancellationToken)).Now;
        Input = Input with { CustomerIds = Selection.All ? [] : [.. Selection.Ids], Filter = Selection.All ? FilterOf(query, now) : null };
        ModelState.Clear();
        foreach (var failure in (await new BulkRequestValidator().ValidateAsync(Input, cancellationToken)).Errors)
            ModelState.AddModelError($"Input.{failure.PropertyName}", failure.ErrorMessage);
        if (!ModelState.IsValid) return this.InvalidFragment<BulkForm>(await ParametersAsync(query, cancellationToken));
        var started = await bulk.StartAsync(Input, cancellationToken);
        if (started.Ok) return this.Leave($"/bulk/{started.Value.Id}");
        ModelState.AddRefusal(started.Refusal);
        return this.RefusedFragment<BulkForm>(await ParametersAsync(query, cancellationToken));
    }

    internal static BulkFilter FilterOf(CustomerListQuery query, DateTimeOffset now)
    {
        var filter = query.ToFilter(now);
        return new BulkFilter(filter.Search, filter.Status, filter.ProfileId, filter.RouterId, filter.EndsBefore);
    }

    private async Task<object> ParametersAsync(CustomerListQuery query, CancellationToken cancellationToken)
    {
        await LoadAsync(query, cancellationToken);
        return new { View, Errors = FormErrors.From(ModelState) };
    }

    private async Task LoadAsync(CustomerListQuery query, CancellationToken cancellationToken)
    {
        var now = (await clock.NowAsync(cancellationToken)).Now;
        var filter = FilterOf(query, now).ToFilter();
        var (count, names) = Selection.All
            ? (await customers.CountAsync(filter, cancellationToken), (await customers.ListAsync(filter, cancellationToken)).Items.Take(NamesShown).Select(c => c.Name).ToList())
            : await customers.NamesOfAsync([.. Selection.Ids], NamesShown, cancellationToken);
        View = new BulkView(Input, Selection, query, count, names,
            Input.Action == BulkAction.ChangeProfile ? await profiles.ChoicesAsync(cancellationToken) : [],
            Input.Action == BulkAction.Move ? await routers.ChoicesAsync(cancellationToken) : []);
    }
}
