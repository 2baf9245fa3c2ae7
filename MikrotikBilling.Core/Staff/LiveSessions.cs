using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Staff;

/// <summary>Looks a session up with its person. Every request asks it, so its query is prepared once and it brings nothing else along.</summary>
public sealed class LiveSessions(AppDbContext db, LiveSessionQuery query, TimeProvider clock)
{
    private static readonly TimeSpan SeenStep = TimeSpan.FromMinutes(5);

    /// <summary>The session with its person, when both are good now.</summary>
    public Task<StaffSession?> FindAsync(Guid sessionId, CancellationToken cancellationToken) => query.Run(db, sessionId, clock.GetUtcNow(), cancellationToken);

    /// <summary>Keeps when a session was last used; written every few minutes at most.</summary>
    public async Task NoteSeenAsync(StaffSession session, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (now - (session.LastSeenAt ?? session.StartedAt) < SeenStep) return;
        await db.Set<StaffSession>().Where(s => s.Id == session.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, now), cancellationToken);
    }
}

/// <summary>One for a program, as a compiled query belongs to one model.</summary>
public sealed class LiveSessionQuery
{
    internal Func<AppDbContext, Guid, DateTimeOffset, CancellationToken, Task<StaffSession?>> Run { get; } = EF.CompileAsyncQuery(
        (AppDbContext db, Guid id, DateTimeOffset now, CancellationToken _) => db.Set<StaffSession>().AsNoTracking().Include(s => s.Staff)
            .SingleOrDefault(s => s.Id == id && s.EndedAt == null && s.ExpiresAt > now && s.Staff!.IsActive));
}
