using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MikrotikBilling.Core.Settings;

/// <summary>This installation, one row. Its code marks the rows we own on routers, so that two installations never fight over one.</summary>
public sealed class Installation
{
    public const int OnlyId = 1;

    public int Id { get; init; } = OnlyId;

    /// <summary>Eight lower-case hex digits.</summary>
    public required string Code { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the first owner was made; set once, by whoever wins.</summary>
    public DateTimeOffset? SetUpAt { get; init; }
}

internal sealed class InstallationConfiguration : IEntityTypeConfiguration<Installation>
{
    public void Configure(EntityTypeBuilder<Installation> builder)
    {
        builder.ToTable("Installation");
        builder.Property(i => i.Id).ValueGeneratedNever();
        builder.Property(i => i.Code).HasMaxLength(8);
    }
}
