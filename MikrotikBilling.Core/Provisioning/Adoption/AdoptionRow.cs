using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Provisioning.Adoption;

public enum AdoptionDecision
{
    /// <summary>Not decided: it is left alone.</summary>
    None,

    /// <summary>A service with a customer of its own.</summary>
    Adopt,

    /// <summary>A service; all rows of the same person belong to one new customer.</summary>
    Together,

    /// <summary>A service of a customer who is in the books.</summary>
    Match,

    LeaveAlone,
}

public enum AdoptionRowState
{
    Open,
    Adopted,
    Failed,

    /// <summary>It was in the books before.</summary>
    Ours,
}

/// <summary>One row of the router and what becomes of it.</summary>
[Unaudited]
public sealed class AdoptionRow : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid RunId { get; init; }

    /// <summary>Counts the rows from 1.</summary>
    public int Number { get; init; }

    public AccountKind Kind { get; init; }

    /// <summary>As it stands on the router, capitals too.</summary>
    public required string Name { get; init; }

    /// <summary>Of the <see cref="AdoptionProfile"/>.</summary>
    public int ProfileNumber { get; init; }

    public bool IsDisabled { get; init; }

    /// <summary>Had a session while it was read.</summary>
    public bool IsOnline { get; init; }

    public string? MacAddress { get; init; }
    public string? Address { get; init; }
    public string? Comment { get; init; }

    /// <summary>Encrypted; empty when the router did not tell it.</summary>
    public required string ProtectedPassword { get; init; }

    public required string PersonName { get; set; }

    /// <summary>E.164.</summary>
    public string? Phone { get; set; }

    public string? Email { get; set; }

    /// <summary>A date found in the comment.</summary>
    public DateTimeOffset? CommentEndsAt { get; init; }

    /// <summary>The end given by hand for this row.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>Of the service that is made; given when it is read, so that nothing is made twice.</summary>
    public Guid SubscriptionId { get; init; } = Guid.CreateVersion7();

    /// <summary>Of the customer that is made.</summary>
    public Guid CustomerId { get; init; } = Guid.CreateVersion7();

    /// <summary>The new customer of all rows of the same person; null when it is the only one.</summary>
    public Guid? GroupId { get; set; }

    /// <summary>The customer in the books it seems to belong to, or was said to.</summary>
    public Guid? MatchId { get; set; }

    /// <summary>What stands against it, as the bits of <see cref="AdoptionDoubts"/>.</summary>
    public int DoubtBits { get; set; }

    public AdoptionDecision Decision { get; set; }
    public AdoptionRowState State { get; set; }

    /// <summary>Why it must stay as it is, or what came of it.</summary>
    public string? Message { get; set; }

    public AdoptionDoubts Doubts => (AdoptionDoubts)DoubtBits;

    /// <summary>Whose service it becomes.</summary>
    public Guid OwnerId => Decision switch
    {
        AdoptionDecision.Match => MatchId ?? CustomerId,
        AdoptionDecision.Together => GroupId ?? CustomerId,
        _ => CustomerId,
    };
}

internal sealed class AdoptionRowConfiguration : IEntityTypeConfiguration<AdoptionRow>
{
    public void Configure(EntityTypeBuilder<AdoptionRow> builder)
    {
        builder.ToTable("AdoptionRows").HasKey(r => new { r.RunId, r.Number });
        builder.Ignore(r => r.Doubts);
        builder.Ignore(r => r.OwnerId);
        builder.Property(r => r.Name).HasMaxLength(128);
        builder.Property(r => r.MacAddress).HasMaxLength(17);
        builder.Property(r => r.Address).HasMaxLength(45);
        builder.Property(r => r.Comment).HasMaxLength(1000);
        builder.Property(r => r.ProtectedPassword).HasMaxLength(2048);
        builder.Property(r => r.PersonName).HasMaxLength(160);
        builder.Property(r => r.Phone).HasMaxLength(16);
        builder.Property(r => r.Email).HasMaxLength(254);
        builder.Property(r => r.Message).HasMaxLength(500);
        builder.HasOne<AdoptionRun>().WithMany().HasForeignKey(r => r.RunId);
        builder.HasIndex(r => new { r.RunId, r.State, r.Decision, r.Number });
        builder.HasIndex(r => new { r.RunId, r.SubscriptionId });
    }
}
