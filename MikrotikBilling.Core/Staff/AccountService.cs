using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Staff;

/// <summary>What people change about themselves. The present password is asked for what an open screen must not give away.</summary>
public sealed class AccountService(
    AppDbContext db, StaffRecord record, StaffSessionService sessions, IPasswordHasher<StaffMember> hasher, SignInThrottle throttle, AuditLog audit)
{
    public async Task<Result<StaffMember>> EditAsync(Guid id, int version, SaveAccount input, string address, CancellationToken cancellationToken)
    {
        var phone = await record.PhoneAsync(input.Phone, cancellationToken);
        if (phone.Refusal is { } wrong) return wrong;
        if (await FindAsync(id, cancellationToken) is not { } present) return Refusal.NotFound;
        if (!string.Equals(present.Email, input.Email.Trim(), StringComparison.OrdinalIgnoreCase)
            && Check(present, input.CurrentPassword, address, "Enter your current password to change the email.") is { } refused)
            return refused;
        return await db.ChangeAsync<StaffMember>(async token =>
        {
            var staff = await db.Set<StaffMember>().SingleAsync(s => s.Id == id, token);
            db.Expect(staff, version);
            staff.Language = string.IsNullOrEmpty(input.Language) ? null : input.Language;
            var changes = record.Write(staff, input.FullName, input.Email, input.UserName, phone.Value);
            audit.Record("account.edited", "staff", id, $"Edited their own account: {changes}.");
            db.Entry(staff).Property(s => s.Version).IsModified = true;
            return await record.SaveAsync(staff, token) is { } taken ? taken : staff;
        }, cancellationToken);
    }

    /// <param name="code">Of a <see cref="Language"/>; null for the company's.</param>
    public async Task<Result> SayInAsync(Guid id, string? code, CancellationToken cancellationToken)
    {
        if (code is not null && Language.Find(code) is null) return Result.Refuse("account.language-unknown", "There is no such language here.", nameof(SaveAccount.Language));
        await db.Set<StaffMember>().Where(s => s.Id == id).ExecuteUpdateAsync(set => set.SetProperty(s => s.Language, code), cancellationToken);
        return Result.Success;
    }

    /// <summary>Ends every other session of the person, in browsers and over the API.</summary>
    /// <param name="sessionId">The one that asks; it stays.</param>
    public async Task<Result> ChangePasswordAsync(Guid id, Guid sessionId, ChangePassword input, string address, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } present) return Result.NotFound;
        if (Check(present, input.CurrentPassword, address, "That is not your current password.") is { } refused) return refused;
        if (Matches(present, input.NewPassword))
            return Result.Refuse("account.same-password", "That is the password you have already.", nameof(ChangePassword.NewPassword));
        var (before, after, stamp) = (present.PasswordHash, hasher.HashPassword(present, input.NewPassword), Guid.NewGuid().ToString("N"));
        return (await db.ChangeAsync<bool>(async token =>
        {
            var changed = await db.Set<StaffMember>().Where(s => s.Id == id && s.PasswordHash == before).ExecuteUpdateAsync(set => set
                .SetProperty(s => s.PasswordHash, after).SetProperty(s => s.SecurityStamp, stamp).SetProperty(s => s.LinkHash, (string?)null)
                .SetProperty(s => s.LinkExpiresAt, (DateTimeOffset?)null).SetProperty(s => s.Version, s => s.Version + 1), token);
            if (changed == 0) return Refusal.Stale;
            await sessions.CloseAsync(id, except: sessionId, token);
            audit.Record("account.password-changed", "staff", id, "Changed their own password; all other sessions ended.");
            await db.SaveChangesAsync(token);
            return true;
        }, cancellationToken)).ToResult();
    }

    private Task<StaffMember?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        db.Set<StaffMember>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancellationToken);

    /// <summary>Slowed as sign-in is, and counted together with it: an open screen is no place to guess.</summary>
    private Refusal? Check(StaffMember staff, string? password, string address, string wrong)
    {
        var account = staff.Email ?? "";
        if (throttle.Wait(account, address) is { Ticks: > 0 } wait) return SignInThrottle.Refusal(wait, nameof(ChangePassword.CurrentPassword));
        if (string.IsNullOrEmpty(password)) return new Refusal("account.password-missing", wrong, nameof(ChangePassword.CurrentPassword));
        if (Matches(staff, password))
        {
            throttle.Succeeded(account, address);
            return null;
        }
        throttle.Failed(account, address);
        return new Refusal("account.password-wrong", "That is not your current password.", nameof(ChangePassword.CurrentPassword));
    }

    private bool Matches(StaffMember staff, string password) => staff.PasswordHash is { } hash && password.Length <= 1024
        && hasher.VerifyHashedPassword(staff, hash, password) != PasswordVerificationResult.Failed;
}
