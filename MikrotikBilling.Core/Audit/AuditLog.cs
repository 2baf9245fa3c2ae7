using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Audit;

/// <summary>Adds entries to the caller's unit of work, so that a change and its record are saved together or not at all.</summary>
public sealed class AuditLog(AppDbContext db, CurrentActor actor, TimeProvider clock)
{
    private const int MaxSummary = 1000;

    public void Record(string action, string subject, Guid subjectId, string summary, Guid? customerId = null)
    {
        db.Add(new AuditEntry
        {
            At = clock.GetUtcNow(),
            ActorKind = actor.Kind,
            ActorId = actor.Id,
            ActorName = actor.Name,
            From = actor.From,
            Action = action,
            Subject = subject,
            SubjectId = subjectId,
            CustomerId = customerId,
            Summary = summary.Length <= MaxSummary ? summary : summary[..MaxSummary],
        });
    }
}
