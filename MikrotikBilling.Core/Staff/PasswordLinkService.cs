using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Staff;

/// <summary>The secret part of a link; only its hash is stored.</summary>
public sealed record PasswordLink(string Code, DateTimeOffset ExpiresAt);

/// <summary>Whom an open link is for.</summary>
public sealed record PasswordLinkHolder(Guid StaffId, string Company, string FullName, string Email, bool IsInvitation);

/// <summary>
/// Links by which a person chooses a password: an invitation while there is none yet, a reset afterwards. One is open per person at most,
/// for seven days, for one use; a new one replaces the old.
/// </summary>
public sealed class PasswordLinkService(
    AppDbContext db, CurrentTenant tenant, CurrentActor actor, SignInService signIn, StaffSessionService sessions, IPasswordHasher<StaffMember> hasher,
    AuditLog audit, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private static readonly Refusal Gone = new("staff.link-gone", "This link does not work any more. Ask for a new one.");

    /// <summary>A new link for somebody else; whoever signs in changes their own password in their account.</summary>
    public Task<Result<Invited>> RenewAsync(Guid staffId, CancellationToken cancellationToken) => ChangeAsync<Invited>(staffId, staff =>
    {
        if (!staff.IsActive) return new Refusal("staff.deactivated", $"{staff.FullName} is deactivated. Reactivate them first.");
        if (staffId == actor.Id) return new Refusal("staff.own-password", "Change your own password in your account.");
        var link = Open(staff);
        audit.Record("staff.link-made", "staff", staffId, $"Made {What(staff)} link for {staff.FullName}.");
        return new Invited(staff, link);
    }, cancellationToken);

    public async Task<Result> RevokeAsync(Guid staffId, CancellationToken cancellationToken) => (await ChangeAsync<StaffMember>(staffId, staff =>
    {
        if (staff.LinkHash is not null) audit.Record("staff.link-revoked", "staff", staffId, $"Revoked {What(staff)} link of {staff.FullName}.");
        Close(staff);
        return staff;
    }, cancellationToken)).ToResult();

    /// <summary>Null for a code that was used, replaced, revoked, has expired or never was: nobody learns which.</summary>
    public async Task<PasswordLinkHolder?> FindAsync(string? code, CancellationToken cancellationToken)
    {
        var (hash, now) = (Hash(code), clock.GetUtcNow());
        return await db.Set<StaffMember>().AsNoTracking().Where(s => s.LinkHash == hash && s.LinkExpiresAt > now && s.IsActive)
            .Join(db.Set<Tenant>(), s => s.TenantId, t => t.Id, (s, t) => new PasswordLinkHolder(s.Id, t.Name, s.FullName, s.Email!, s.PasswordHash == null))
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Uses up the link: sets the password, ends what was signed in with the old one, and signs in. Of two at once, one wins.</summary>
    public async Task<Result<StaffSession>> UseAsync(string? code, string password, SignInOrigin origin, CancellationToken cancellationToken)
    {
        var (hash, now) = (Hash(code), clock.GetUtcNow());
        var staff = await db.Set<StaffMember>().AsNoTracking().SingleOrDefaultAsync(s => s.LinkHash == hash, cancellationToken);
        if (staff is null) return Gone;
        var passwordHash = hasher.HashPassword(staff, password); // slow on purpose, so before the transaction
        tenant.Use(staff.TenantId);
        return await db.ChangeAsync<StaffSession>(async token =>
        {
            var stamp = Guid.NewGuid().ToString("N");
            var used = await db.Set<StaffMember>().Where(s => s.LinkHash == hash && s.LinkExpiresAt > now && s.IsActive).ExecuteUpdateAsync(set => set
                .SetProperty(s => s.LinkHash, (string?)null).SetProperty(s => s.LinkExpiresAt, (DateTimeOffset?)null).SetProperty(s => s.PasswordHash, passwordHash)
                .SetProperty(s => s.EmailConfirmed, true).SetProperty(s => s.SecurityStamp, stamp).SetProperty(s => s.Version, s => s.Version + 1), token);
            if (used == 0) return Gone;
            await sessions.CloseAsync(staff.Id, except: null, token);
            var wasInvited = staff.PasswordHash is null;
            staff.PasswordHash = passwordHash;
            actor.Use(ActorKind.Staff, staff.Id, staff.FullName, origin.Address);
            audit.Record(wasInvited ? "staff.joined" : "staff.password-reset", "staff", staff.Id,
                wasInvited ? $"{staff.FullName} accepted the invitation and chose a password." : $"{staff.FullName} chose a new password by a reset link.");
            return await signIn.OpenAsync(staff, origin, token);
        }, cancellationToken);
    }

    /// <summary>Replaces whatever link there was; the caller saves.</summary>
    internal PasswordLink Open(StaffMember staff)
    {
        var link = new PasswordLink(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)), clock.GetUtcNow() + Lifetime);
        (staff.LinkHash, staff.LinkExpiresAt) = (Hash(link.Code), link.ExpiresAt);
        return link;
    }

    internal static void Close(StaffMember staff) => (staff.LinkHash, staff.LinkExpiresAt) = (null, null);

    private static string What(StaffMember staff) => staff.State == StaffState.Invited ? "an invitation" : "a password reset";

    private static string Hash(string? code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code ?? "")));

    private Task<Result<T>> ChangeAsync<T>(Guid staffId, Func<StaffMember, Result<T>> change, CancellationToken cancellationToken) => db.ChangeAsync<T>(async token =>
    {
        var tenantId = tenant.Required;
        var staff = await db.Set<StaffMember>().SingleOrDefaultAsync(s => s.Id == staffId && s.TenantId == tenantId, token);
        if (staff is null) return Refusal.NotFound;
        var result = change(staff);
        if (result.Ok) await db.SaveChangesAsync(token);
        return result;
    }, cancellationToken);
}
