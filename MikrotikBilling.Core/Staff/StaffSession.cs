using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MikrotikBilling.Core.Staff;

/// <summary>
/// One sign-in of one person, by browser or API client. Cookie and tokens carry its id; ending it makes them worthless at once.
/// </summary>
public sealed class StaffSession
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid StaffId { get; init; }
    public StaffMember? Staff { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>When it was last used, to a few minutes; null while that is its start.</summary>
    public DateTimeOffset? LastSeenAt { get; set; }

    public bool IsApi { get; init; }
    public string? From { get; init; }
    public string? UserAgent { get; init; }

    /// <summary>The number of the refresh token that is good now; an older one has been used already.</summary>
    public int RefreshNumber { get; set; }
}

internal sealed class StaffSessionConfiguration : IEntityTypeConfiguration<StaffSession>
{
    public void Configure(EntityTypeBuilder<StaffSession> builder)
    {
        builder.ToTable("StaffSessions");
        builder.Property(s => s.From).HasMaxLength(45);
        builder.Property(s => s.UserAgent).HasMaxLength(256);
        builder.HasOne(s => s.Staff).WithMany().HasForeignKey(s => s.StaffId);
        builder.HasIndex(s => new { s.StaffId, s.EndedAt });
        builder.HasIndex(s => s.ExpiresAt);
    }
}
