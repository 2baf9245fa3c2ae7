using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>Has a stored message worked on once more, as a person wants it.</summary>
public sealed class GatewayReplay(AppDbContext db, GatewayInbox inbox, AuditLog audit)
{
    /// <summary>
    /// The message as it stands afterwards. One that is done stays as it is: it is booked once, however often this is asked for. No token: what is
    /// booked is booked to the end, whether the browser waits or not.
    /// </summary>
    public async Task<Result<GatewayEvent>> ReplayAsync(Guid eventId)
    {
        var row = db.Set<GatewayEvent>().AsNoTracking().Where(e => e.Id == eventId);
        if (await row.SingleOrDefaultAsync(CancellationToken.None) is not { } stored) return Refusal.NotFound;
        if (stored.IsAsked) return Refusal.NotFound;
        if (stored.State == GatewayEventState.Done) return stored;
        var account = await db.Set<GatewayAccount>().AsNoTracking().SingleAsync(a => a.Id == stored.AccountId, CancellationToken.None);
        await inbox.WorkAsync(stored, account, CancellationToken.None);
        var after = await row.SingleAsync(CancellationToken.None);
        return await db.ChangeAsync<GatewayEvent>(async token =>
        {
            audit.Record("gateway.replayed", "gateway", account.Id, $"Had a message of {account.Name} worked on again ({stored.Key}): {after.Outcome}");
            await db.SaveChangesAsync(token);
            return after;
        }, CancellationToken.None);
    }
}
