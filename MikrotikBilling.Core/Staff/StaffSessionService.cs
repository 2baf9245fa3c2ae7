using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Staff;

/// <summary>Ends sessions of a person of the present tenant; what carries one is refused from the next request on.</summary>
public sealed class StaffSessionService(AppDbContext db, CurrentTenant tenant, AuditLog audit, TimeProvider clock)
{
    public Task<Result> EndAsync(Guid staffId, Guid sessionId, CancellationToken cancellationToken) => ChangeAsync(staffId, async (name, token) =>
    {
        var session = await db.Set<StaffSession>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == sessionId && s.StaffId == staffId, token);
        if (session is null) return Refusal.NotFound;
        var now = clock.GetUtcNow();
        var ended = await db.Set<StaffSession>().Where(s => s.Id == sessionId && s.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, now), token);
        if (ended == 1) audit.Record("staff.session-ended", "staff", staffId, $"Ended a session of {name}, begun from {session.From ?? "an unknown address"}.");
        return null;
    }, cancellationToken);

    /// <param name="except">The session to keep: the one that asks.</param>
    public Task<Result> EndAllAsync(Guid staffId, Guid? except, CancellationToken cancellationToken) => ChangeAsync(staffId, async (name, token) =>
    {
        if (await CloseAsync(staffId, except, token) is var ended and > 0)
            audit.Record("staff.sessions-ended", "staff", staffId, $"Ended {(ended == 1 ? "1 session" : $"{ended} sessions")} of {name}.");
        return null;
    }, cancellationToken);

    /// <summary>Inside the caller's transaction and without a record of its own.</summary>
    internal Task<int> CloseAsync(Guid staffId, Guid? except, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return db.Set<StaffSession>().Where(s => s.StaffId == staffId && s.EndedAt == null && s.ExpiresAt > now && s.Id != except)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, now), cancellationToken);
    }

    private async Task<Result> ChangeAsync(Guid staffId, Func<string, CancellationToken, Task<Refusal?>> change, CancellationToken cancellationToken) =>
        (await db.ChangeAsync<bool>(async token =>
        {
            var tenantId = tenant.Required;
            var name = await db.Set<StaffMember>().Where(s => s.Id == staffId && s.TenantId == tenantId).Select(s => s.FullName).SingleOrDefaultAsync(token);
            if (name is null) return Refusal.NotFound;
            if (await change(name, token) is { } refusal) return refusal;
            await db.SaveChangesAsync(token);
            return true;
        }, cancellationToken)).ToResult();
}
