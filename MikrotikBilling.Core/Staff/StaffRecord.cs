using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Staff;

/// <summary>Writes names, email and phone into a person's row; who has a name or email already is found out at the unique indexes.</summary>
public sealed class StaffRecord(AppDbContext db, TenantQueries tenants, ILookupNormalizer normalizer)
{
    public async Task<Result<string?>> PhoneAsync(string? input, CancellationToken cancellationToken)
    {
        if (StaffRules.Blank(input) is null) return new Result<string?>(null, null);
        var country = (await tenants.CurrentAsync(cancellationToken)).Country;
        return Phone.TryNormalise(input, country, out var e164)
            ? e164
            : new Refusal("staff.phone-invalid", Phone.Rule(country), nameof(SaveStaff.Phone));
    }

    /// <summary>What changed, in words; <c>nothing</c> when all stays.</summary>
    public string Write(StaffMember staff, string fullName, string email, string? userName, string? phone)
    {
        var before = (staff.FullName, staff.Email, staff.OwnUserName, staff.PhoneNumber);
        staff.FullName = fullName.Trim();
        staff.Email = email.Trim();
        staff.UserName = StaffRules.Blank(userName) ?? staff.Email;
        staff.NormalizedEmail = normalizer.NormalizeEmail(staff.Email);
        staff.NormalizedUserName = normalizer.NormalizeName(staff.UserName);
        staff.PhoneNumber = phone;

        var changes = new List<string>();
        if (before.FullName != staff.FullName) changes.Add(Change.Words("name", before.FullName, staff.FullName));
        if (before.Email != staff.Email) changes.Add(Change.Words("email", before.Email, staff.Email));
        if (before.OwnUserName != staff.OwnUserName) changes.Add(Change.Words("user name", before.OwnUserName, staff.OwnUserName));
        if (before.PhoneNumber != phone) changes.Add(Change.Words("phone", before.PhoneNumber, phone));
        return changes.Count == 0 ? "nothing" : string.Join(", ", changes);
    }

    public async Task<Refusal?> SaveAsync(StaffMember staff, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return null;
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            return staff.OwnUserName is not null && e.IsUniqueViolation("UserName")
                ? new Refusal("staff.duplicate-user-name", "Somebody has this user name already.", nameof(SaveStaff.UserName))
                : new Refusal("staff.duplicate", "There is a login with this email already.", nameof(SaveStaff.Email));
        }
    }
}
