using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MikrotikBilling.Core.Staff;

public enum StaffRole { Owner, Support, Accountant }

/// <summary>An operator's login. It is found before a tenant is known, so it has no tenant filter: lists name the tenant themselves.</summary>
public sealed class StaffMember : IdentityUser<Guid>
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
}

internal sealed class StaffMemberConfiguration : IEntityTypeConfiguration<StaffMember>
{
    public void Configure(EntityTypeBuilder<StaffMember> builder)
    {
        builder.ToTable("Staff");
        builder.Property(s => s.FullName).HasMaxLength(120);
        builder.HasIndex(s => s.TenantId);
    }
}
