using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.Kept;

/// <summary>Removes kept ways to pay, here at once and at their provider as soon as it answers.</summary>
public sealed class SavedMethodService(AppDbContext db, SavedMethods methods, GatewayCatalog gateways, GatewayConnections connections, CurrentActor actor, TimeProvider clock)
{
    private static readonly TimeSpan Between = TimeSpan.FromHours(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>By the staff, or by the payer himself. Removing it twice is no fault.</summary>
    public async Task<Result<SavedMethod>> RemoveAsync(Guid customerId, Guid id, CancellationToken cancellationToken)
    {
        var removed = await db.ChangeAsync<SavedMethod>(async token =>
        {
            if (!await db.Set<SavedMethod>().AnyAsync(m => m.Id == id && m.CustomerId == customerId, token)) return Refusal.NotFound;
            var method = await methods.TakeAsync(id, token);
            if (!method.IsKept) return method;
            method.Remove($"{actor.Name} removed it.", clock.GetUtcNow());
            methods.Note(method, "removed", $"Removed {method.Label}; it is not charged any more.");
            await db.SaveChangesAsync(token);
            return method;
        }, cancellationToken);
        // It is not charged any more; that the provider forgets it as well is not what anybody waits for.
        if (removed.Ok && removed.Value.ForgetAt is { } at) await ForgetAsync(removed.Value, at, CancellationToken.None);
        return removed;
    }

    /// <summary>Tells the providers of all that was removed and is not forgotten there yet.</summary>
    public async Task<int> ForgetDueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var due = await db.Set<SavedMethod>().AsNoTracking().Where(m => m.ForgetAt <= now).OrderBy(m => m.ForgetAt).Take(200).ToListAsync(cancellationToken);
        var forgotten = 0;
        foreach (var method in due)
            if (await ForgetAsync(method, method.ForgetAt!.Value, cancellationToken)) forgotten++;
        return forgotten;
    }

    /// <summary>Of two nodes the one that moves the time of the next try asks.</summary>
    private async Task<bool> ForgetAsync(SavedMethod method, DateTimeOffset seen, CancellationToken cancellationToken)
    {
        DateTimeOffset? again = clock.GetUtcNow() is var now && now - method.RemovedAt < Longest ? now + Between : null;
        var mine = await db.Set<SavedMethod>().Where(m => m.Id == method.Id && m.RemovedAt != null && m.ForgetAt == seen).ExecuteUpdateAsync(set => set.SetProperty(m => m.ForgetAt, again), cancellationToken);
        if (mine == 0 || !await TellAsync(method, cancellationToken)) return false;
        await db.Set<SavedMethod>().Where(m => m.Id == method.Id && m.RemovedAt != null && m.ForgetAt == again).ExecuteUpdateAsync(set => set.SetProperty(m => m.ForgetAt, (DateTimeOffset?)null), CancellationToken.None);
        return true;
    }

    /// <summary>True where there is nothing left to be told.</summary>
    private async Task<bool> TellAsync(SavedMethod method, CancellationToken cancellationToken)
    {
        var account = await db.Set<GatewayAccount>().AsNoTracking().SingleAsync(a => a.Id == method.AccountId, cancellationToken);
        if (gateways.Find(method.Gateway) is not IKeepsMethods gateway || account.Mode != method.Mode) return true;
        try
        {
            return await gateway.ForgetAsync(connections.Open(account), method.Told, cancellationToken);
        }
        catch (GatewaySilentException)
        {
            return false;
        }
    }
}
