using Microsoft.EntityFrameworkCore.Storage;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Billing.Sums;

/// <summary>Adds up what one transaction books and writes it with it, last of all: a batch of 200 invoices leaves few rows.</summary>
public sealed class SumCapture(AppDbContext db)
{
    private readonly Dictionary<SumKey, (long Minor, int Count)> _sums = [];
    private IDbContextTransaction? _transaction;

    internal void Add(Guid tenantId, LedgerTransaction transaction, IReadOnlyList<PostingEntry> entries)
    {
        // What an earlier one of this scope left was rolled back with it.
        if (db.Database.CurrentTransaction is { } current && current != _transaction)
        {
            _sums.Clear();
            _transaction = current;
        }
        if (_sums.Count == 0) db.BeforeCommit(WriteAsync);
        foreach (var entry in entries)
        {
            var key = SumKey.Of(tenantId, entry.Account, transaction.BookedOn, transaction.Kind, entry.Detail, entry.Amount.Currency, entry.Sold, transaction.ActorId);
            var (minor, count) = _sums.GetValueOrDefault(key);
            _sums[key] = (checked(minor + entry.Amount.Minor), key.Kind is null ? 0 : count + 1);
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        List<LedgerSum> rows = [.. _sums.Where(s => s.Value != default).Select(s => s.Key.Row(SumFacet.Raw, s.Value.Minor, s.Value.Count))];
        _sums.Clear();
        await db.BulkInsertAsync(rows, cancellationToken);
    }
}

/// <summary>All that a sum may be divided by.</summary>
internal readonly record struct SumKey(
    Guid TenantId, LedgerAccount Account, DateOnly BookedOn, LedgerKind? Kind, string Detail, string Currency, Guid? ProfileId, Guid? RouterId, Guid? ActorId)
{
    public static SumKey Of(Guid tenantId, LedgerAccount account, DateOnly day, LedgerKind kind, string detail, string currency, SoldAs sold, Guid? actorId) =>
        LedgerBooks.IsPerCustomer(account)
            ? new SumKey(tenantId, account, day, null, detail, currency, null, null, null)
            : new SumKey(tenantId, account, day, kind, detail, currency, sold.ProfileId, sold.RouterId, LedgerSum.IsDivided(account, SumFacet.Staff) ? actorId : null);

    /// <summary>The same without what that facet does not tell apart.</summary>
    public SumKey For(SumFacet facet) => this with
    {
        ProfileId = facet == SumFacet.Profile ? ProfileId : null,
        RouterId = facet == SumFacet.Router ? RouterId : null,
        ActorId = facet == SumFacet.Staff ? ActorId : null,
    };

    public LedgerSum Row(SumFacet facet, long minor, int count) => new()
    {
        TenantId = TenantId,
        Facet = facet,
        Account = Account,
        BookedOn = BookedOn,
        Kind = Kind,
        Detail = Detail,
        Currency = Currency,
        ProfileId = ProfileId,
        RouterId = RouterId,
        ActorId = ActorId,
        Minor = minor,
        Count = count,
    };
}
