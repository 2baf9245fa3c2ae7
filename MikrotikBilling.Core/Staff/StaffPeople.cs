using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Staff;

/// <summary>The people whose doings the history can be filtered by; those who left too.</summary>
internal sealed class StaffPeople(AppDbContext db) : IAuditPeople
{
    private const int Most = 500;

    public async Task<IReadOnlyList<AuditPerson>> AllAsync(CancellationToken cancellationToken) =>
        await db.Set<StaffMember>().AsNoTracking().Where(s => s.TenantId == db.TenantId).OrderBy(s => s.FullName).Take(Most)
            .Select(s => new AuditPerson(s.Id, s.FullName)).ToListAsync(cancellationToken);
}
