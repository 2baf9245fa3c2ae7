using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Staff;

namespace MikrotikBilling.Core.Notifications.Notices;

/// <summary>A notice to one reader.</summary>
public sealed record NoticeForReader(NoticeLine Notice, bool IsRead);

/// <summary>The bell of one person.</summary>
/// <param name="Newest">Of those the bell counts, what came last first.</param>
public sealed record NoticeBell(int Unread, IReadOnlyList<NoticeForReader> Newest)
{
    public static NoticeBell Silent { get; } = new(0, []);
}

/// <summary>What one of the staff sees of the notices, has read and wants to hear.</summary>
public sealed class NoticeDesk(AppDbContext db, CurrentTenant tenant, NoticeCatalog causes, NoticeQueries queries, NoticeBoard board, TimeProvider clock)
{
    /// <summary>From what is kept: no statement, most often.</summary>
    public async Task<NoticeBell> BellAsync(Guid staffId, StaffRole role, CancellationToken cancellationToken)
    {
        var state = await board.OfAsync(tenant.Required, cancellationToken);
        var heard = causes.Of(role).Where(c => state.WayOf(c, staffId, role).Bell).Select(c => c.Key).ToHashSet(StringComparer.Ordinal);
        var mine = state.Newest.Where(n => heard.Contains(n.Cause)).Select(n => new NoticeForReader(n, state.IsRead(n, staffId))).ToList();
        return new NoticeBell(mine.Count(n => !n.IsRead), mine);
    }

    /// <param name="cause">Null for all that the role may see.</param>
    public async Task<Page<NoticeForReader>> ListAsync(Guid staffId, StaffRole role, bool openOnly, string? cause, string? cursor, CancellationToken cancellationToken)
    {
        var state = await board.OfAsync(tenant.Required, cancellationToken);
        var seen = causes.Of(role).Select(c => c.Key).Where(key => string.IsNullOrEmpty(cause) || key == cause).ToList();
        var page = await queries.ListAsync(new NoticeFilter(seen, openOnly, cursor), cancellationToken);
        var reads = await queries.ReadsAsync(staffId, [.. page.Items.Select(n => n.Id)], cancellationToken);
        var upTo = state.Readers.GetValueOrDefault(staffId);
        return new Page<NoticeForReader>([.. page.Items.Select(n => new NoticeForReader(n, upTo >= n.LastAt || (reads.TryGetValue(n.Id, out var at) && at >= n.LastAt)))], page.Next);
    }

    public async Task<Result> ReadAsync(Guid staffId, StaffRole role, Guid noticeId, CancellationToken cancellationToken)
    {
        var seen = causes.Of(role).Select(c => c.Key).ToList();
        if (!await db.Set<Notice>().AnyAsync(n => n.Id == noticeId && seen.Contains(n.Cause), cancellationToken)) return Result.NotFound;
        await db.InTransactionAsync(async token =>
        {
            var (now, id) = (clock.GetUtcNow(), tenant.Required);
            var row = new NoticeRead { TenantId = id, StaffId = staffId, NoticeId = noticeId, ReadAt = now };
            if (await db.BulkInsertNewAsync([row], [nameof(NoticeRead.StaffId), nameof(NoticeRead.NoticeId)], token) == 0)
                await db.Set<NoticeRead>().Where(r => r.StaffId == staffId && r.NoticeId == noticeId).ExecuteUpdateAsync(set => set.SetProperty(r => r.ReadAt, now), token);
            db.AfterCommit(() => board.Forget(id));
        }, cancellationToken);
        return Result.Success;
    }

    /// <summary>All there are now; what comes after is new.</summary>
    public Task ReadAllAsync(Guid staffId, CancellationToken cancellationToken) => db.InTransactionAsync(async token =>
    {
        var (now, id) = (clock.GetUtcNow(), tenant.Required);
        var row = new NoticeReader { TenantId = id, StaffId = staffId, ReadUpTo = now };
        if (await db.BulkInsertNewAsync([row], [nameof(NoticeReader.StaffId)], token) == 0)
            await db.Set<NoticeReader>().Where(r => r.StaffId == staffId).ExecuteUpdateAsync(set => set.SetProperty(r => r.ReadUpTo, now), token);
        await db.Set<NoticeRead>().Where(r => r.StaffId == staffId).ExecuteDeleteAsync(token);
        db.AfterCommit(() => board.Forget(id));
    }, cancellationToken);

    /// <summary>Each cause that the role may hear of, and how this person hears of it.</summary>
    public async Task<IReadOnlyList<(NoticeCause Cause, NoticeWay Way)>> ChoicesAsync(Guid staffId, StaffRole role, CancellationToken cancellationToken)
    {
        var chosen = await db.Set<NoticeChoice>().AsNoTracking().Where(c => c.StaffId == staffId).ToDictionaryAsync(c => c.Cause, StringComparer.Ordinal, cancellationToken);
        return [.. causes.Of(role).Select(c => (c, chosen.TryGetValue(c.Key, out var own) ? new NoticeWay(own.Bell, own.Email) : c.Usual(role)))];
    }

    /// <summary>Keeps what differs from the usual; a cause that is not named, or that the role may not hear of, stays as it is.</summary>
    public Task ChooseAsync(Guid staffId, StaffRole role, IReadOnlyDictionary<string, NoticeWay> ways, CancellationToken cancellationToken) => db.InTransactionAsync(async token =>
    {
        ArgumentNullException.ThrowIfNull(ways);
        var named = causes.Of(role).Where(c => ways.ContainsKey(c.Key)).ToList();
        var keys = named.ConvertAll(c => c.Key);
        await db.Set<NoticeChoice>().Where(c => c.StaffId == staffId && keys.Contains(c.Cause)).ExecuteDeleteAsync(token);
        var rows = named.Where(c => ways[c.Key] != c.Usual(role))
            .Select(c => new NoticeChoice { TenantId = tenant.Required, StaffId = staffId, Cause = c.Key, Bell = ways[c.Key].Bell, Email = ways[c.Key].Email }).ToList();
        await db.BulkInsertNewAsync(rows, [nameof(NoticeChoice.StaffId), nameof(NoticeChoice.Cause)], token);
        var id = tenant.Required;
        db.AfterCommit(() => board.Forget(id));
    }, cancellationToken);

    /// <summary>Back to what is usual for the role.</summary>
    public Task ForgetChoicesAsync(Guid staffId, CancellationToken cancellationToken) => db.InTransactionAsync(async token =>
    {
        await db.Set<NoticeChoice>().Where(c => c.StaffId == staffId).ExecuteDeleteAsync(token);
        var id = tenant.Required;
        db.AfterCommit(() => board.Forget(id));
    }, cancellationToken);
}
