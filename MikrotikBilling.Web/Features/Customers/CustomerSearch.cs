using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Customers;

/// <summary>Customers by name, number, phone, email, user name, fixed address or MAC.</summary>
internal sealed class CustomerSearch(CustomerQueries customers, IAuthorizationService authorization) : ISearchSource
{
    public int Order => 10;

    public async Task<SearchGroup?> FindAsync(string query, int count, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (!await authorization.MayAsync(user, CustomersPermissions.View)) return null;
        var hits = (await customers.SuggestAsync(query, count, cancellationToken)).Select(c =>
        {
            var (tone, text) = ServiceStatusBadge.Of(c.Status);
            var sub = string.Join(" · ", new[] { c.Number, c.UserName, c.Phone }.Where(t => !string.IsNullOrEmpty(t)));
            return new SearchHit(c.Name, $"/customers/{c.Id}", "user", sub, text, tone);
        }).ToList();
        if (hits.Count == count) hits.Add(new SearchHit("All customers that match", $"/customers?q={Uri.EscapeDataString(query)}", "users"));
        return new SearchGroup("Customers", hits);
    }
}
