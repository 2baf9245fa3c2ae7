using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Staff;

public sealed class StaffService(
    AppDbContext db, UserManager<StaffMember> users, TenantService tenants, InstallationService installation, CurrentTenant current,
    AuditLog audit, TimeProvider clock)
{
    public Task<bool> AnyAsync(CancellationToken cancellationToken) => db.Set<StaffMember>().AnyAsync(cancellationToken);

    /// <summary>
    /// First run: the tenant (when there is none yet) and its owner, together or not at all. Refused once there is any login, also when two
    /// people press at the same moment.
    /// </summary>
    public async Task<Result<StaffMember>> SetUpAsync(SetUpTenant company, CreateOwner owner, CancellationToken cancellationToken)
    {
        await installation.CodeAsync(cancellationToken);
        return await SaveAsync(async token =>
        {
            var now = clock.GetUtcNow();
            var claimed = await db.Set<Installation>().Where(i => i.SetUpAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(i => i.SetUpAt, now), token);
            if (claimed == 0) return new Refusal("setup.done", "This installation is set up already. Sign in instead.");
            var tenant = await tenants.FirstAsync(token) ?? tenants.Add(company);
            return await AddOwnerAsync(tenant, owner, token);
        }, cancellationToken);
    }

    /// <summary>Adds another owner to the tenant there is: the way back in for whoever holds the machine.</summary>
    public Task<Result<StaffMember>> CreateAdminAsync(CreateOwner owner, CancellationToken cancellationToken) =>
        SaveAsync(async token => await tenants.FirstAsync(token) is { } tenant
            ? await AddOwnerAsync(tenant, owner, token)
            : new Refusal("setup.missing", "There is no company yet. Run setup-isp first."), cancellationToken);

    private async Task<Result<StaffMember>> SaveAsync(
        Func<CancellationToken, Task<Result<StaffMember>>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await db.ChangeAsync(work, cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            return new Refusal("staff.duplicate", "There is a login with this email already.", "Email");
        }
    }

    private async Task<Result<StaffMember>> AddOwnerAsync(Tenant tenant, CreateOwner owner, CancellationToken cancellationToken)
    {
        current.Use(tenant.Id);
        var staff = new StaffMember
        {
            TenantId = tenant.Id,
            FullName = owner.FullName.Trim(),
            UserName = owner.Email.Trim(),
            Email = owner.Email.Trim(),
            EmailConfirmed = true,
            Role = StaffRole.Owner,
            CreatedAt = clock.GetUtcNow(),
        };
        await db.SaveChangesAsync(cancellationToken);
        var created = await users.CreateAsync(staff, owner.Password);
        if (!created.Succeeded)
        {
            var error = created.Errors.First();
            return new Refusal("staff.invalid", error.Description, error.Code.StartsWith("Password", StringComparison.Ordinal) ? "Password" : "Email");
        }
        audit.Record("staff.created", "staff", staff.Id, $"Created the owner account of {staff.FullName}.");
        await db.SaveChangesAsync(cancellationToken);
        return staff;
    }
}
