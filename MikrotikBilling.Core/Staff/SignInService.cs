using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Staff;

/// <summary>Where a sign-in comes from, for the session list and the throttle.</summary>
public sealed record SignInOrigin(string Address, string? UserAgent, bool IsApi);

/// <summary>Opens and ends sessions. Known and unknown accounts get the same text, the same work and the same waits.</summary>
public sealed class SignInService(
    AppDbContext db, UserManager<StaffMember> users, SignInThrottle throttle, AuditLog audit, CurrentTenant tenant, CurrentActor actor, TimeProvider clock)
{
    public static readonly TimeSpan BrowserLifetime = TimeSpan.FromDays(14);
    public static readonly TimeSpan ApiLifetime = TimeSpan.FromDays(1);

    private static readonly Refusal Wrong = new("sign-in.failed", "That user name and password do not match.");
    private static readonly StaffMember Nobody = new() { FullName = "", UserName = "" };
    private static readonly string NobodysHash = new PasswordHasher<StaffMember>().HashPassword(Nobody, Guid.NewGuid().ToString());

    public async Task<Result<StaffSession>> SignInAsync(string userName, string password, SignInOrigin origin, CancellationToken cancellationToken)
    {
        if (throttle.Wait(userName, origin.Address) is { Ticks: > 0 } wait) return SignInThrottle.Refusal(wait);

        var staff = await FindAsync(userName);
        if (!Matches(staff, password) || staff is not { IsActive: true })
        {
            throttle.Failed(userName, origin.Address);
            return Wrong;
        }
        throttle.Succeeded(userName, origin.Address);
        return await db.ChangeAsync(token => OpenAsync(staff, origin, token), cancellationToken);
    }

    /// <summary>Ends the session: its cookie and tokens are refused from the next request on.</summary>
    public async Task EndAsync(Guid sessionId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await db.Set<StaffSession>().Where(s => s.Id == sessionId && s.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, now), cancellationToken);
    }

    /// <summary>Uses up refresh token number <paramref name="number"/>; false when it was used before, and then the whole session ends (it was stolen).</summary>
    public async Task<bool> UseRefreshAsync(Guid sessionId, int number, CancellationToken cancellationToken)
    {
        var expires = clock.GetUtcNow() + ApiLifetime;
        var used = await db.Set<StaffSession>()
            .Where(s => s.Id == sessionId && s.RefreshNumber == number && s.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.RefreshNumber, number + 1).SetProperty(s => s.ExpiresAt, expires), cancellationToken);
        if (used == 1) return true;
        await EndAsync(sessionId, cancellationToken);
        return false;
    }

    /// <summary>Opens a session inside the caller's transaction, unless the person was deactivated or has another password by now.</summary>
    internal async Task<Result<StaffSession>> OpenAsync(StaffMember staff, SignInOrigin origin, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var noted = await db.Set<StaffMember>().Where(s => s.Id == staff.Id && s.IsActive && s.PasswordHash == staff.PasswordHash)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSignInAt, now), cancellationToken);
        if (noted == 0) return Wrong;
        var session = new StaffSession
        {
            StaffId = staff.Id,
            StartedAt = now,
            ExpiresAt = now + (origin.IsApi ? ApiLifetime : BrowserLifetime),
            IsApi = origin.IsApi,
            From = origin.Address,
            UserAgent = origin.UserAgent is { Length: > 256 } agent ? agent[..256] : origin.UserAgent,
        };
        db.Add(session);
        tenant.Use(staff.TenantId);
        actor.Use(origin.IsApi ? ActorKind.Api : ActorKind.Staff, staff.Id, staff.FullName, origin.Address);
        audit.Record("staff.signed-in", "staff", staff.Id, $"Signed in {(origin.IsApi ? "over the API" : "in a browser")}.");
        await db.SaveChangesAsync(cancellationToken);
        return session;
    }

    private async Task<StaffMember?> FindAsync(string userName) =>
        string.IsNullOrWhiteSpace(userName) || userName.Length > 256
            ? null
            : await users.FindByNameAsync(userName.Trim()) ?? await users.FindByEmailAsync(userName.Trim());

    private bool Matches(StaffMember? staff, string password)
    {
        if (password.Length > 1024) password = "";
        var verdict = users.PasswordHasher.VerifyHashedPassword(staff ?? Nobody, staff?.PasswordHash ?? NobodysHash, password);
        return staff?.PasswordHash is not null && verdict != PasswordVerificationResult.Failed;
    }
}
