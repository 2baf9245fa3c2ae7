using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Audit;

public sealed record AuditLine(Guid Id, DateTimeOffset At, string ActorName, string Action, string Summary)
{
    public AuditDoor? Door { get; init; }

    public string? Via { get; init; }

    public IReadOnlyList<AuditChange> Changes { get; init; } = [];
}

/// <param name="System">What the program did by itself; goes before <paramref name="ActorId"/>.</param>
/// <param name="Action">Its beginning: <c>subscription.</c> or <c>subscription.extended</c>.</param>
/// <param name="Text">Somewhere in the summary, or the beginning of the action.</param>
/// <param name="Before">Exclusive.</param>
public sealed record AuditFilter(
    Guid? ActorId = null, bool System = false, string? Subject = null, string? Action = null, Guid? RecordId = null, Guid? CustomerId = null, string? Text = null,
    DateTimeOffset? From = null, DateTimeOffset? Before = null, string? Cursor = null);

/// <summary>Somebody to filter by.</summary>
public sealed record AuditPerson(Guid Id, string Name);

/// <summary>Who may have done something; Staff knows.</summary>
public interface IAuditPeople
{
    Task<IReadOnlyList<AuditPerson>> AllAsync(CancellationToken cancellationToken);
}

/// <summary>Names of the records that a changed field points to, so that people do not read ids.</summary>
public interface IRecordNames
{
    /// <summary>The field: <c>ProfileId</c>.</summary>
    string Field { get; }

    Task<IReadOnlyDictionary<Guid, string>> NamesAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken);
}

public sealed class AuditQueries(AppDbContext db)
{
    public const int PageSize = 25;

    public async Task<IReadOnlyList<AuditLine>> OfCustomerAsync(Guid customerId, int count, CancellationToken cancellationToken) =>
        await LinesAsync(db.Set<AuditEntry>().Where(a => a.CustomerId == customerId), count, cancellationToken);

    public async Task<IReadOnlyList<AuditLine>> OfSubjectAsync(Guid subjectId, int count, CancellationToken cancellationToken) =>
        await LinesAsync(db.Set<AuditEntry>().Where(a => a.SubjectId == subjectId), count, cancellationToken);

    /// <summary>Newest first.</summary>
    public Task<Page<AuditEntry>> SearchAsync(AuditFilter filter, CancellationToken cancellationToken) => SearchAsync(filter, PageSize, cancellationToken);

    /// <summary>Everything that matches, in pieces, for a file; the caller stops when it has enough.</summary>
    public async IAsyncEnumerable<AuditEntry> AllAsync(
        AuditFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        for (var cursor = filter.Cursor; ;)
        {
            var page = await SearchAsync(filter with { Cursor = cursor }, 1000, cancellationToken);
            foreach (var entry in page.Items) yield return entry;
            if (page.Next is null) yield break;
            cursor = page.Next;
        }
    }

    private Task<Page<AuditEntry>> SearchAsync(AuditFilter filter, int size, CancellationToken cancellationToken)
    {
        var mark = Cursor.Decode<Position>(filter.Cursor);
        var back = mark is { Back: true };
        var (rows, rest) = Filtered(filter);
        if (filter.From is { } start) rows = rows.Where(a => a.At >= start);
        if (filter.Before is { } end) rows = rows.Where(a => a.At < end);
        if (mark is not null)
            rows = back
                ? rows.Where(a => a.At >= mark.At && (a.At > mark.At || a.Id > mark.Id))
                : rows.Where(a => a.At <= mark.At && (a.At < mark.At || a.Id < mark.Id));
        return WindowedPages.ReadAsync(Ordered(rows, back), rest, r => Ordered(r, back), size, back, Edge,
            mark is null ? null : turned => Cursor.Encode(mark with { Back = turned }), cancellationToken);
    }

    /// <summary>One filter by the index that narrows most, the others by reading.</summary>
    private (IQueryable<AuditEntry> Rows, Func<IQueryable<AuditEntry>, IQueryable<AuditEntry>>? Read) Filtered(AuditFilter filter)
    {
        var wanted = new List<Func<IQueryable<AuditEntry>, IQueryable<AuditEntry>>>();
        if (filter.RecordId is { } record) wanted.Add(r => r.Where(a => a.SubjectId == record));
        if (filter.CustomerId is { } customer) wanted.Add(r => r.Where(a => a.CustomerId == customer));
        if (filter.System) wanted.Add(r => r.Where(a => a.ActorId == null));
        else if (filter.ActorId is { } actor) wanted.Add(r => r.Where(a => a.ActorId == actor));
        if (!string.IsNullOrEmpty(filter.Subject)) wanted.Add(r => r.Where(a => a.Subject == filter.Subject));
        var rows = db.Set<AuditEntry>().AsNoTracking();
        if (wanted.Count > 0)
        {
            rows = wanted[0](rows);
            wanted.RemoveAt(0);
        }
        if (!string.IsNullOrWhiteSpace(filter.Action)) wanted.Add(r => r.Where(a => a.Action.StartsWith(filter.Action.Trim())));
        if (!string.IsNullOrWhiteSpace(filter.Text))
        {
            var text = filter.Text.Trim().ToLowerInvariant();
            wanted.Add(r => r.Where(a => a.Summary.ToLower().Contains(text) || a.Action.StartsWith(text)));
        }
        return (rows, wanted.Count == 0 ? null : r => wanted.Aggregate(r, (all, one) => one(all)));
    }

    private static IQueryable<AuditEntry> Ordered(IQueryable<AuditEntry> rows, bool back) =>
        back ? rows.OrderBy(a => a.At).ThenBy(a => a.Id) : rows.OrderByDescending(a => a.At).ThenByDescending(a => a.Id);

    private static string Edge(AuditEntry entry, bool back) => Cursor.Encode(new Position(entry.At, entry.Id, back));

    private static async Task<IReadOnlyList<AuditLine>> LinesAsync(IQueryable<AuditEntry> rows, int count, CancellationToken cancellationToken) =>
        (await Ordered(rows.AsNoTracking(), back: false).Take(count).ToListAsync(cancellationToken)).ConvertAll(
            a => new AuditLine(a.Id, a.At, a.ActorName, a.Action, a.Summary) { Door = a.Door, Via = a.Via, Changes = AuditChange.Read(a.Changes) });

    private sealed record Position(DateTimeOffset At, Guid Id, bool Back = false);
}
