namespace MikrotikBilling.Core.Provisioning.Impact;

/// <summary>What happens to one row on a router.</summary>
public enum ImpactKind
{
    /// <summary>Made on the router.</summary>
    Add,

    /// <summary>Changed in place.</summary>
    Change,

    /// <summary>Let in again.</summary>
    Open,

    /// <summary>Shut out.</summary>
    Close,

    /// <summary>Taken off the router.</summary>
    Remove,
}

/// <summary>One row that a change touches.</summary>
/// <param name="EndsSession">Its customer is online by it now and is cut for it.</param>
public sealed record ImpactRow(Guid SubscriptionId, Guid CustomerId, string Customer, string UserName, Guid RouterId, string Router, ImpactKind Kind, string Detail, bool EndsSession);

/// <param name="Rows">Of accounts; profiles beside them.</param>
public sealed record ImpactOnRouter(Guid RouterId, string Router, bool IsOnline, int Rows, int Sessions);

/// <summary>What a change would do to the routers, as far as the books know them.</summary>
/// <param name="Services">Looked at.</param>
/// <param name="Refused">Whose contract does not allow the change.</param>
/// <param name="BooksOnly">Whose rows are left alone until they are taken over.</param>
/// <param name="Shown">The first rows; <paramref name="Rows"/> tells of all.</param>
public sealed record RouterImpact(int Services, int Refused, int BooksOnly, int Rows, int Sessions, IReadOnlyList<ImpactOnRouter> Routers, IReadOnlyList<ImpactRow> Shown)
{
    public const int MostShown = 100;
}
