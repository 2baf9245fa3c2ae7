using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
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
    /// <summary>How many the list has in all, where that is known without counting them.</summary>
    public int? Total { get; init; }

    /// <summary>May change many services at once.</summary>
    public bool MayBulk { get; init; }

    public RowNote? NoteOf(CustomerLine line) => line.SubscriptionId is { } id ? Notes.GetValueOrDefault(id) : null;
}

[Authorize(CustomersPermissions.View)]
public sealed class IndexModel(
    CustomerQueries customers, IEnumerable<ICustomerRowNotes> notes, KeptFigures kept, CurrentTenant tenant, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    /// <summary>Of the page that the ticks are sent to, which is above this feature.</summary>
    private const string BulkPolicy = "subscriptions.manage";

    private static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(4);

    public CustomerListView View { get; private set; } = null!;

    public async Task OnGetAsync([FromQuery] CustomerListQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var time = await clock.NowAsync(cancellationToken);
        var page = await customers.ListAsync(query.ToFilter(time.Now), cancellationToken);
        var choices = await customers.ChoicesAsync(cancellationToken);
        View = new CustomerListView(query, page, await NotesAsync(page, cancellationToken), choices.Profiles, choices.Routers, time, await authorization.MayAsync(User, CustomersPermissions.Manage))
        {
            Total = await TotalAsync(query, page, time.Now, cancellationToken),
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

    /// <summary>What stands on one page is seen; of many, everybody and a state are kept counts.</summary>
    private async Task<int?> TotalAsync(CustomerListQuery query, Page<CustomerLine> page, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (page is { Previous: null, Next: null }) return page.Items.Count;
        if (query.IsFiltered && !query.IsOfOneState) return null;
        var counts = await kept.OfAsync(tenant.Required, "customers-by-state", now, KeepFor, () => customers.CountsByStatusAsync(cancellationToken));
        return query.StatusValue is { } status ? counts.GetValueOrDefault(status) : counts.Values.Sum();
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
