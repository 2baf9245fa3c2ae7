using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Staff;

public enum StaffRole { Owner, Support, Accountant }

/// <summary>Active signs in; Invited has not chosen a password yet; Deactivated is kept for the history alone.</summary>
public enum StaffState { Active, Invited, Deactivated }

/// <summary>
/// An operator's login. It is found before a tenant is known, so it has no tenant filter: lists name the tenant themselves. Without a user
/// name of its own it carries the email there; a user name never holds an @, so the two cannot meet.
/// </summary>
public sealed class StaffMember : IdentityUser<Guid>, IVersioned
{
    public StaffMember()
    {
        Id = Guid.CreateVersion7();
        SecurityStamp = Guid.NewGuid().ToString("N");
    }

    public Guid TenantId { get; set; }
    public required string FullName { get; set; }
    public StaffRole Role { get; set; }
    public bool IsActive { get; set; } = true;
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>SHA-256 of the link by which the person may choose a password; null when none is open. See <see cref="PasswordLinkService"/>.</summary>
    public string? LinkHash { get; set; }

    /// <summary>Code of the <see cref="Kernel.Words.Language"/> that pages are said in; null for the company's.</summary>
    public string? Language { get; set; }

    public DateTimeOffset? LinkExpiresAt { get; set; }
    public int Version { get; set; }

    public StaffState State => !IsActive ? StaffState.Deactivated : PasswordHash is null ? StaffState.Invited : StaffState.Active;

    /// <summary>The user name, when one was chosen.</summary>
    public string? OwnUserName => UserName == Email ? null : UserName;
}

internal sealed class StaffMemberConfiguration : IEntityTypeConfiguration<StaffMember>
{
    public void Configure(EntityTypeBuilder<StaffMember> builder)
    {
        builder.ToTable("Staff");
        builder.Property(s => s.FullName).HasMaxLength(120);
        builder.Property(s => s.LinkHash).HasMaxLength(64);
        builder.Property(s => s.Language).HasMaxLength(Kernel.Words.Language.MaxCode);
        builder.HasIndex(s => s.NormalizedEmail).HasDatabaseName("EmailIndex").IsUnique();
        builder.HasIndex(s => s.LinkHash).IsUnique();
        builder.HasIndex(s => new { s.TenantId, s.FullName, s.Id });
    }
}
