using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Staff;

/// <summary>The owner's side: invite, change, deactivate, take back. What somebody may do counts from their next request on.</summary>
public sealed class StaffMemberService(
    AppDbContext db, CurrentTenant tenant, CurrentActor actor, LastOwnerGuard owners, StaffRecord record, PasswordLinkService links,
    StaffSessionService sessions, AuditLog audit, TimeProvider clock)
{
    /// <summary>Adds a person without a password, and the link by which they choose one.</summary>
    public async Task<Result<Invited>> InviteAsync(SaveStaff input, CancellationToken cancellationToken)
    {
        var phone = await record.PhoneAsync(input.Phone, cancellationToken);
        if (phone.Refusal is { } wrong) return wrong;
        return await db.ChangeAsync<Invited>(async token =>
        {
            var staff = new StaffMember { FullName = "", TenantId = tenant.Required, Role = input.Role!.Value, CreatedAt = clock.GetUtcNow() };
            record.Write(staff, input.FullName, input.Email, input.UserName, phone.Value);
            db.Add(staff);
            var link = links.Open(staff);
            audit.Record("staff.invited", "staff", staff.Id, $"Invited {staff.FullName} ({staff.Email}) as {staff.Role}.");
            return await record.SaveAsync(staff, token) is { } refusal ? refusal : new Invited(staff, link);
        }, cancellationToken);
    }

    public async Task<Result<StaffMember>> EditAsync(Guid id, int version, SaveStaff input, CancellationToken cancellationToken)
    {
        var phone = await record.PhoneAsync(input.Phone, cancellationToken);
        if (phone.Refusal is { } wrong) return wrong;
        return await ChangeAsync(id, async (staff, token) =>
        {
            db.Expect(staff, version);
            if (input.Role != StaffRole.Owner && await owners.WithoutAsync(staff, token) is { } last) return last;
            if (id == actor.Id && !string.Equals(staff.Email, input.Email.Trim(), StringComparison.OrdinalIgnoreCase))
                return new Refusal("staff.own-email", "Change your own email in your account, where your password is asked.", nameof(SaveStaff.Email));
            var before = staff.Role;
            staff.Role = input.Role!.Value;
            var changes = record.Write(staff, input.FullName, input.Email, input.UserName, phone.Value);
            if (before != staff.Role) changes = $"{(changes == "nothing" ? "" : $"{changes}, ")}{Change.Words("role", before.ToString(), staff.Role.ToString())}";
            audit.Record("staff.edited", "staff", id, $"Edited {staff.FullName}: {changes}.");
            db.Entry(staff).Property(s => s.Version).IsModified = true;
            return null;
        }, cancellationToken);
    }

    /// <summary>Ends every session, browser and API, and the open link; the next request with any of them is refused.</summary>
    public Task<Result<StaffMember>> DeactivateAsync(Guid id, CancellationToken cancellationToken) => ChangeAsync(id, async (staff, token) =>
    {
        if (!staff.IsActive) return null;
        if (id == actor.Id) return new Refusal("staff.self", "Nobody deactivates themselves. Ask another owner.");
        if (await owners.WithoutAsync(staff, token) is { } last) return last;
        staff.IsActive = false;
        PasswordLinkService.Close(staff);
        await sessions.CloseAsync(id, except: null, token);
        audit.Record("staff.deactivated", "staff", id, $"Deactivated {staff.FullName}.");
        return null;
    }, cancellationToken);

    public Task<Result<StaffMember>> ReactivateAsync(Guid id, CancellationToken cancellationToken) => ChangeAsync(id, (staff, _) =>
    {
        if (!staff.IsActive) audit.Record("staff.reactivated", "staff", id, $"Reactivated {staff.FullName}.");
        staff.IsActive = true;
        return Task.FromResult<Refusal?>(null);
    }, cancellationToken);

    /// <summary>Only whoever never signed in; the others stand in the history and are deactivated instead.</summary>
    public async Task<Result> DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        var deleted = await ChangeAsync(id, async (staff, token) =>
        {
            if (staff.LastSignInAt is not null || await db.Set<StaffSession>().AnyAsync(s => s.StaffId == id, token))
                return new Refusal("staff.in-history", $"{staff.FullName} has signed in, so the history names them. Deactivate them instead.");
            if (await owners.WithoutAsync(staff, token) is { } last) return last;
            db.Remove(staff);
            audit.Record("staff.deleted", "staff", id, $"Took back the invitation of {staff.FullName} ({staff.Email}).");
            return null;
        }, cancellationToken);
        return deleted.ToResult();
    }

    private Task<Result<StaffMember>> ChangeAsync(
        Guid id, Func<StaffMember, CancellationToken, Task<Refusal?>> change, CancellationToken cancellationToken) => db.ChangeAsync<StaffMember>(async token =>
    {
        await owners.QueueAsync(token);
        var tenantId = tenant.Required;
        var staff = await db.Set<StaffMember>().SingleOrDefaultAsync(s => s.Id == id && s.TenantId == tenantId, token);
        if (staff is null) return Refusal.NotFound;
        if (await change(staff, token) is { } refusal) return refusal;
        return await record.SaveAsync(staff, token) is { } taken ? taken : staff;
    }, cancellationToken);
}

/// <summary>A person and the link to hand over; it cannot be read again.</summary>
public sealed record Invited(StaffMember Staff, PasswordLink Link);
