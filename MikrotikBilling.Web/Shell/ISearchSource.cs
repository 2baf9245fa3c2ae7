using System.Security.Claims;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Shell;

/// <summary>What the command box finds of one feature. Each asks for the person's rights itself.</summary>
public interface ISearchSource
{
    /// <summary>Lower comes first.</summary>
    int Order { get; }

    /// <summary>The texts that it may have something for; for others it is not asked.</summary>
    SearchShape Takes { get; }

    /// <summary>At most <paramref name="count"/> hits; null when the person may not see them.</summary>
    Task<SearchGroup?> FindAsync(string query, int count, ClaimsPrincipal user, CancellationToken cancellationToken);

    /// <summary>What its records' addresses begin with, as in <c>/customers</c>; null where none is offered again after it was opened.</summary>
    string? Records => null;

    /// <summary>Those of these records that are there and that the person may see.</summary>
    Task<IReadOnlyList<SearchHit>> OpenedAsync(IReadOnlyCollection<Guid> ids, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SearchHit>>([]);
}
