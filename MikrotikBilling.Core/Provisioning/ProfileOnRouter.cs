using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>
/// A profile that a router had before us and holds under its own name still. Other routers get it under the name we give.
/// </summary>
public sealed class ProfileOnRouter : ITenantOwned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public Guid RouterId { get; init; }
    public Guid ProfileId { get; init; }

    /// <summary>Of a PPP profile or a hotspot user profile.</summary>
    public AccountKind Kind { get; init; }

    /// <summary>Name of the row on the router.</summary>
    public required string Name { get; init; }
}

internal sealed class ProfileOnRouterConfiguration : IEntityTypeConfiguration<ProfileOnRouter>
{
    public void Configure(EntityTypeBuilder<ProfileOnRouter> builder)
    {
        builder.ToTable("ProfilesOnRouters");
        builder.Property(p => p.Name).HasMaxLength(128);
        builder.HasOne<Router>().WithMany().HasForeignKey(p => p.RouterId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Profile>().WithMany().HasForeignKey(p => p.ProfileId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(p => new { p.RouterId, p.Kind, p.Name }).IsUnique();
        builder.HasIndex(p => new { p.RouterId, p.Kind, p.ProfileId }).IsUnique();
    }
}
