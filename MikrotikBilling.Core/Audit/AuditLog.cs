using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Audit;

/// <summary>
/// Adds entries to the caller's unit of work, so that a change and its record are saved together or not at all, and gives each entry what its
/// record was before and is after. Within a transaction entries wait for its end: they are never changed once written, and later saves of the
/// same transaction belong to them too.
/// </summary>
public sealed class AuditLog : IJournal, IChangeWatcher
{
    private const int MaxSummary = 1000;

    private readonly AppDbContext _db;
    private readonly CurrentActor _actor;
    private readonly CurrentTenant _tenant;
    private readonly TimeProvider _clock;
    private readonly ChangeCapture _capture = new();

    /// <summary>Entries whose save went through, kept until the transaction ends.</summary>
    private readonly List<AuditEntry> _held = [];
    private int _heldByThisSave;

    public AuditLog(AppDbContext db, CurrentActor actor, CurrentTenant tenant, TimeProvider clock)
    {
        (_db, _actor, _tenant, _clock) = (db, actor, tenant, clock);
        db.Watch(this);
    }

    public void Record(string action, string subject, Guid subjectId, string summary, Guid? customerId = null)
    {
        _db.Add(new AuditEntry
        {
            At = _clock.GetUtcNow(),
            ActorKind = _actor.Kind,
            ActorId = _actor.Id,
            ActorName = _actor.Name,
            From = _actor.From,
            Door = _actor.Door,
            Via = _actor.Via,
            Action = action,
            Subject = subject,
            SubjectId = subjectId,
            CustomerId = customerId,
            Summary = summary.Length <= MaxSummary ? summary : summary[..MaxSummary],
        });
    }

    void IChangeWatcher.Saving(bool inTransaction)
    {
        var added = Added();
        _heldByThisSave = 0;
        if (inTransaction)
        {
            _capture.Note(_db.ChangeTracker.Entries());
            foreach (var entry in added) _db.Entry(entry).State = EntityState.Detached;
            _held.AddRange(added);
            _heldByThisSave = added.Count;
        }
        else if (added.Count > 0)
        {
            _capture.Clear();
            _capture.Note(_db.ChangeTracker.Entries());
            Fill(added);
        }
    }

    void IChangeWatcher.SaveFailed()
    {
        foreach (var entry in _held.TakeLast(_heldByThisSave)) _db.Add(entry);
        _held.RemoveRange(_held.Count - _heldByThisSave, _heldByThisSave);
        _heldByThisSave = 0;
    }

    async Task IChangeWatcher.CommittingAsync(CancellationToken cancellationToken)
    {
        foreach (var entry in Added())
        {
            _db.Entry(entry).State = EntityState.Detached;
            if (entry.TenantId == Guid.Empty) entry.TenantId = _tenant.Required;
            _held.Add(entry);
        }
        if (_held.Count > 0)
        {
            Fill(_held);
            await _db.BulkInsertAsync(_held, cancellationToken);
        }
        ((IChangeWatcher)this).RolledBack();
    }

    void IChangeWatcher.RolledBack()
    {
        _held.Clear();
        _capture.Clear();
        _heldByThisSave = 0;
    }

    private List<AuditEntry> Added() => [.. _db.ChangeTracker.Entries<AuditEntry>().Where(e => e.State == EntityState.Added).Select(e => e.Entity)];

    /// <summary>Of several entries on one record the first tells of its making, the last of later changes.</summary>
    private void Fill(List<AuditEntry> entries)
    {
        foreach (var record in entries.GroupBy(e => e.SubjectId))
        {
            var teller = _capture.IsNew(record.Key) ? record.First() : record.Last();
            teller.Changes = AuditChange.Write(_capture.Of(record.Key));
        }
    }
}
