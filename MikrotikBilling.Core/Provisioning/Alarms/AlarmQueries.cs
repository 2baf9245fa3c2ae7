using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Provisioning.Alarms;

public sealed record AlarmLine(
    Guid Id, string Kind, Guid? RouterId, Phrase Text, int Routers, int Down, int Customers, int Times, DateTimeOffset RaisedAt, DateTimeOffset LastAt, DateTimeOffset? SeenAt,
    string? SeenBy, DateTimeOffset? ClearedAt)
{
    /// <summary>Asks for somebody: not seen yet, and its cause is still there.</summary>
    public bool IsNew => SeenAt is null && ClearedAt is null && !IsBack;

    /// <summary>All of its routers answer again; it ends once that lasts.</summary>
    public bool IsBack => ClearsItself && Down == 0;

    /// <summary>Ends by the state of routers alone.</summary>
    public bool ClearsItself => AlarmKinds.Away.Contains(Kind);
}

public sealed class AlarmQueries(AppDbContext db)
{
    public const int PageSize = 50;
    private const int MostOpen = 200;

    /// <summary>The newest first; causes are few, so they stand on one page.</summary>
    public async Task<IReadOnlyList<AlarmLine>> OpenAsync(CancellationToken cancellationToken) =>
        await Lines(db.Set<Alarm>().Where(a => a.ClearedAt == null).OrderByDescending(a => a.Id).Take(MostOpen)).ToListAsync(cancellationToken);

    /// <summary>Those that are over, the newest first.</summary>
    public async Task<Page<AlarmLine>> PastAsync(string? cursor, CancellationToken cancellationToken)
    {
        var rows = db.Set<Alarm>().Where(a => a.ClearedAt != null);
        if (Cursor.Decode<Position>(cursor) is { } before) rows = rows.Where(a => a.Id < before.Id);
        var items = await Lines(rows.OrderByDescending(a => a.Id).Take(PageSize + 1)).ToListAsync(cancellationToken);
        return new Page<AlarmLine>([.. items.Take(PageSize)], items.Count > PageSize ? Cursor.Encode(new Position(items[PageSize - 1].Id)) : null);
    }

    internal static IQueryable<AlarmLine> Lines(IQueryable<Alarm> alarms) => alarms.AsNoTracking().Select(a => new AlarmLine(
        a.Id, a.Kind, a.RouterId, a.Text, a.Routers, a.Down, a.Customers, a.Times, a.RaisedAt, a.LastAt, a.SeenAt, a.SeenBy, a.ClearedAt));

    private sealed record Position(Guid Id);
}
