namespace MikrotikBilling.Core.Billing.Ledger;

/// <summary>Says where the record behind a transaction is shown, for kinds whose records another feature owns. Implemented by features above.</summary>
public interface ILedgerSource
{
    LedgerKind Kind { get; }

    /// <summary>Address of its page; null when it has none.</summary>
    Task<string?> UrlAsync(Guid sourceId, CancellationToken cancellationToken);
}
