using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Staff;

/// <summary>
/// Keeps one owner who can sign in. Changes of staff queue behind the tenant's row, so that of two owners who demote each other at the same
/// moment the second sees what the first did.
/// </summary>
public sealed class LastOwnerGuard(AppDbContext db, CurrentTenant tenant)
{
    private static readonly Refusal LastOwner = new("staff.last-owner",
        "This is the last owner who can sign in. Make somebody else an owner first.", nameof(SaveStaff.Role));

    /// <summary>To be called first in the transaction.</summary>
    public Task QueueAsync(CancellationToken cancellationToken)
    {
        if (!db.InTransaction) throw new InvalidOperationException("The queue holds until the end of a transaction; there is none.");
        var id = tenant.Required;
        return db.Set<Tenant>().Where(t => t.Id == id).ExecuteUpdateAsync(set => set.SetProperty(t => t.Version, t => t.Version), cancellationToken);
    }

    /// <summary>Why this person must stay an active owner; null when another one is left.</summary>
    public async Task<Refusal?> WithoutAsync(StaffMember staff, CancellationToken cancellationToken)
    {
        if (staff is not { Role: StaffRole.Owner, State: StaffState.Active }) return null;
        var others = db.Set<StaffMember>().Where(s => s.TenantId == staff.TenantId && s.Id != staff.Id
            && s.Role == StaffRole.Owner && s.IsActive && s.PasswordHash != null);
        return await others.AnyAsync(cancellationToken) ? null : LastOwner;
    }
}
