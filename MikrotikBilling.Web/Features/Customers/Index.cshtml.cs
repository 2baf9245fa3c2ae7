using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Customers;

/// <summary>Everything the list draws.</summary>
public sealed record CustomerListView(
    CustomerListQuery Query, Page<CustomerLine> Customers, IReadOnlyDictionary<Guid, RowNote> Notes,
    IReadOnlyList<ProfileName> Profiles, IReadOnlyList<RouterName> Routers, TenantTime Time, bool MayAdd)
{
    /// <summary>May change many services at once.</summary>
    public bool MayBulk { get; init; }

    public RowNote? NoteOf(CustomerLine line) => line.SubscriptionId is { } id ? Notes.GetValueOrDefault(id) : null;
}

[Authorize(CustomersPermissions.View)]
public sealed class IndexModel(
    CustomerQueries customers, IEnumerable<ICustomerRowNotes> notes, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    /// <summary>Of the page that the ticks are sent to, which is above this feature.</summary>
    private const string BulkPolicy = "subscriptions.manage";

    public CustomerListView View { get; private set; } = null!;

    public async Task OnGetAsync([FromQuery] CustomerListQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var time = await clock.NowAsync(cancellationToken);
        var page = await customers.ListAsync(query.ToFilter(time.Now), cancellationToken);
        var choices = await customers.ChoicesAsync(cancellationToken);
        View = new CustomerListView(query, page, await NotesAsync(page, cancellationToken), choices.Profiles, choices.Routers, time, await authorization.MayAsync(User, CustomersPermissions.Manage))
        {
            MayBulk = !query.IsArchived && await authorization.MayAsync(User, BulkPolicy),
        };
    }

    /// <summary>How many the list shows in all; counted when somebody is about to take them all, not for every list.</summary>
    public async Task<IActionResult> OnGetCountAsync([FromQuery] CustomerListQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var time = await clock.NowAsync(cancellationToken);
        return new JsonResult(MatchingRows.Of(await customers.CountAsync(query.ToFilter(time.Now), cancellationToken)));
    }

    private async Task<IReadOnlyDictionary<Guid, RowNote>> NotesAsync(Page<CustomerLine> page, CancellationToken cancellationToken)
    {
        var ids = page.Items.Select(c => c.SubscriptionId).OfType<Guid>().ToList();
        var all = new Dictionary<Guid, RowNote>();
        foreach (var source in ids.Count == 0 ? [] : notes)
            foreach (var (id, note) in await source.OfAsync(ids, cancellationToken))
                all[id] = note;
        return all;
    }
}
