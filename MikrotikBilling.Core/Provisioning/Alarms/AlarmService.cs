using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Provisioning.Alarms;

/// <summary>Raises, acknowledges and clears alarms of the current tenant, in the caller's transaction when there is one.</summary>
public sealed class AlarmService(AppDbContext db, AuditLog audit, CurrentActor actor, AlarmSignals signals, AlarmNotices notices, TimeProvider clock)
{
    /// <summary>One open alarm per kind and subject: raised again, it only counts.</summary>
    public Task RaiseAsync(string kind, Guid subject, Phrase text, Guid? routerId, int customers, CancellationToken cancellationToken) => db.InTransactionAsync(async token =>
    {
        var now = clock.GetUtcNow();
        db.AfterCommit(signals.Changed);
        var again = await Open(kind, subject).ExecuteUpdateAsync(set => set
            .SetProperty(a => a.Times, a => a.Times + 1).SetProperty(a => a.LastAt, now).SetProperty(a => a.Text, text)
            .SetProperty(a => a.Customers, a => a.Customers < customers ? customers : a.Customers), token);
        if (again == 0)
        {
            db.Add(new Alarm { Kind = kind, Subject = subject, RouterId = routerId, Text = text, Routers = routerId is null ? 0 : 1, Customers = customers, RaisedAt = now, LastAt = now });
            await db.SaveChangesAsync(token);
        }
        await notices.TellAsync(await Open(kind, subject).AsNoTracking().SingleAsync(token), token);
    }, cancellationToken);

    /// <summary>
    /// For a cause that is looked at again and again: raised once, and its words kept true while it lasts. It came once more when it was not there for
    /// <paramref name="calm"/>.
    /// </summary>
    public Task HoldAsync(string kind, Guid subject, Phrase text, Guid? routerId, int customers, TimeSpan calm, CancellationToken cancellationToken) => db.InTransactionAsync(async token =>
    {
        var now = clock.GetUtcNow();
        if (await Open(kind, subject).SingleOrDefaultAsync(token) is not { } alarm)
        {
            await RaiseAsync(kind, subject, text, routerId, customers, token);
            return;
        }
        if (alarm.LastAt < now - calm) alarm.Times++;
        if (alarm.Text != text) db.AfterCommit(signals.Changed);
        (alarm.LastAt, alarm.Text, alarm.RouterId, alarm.Customers) = (now, text, routerId, Math.Max(alarm.Customers, customers));
        await db.SaveChangesAsync(token);
        await notices.TellAsync(alarm, token);
    }, cancellationToken);

    /// <summary>The cause has been gone for so long: it is over. One that came back meanwhile keeps its alarm.</summary>
    public Task ClearAfterAsync(string kind, Guid subject, TimeSpan calm, CancellationToken cancellationToken) => db.InTransactionAsync(async token =>
    {
        var settled = clock.GetUtcNow() - calm;
        if (await Open(kind, subject).SingleOrDefaultAsync(a => a.LastAt <= settled, token) is not { } alarm) return;
        await ClearAsync(alarm, "It is over", token);
        await db.SaveChangesAsync(token);
    }, cancellationToken);

    /// <summary>The cause is gone: one line in the history, and nothing when there was no alarm.</summary>
    public Task ClearAsync(string kind, Guid subject, CancellationToken cancellationToken) => db.InTransactionAsync(async token =>
    {
        foreach (var alarm in await Open(kind, subject).ToListAsync(token)) await ClearAsync(alarm, "It is over", token);
        await db.SaveChangesAsync(token);
    }, cancellationToken);

    /// <summary>Somebody has seen it; it stays until its cause is gone.</summary>
    public async Task<Result> AcknowledgeAsync(Guid id, CancellationToken cancellationToken)
    {
        var (now, name) = (clock.GetUtcNow(), actor.Name);
        var seen = await db.Set<Alarm>().Where(a => a.Id == id && a.SeenAt == null).ExecuteUpdateAsync(set => set.SetProperty(a => a.SeenAt, now).SetProperty(a => a.SeenBy, name), cancellationToken);
        if (seen > 0) signals.Changed();
        return seen > 0 || await db.Set<Alarm>().AnyAsync(a => a.Id == id, cancellationToken) ? Result.Success : Result.NotFound;
    }

    /// <summary>For those that no machine can tell the end of.</summary>
    public async Task<Result> CloseAsync(Guid id, CancellationToken cancellationToken)
    {
        var closed = await db.ChangeAsync<bool>(async token =>
        {
            if (await db.Set<Alarm>().SingleOrDefaultAsync(a => a.Id == id, token) is not { } alarm) return Refusal.NotFound;
            if (alarm.ClearedAt is not null) return new Refusal("alarm.cleared", "This alarm is over already.");
            if (AlarmKinds.Away.Contains(alarm.Kind)) return new Refusal("alarm.clears-itself", "This alarm ends by itself as soon as the router is back.");
            (alarm.SeenAt, alarm.SeenBy) = (alarm.SeenAt ?? clock.GetUtcNow(), alarm.SeenBy ?? actor.Name);
            await ClearAsync(alarm, "Closed", token);
            await db.SaveChangesAsync(token);
            return true;
        }, cancellationToken);
        return closed;
    }

    private Task ClearAsync(Alarm alarm, string how, CancellationToken cancellationToken)
    {
        alarm.ClearedAt = clock.GetUtcNow();
        alarm.Down = 0;
        audit.Record("alarm.cleared", alarm.RouterId is null ? "alarm" : "router", alarm.RouterId ?? alarm.Id, $"{how}: {alarm.Text.InEnglish}");
        db.AfterCommit(signals.Changed);
        return notices.TellAsync(alarm, cancellationToken);
    }

    private IQueryable<Alarm> Open(string kind, Guid subject) => db.Set<Alarm>().Where(a => a.Kind == kind && a.Subject == subject && a.ClearedAt == null);
}
