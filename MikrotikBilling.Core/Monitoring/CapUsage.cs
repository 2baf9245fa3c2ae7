using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Monitoring;

/// <summary>How much of its present allowance a subscription with a data cap has used; a new allowance begins at nothing.</summary>
[Unaudited]
public sealed class CapUsage : ITenantOwned
{
    public Guid SubscriptionId { get; init; }
    public Guid TenantId { get; set; }

    /// <summary>The subscription's <see cref="Subscription.Allowance"/> this counts for; of another one nothing was used yet.</summary>
    public int Allowance { get; set; }

    public DateTimeOffset Since { get; set; }
    public long DownloadBytes { get; set; }
    public long UploadBytes { get; set; }
}

internal sealed class CapUsageConfiguration : IEntityTypeConfiguration<CapUsage>
{
    public void Configure(EntityTypeBuilder<CapUsage> builder)
    {
        builder.ToTable("CapUsages").HasKey(c => c.SubscriptionId);
        builder.Property(c => c.SubscriptionId).ValueGeneratedNever();
        builder.HasOne<Subscription>().WithOne().HasForeignKey<CapUsage>(c => c.SubscriptionId);
    }
}
