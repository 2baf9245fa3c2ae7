using System.Security.Claims;

namespace MikrotikBilling.Web.Features.Customers;

/// <summary>A component of the customer page and its parameters; its root refreshes itself from <see cref="CustomerPanels.Url"/>.</summary>
public sealed record PanelView(Type Component, IReadOnlyDictionary<string, object?> Parameters);

/// <summary>One part of the customer page. Features above register theirs, so the page knows none of them.</summary>
public interface ICustomerPanel
{
    /// <summary>Its word in the address.</summary>
    string Name { get; }

    /// <summary>Below 100 in the wide column, from 100 on in the narrow one.</summary>
    int Order { get; }

    /// <summary>Null when there is nothing for this person to see.</summary>
    Task<PanelView?> LoadAsync(Guid customerId, ClaimsPrincipal user, CancellationToken cancellationToken);
}

public static class CustomerPanels
{
    public const int Side = 100;

    public static string Url(Guid customerId, string panel) => $"/customers/{customerId}?handler=Panel&panel={panel}";
}
