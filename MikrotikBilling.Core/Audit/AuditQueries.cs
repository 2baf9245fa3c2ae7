using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Audit;

public sealed record AuditLine(Guid Id, DateTimeOffset At, string ActorName, string Action, string Summary);

public sealed class AuditQueries(AppDbContext db)
{
    public async Task<IReadOnlyList<AuditLine>> OfCustomerAsync(Guid customerId, int count, CancellationToken cancellationToken) =>
        await Lines(db.Set<AuditEntry>().Where(a => a.CustomerId == customerId), count).ToListAsync(cancellationToken);

    public async Task<IReadOnlyList<AuditLine>> OfSubjectAsync(Guid subjectId, int count, CancellationToken cancellationToken) =>
        await Lines(db.Set<AuditEntry>().Where(a => a.SubjectId == subjectId), count).ToListAsync(cancellationToken);

    private static IQueryable<AuditLine> Lines(IQueryable<AuditEntry> entries, int count) => entries.AsNoTracking()
        .OrderByDescending(a => a.At).ThenByDescending(a => a.Id).Take(count).Select(a => new AuditLine(a.Id, a.At, a.ActorName, a.Action, a.Summary));
}
