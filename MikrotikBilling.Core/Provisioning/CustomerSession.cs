using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>One time a customer was online, as seen on the router. Counters are from the customer's side.</summary>
public sealed class CustomerSession : ITenantOwned
{
    public long Id { get; init; }
    public Guid TenantId { get; set; }
    public Guid RouterId { get; init; }
    public Guid SubscriptionId { get; init; }
    public Guid CustomerId { get; init; }
    public required string UserName { get; init; }

    /// <summary>The router's own number of the session, when it tells one.</summary>
    public string? RouterSessionId { get; init; }

    public string? Address { get; set; }

    /// <summary>MAC address of the customer's device.</summary>
    public string? CallerId { get; set; }

    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset SeenAt { get; set; }

    /// <summary>Null while it lasts.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    public long DownloadBytes { get; set; }
    public long UploadBytes { get; set; }
}

internal sealed class CustomerSessionConfiguration : IEntityTypeConfiguration<CustomerSession>
{
    public void Configure(EntityTypeBuilder<CustomerSession> builder)
    {
        builder.ToTable("CustomerSessions");
        builder.Property(s => s.UserName).HasMaxLength(64);
        builder.Property(s => s.RouterSessionId).HasMaxLength(32);
        builder.Property(s => s.Address).HasMaxLength(64);
        builder.Property(s => s.CallerId).HasMaxLength(64);
        builder.HasIndex(s => new { s.TenantId, s.CustomerId, s.EndedAt });
        builder.HasIndex(s => new { s.RouterId, s.EndedAt });
        builder.HasIndex(s => new { s.TenantId, s.Address }).HasFilter("\"EndedAt\" IS NULL");
        builder.HasIndex(s => new { s.TenantId, s.CallerId }).HasFilter("\"EndedAt\" IS NULL");
        builder.HasIndex(s => new { s.TenantId, s.EndedAt });
        builder.HasIndex(s => new { s.SubscriptionId, s.Id });
        builder.HasIndex(s => s.SubscriptionId).HasFilter("\"EndedAt\" IS NULL");
    }
}
