using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Customers;

/// <summary>What is often done with a customer, offered beside a hit. Features above bring theirs; nothing is read for it.</summary>
public interface ICustomerActions
{
    int Order { get; }

    /// <summary>Those that the person may do.</summary>
    Task<IReadOnlyList<SearchAction>> OfAsync(CustomerHit customer, ClaimsPrincipal user);
}

/// <summary>Customers by name, number, phone, email, user name, fixed address or MAC.</summary>
internal sealed class CustomerSearch(CustomerQueries customers, IEnumerable<ICustomerActions> actions, IAuthorizationService authorization) : ISearchSource
{
    private const string Path = "/customers";

    public int Order => 10;

    public SearchShape Takes => SearchShape.Words | SearchShape.Number | SearchShape.Email | SearchShape.Mac | SearchShape.Address;

    public string Records => Path;

    public async Task<SearchGroup?> FindAsync(string query, int count, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (!await authorization.MayAsync(user, CustomersPermissions.View)) return null;
        var hits = new List<SearchHit>();
        foreach (var customer in await customers.SuggestAsync(query, count, cancellationToken)) hits.Add(await HitAsync(customer, user));
        if (hits.Count == count) hits.Add(new SearchHit("All customers that match", $"{Path}?q={Uri.EscapeDataString(query)}", "users"));
        return new SearchGroup("Customers", hits);
    }

    public async Task<IReadOnlyList<SearchHit>> OpenedAsync(IReadOnlyCollection<Guid> ids, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (!await authorization.MayAsync(user, CustomersPermissions.View)) return [];
        var hits = new List<SearchHit>();
        foreach (var customer in await customers.HitsAsync(ids, cancellationToken)) hits.Add(await HitAsync(customer, user));
        return hits;
    }

    private async Task<SearchHit> HitAsync(CustomerHit customer, ClaimsPrincipal user)
    {
        var (tone, text) = ServiceStatusBadge.Of(customer.Status);
        var sub = string.Join(" · ", new[] { customer.Number, customer.UserName, customer.Phone }.Where(t => !string.IsNullOrEmpty(t)));
        var url = $"{Path}/{customer.Id}";
        var steps = new List<SearchAction>();
        foreach (var source in actions.OrderBy(a => a.Order)) steps.AddRange(await source.OfAsync(customer, user));
        return new SearchHit(Phrase.Verbatim(customer.Name), url, "user", sub, text, tone) { Actions = [.. steps, new SearchAction("Open in another tab", url, "external", Elsewhere: true)] };
    }
}
