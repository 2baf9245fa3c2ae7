using System.Security.Claims;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Shell;

/// <summary>What the search box finds of one feature. Each asks for the person's rights itself.</summary>
public interface ISearchSource
{
    /// <summary>Lower comes first.</summary>
    int Order { get; }

    /// <summary>At most <paramref name="count"/> hits; null when the person may not see them.</summary>
    Task<SearchGroup?> FindAsync(string query, int count, ClaimsPrincipal user, CancellationToken cancellationToken);
}
