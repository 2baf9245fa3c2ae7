using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Monitoring;

/// <summary>The counters of a static service's queue as last read: it has no sessions to keep them.</summary>
[Unaudited]
public sealed class QueueCounter : ITenantOwned
{
    public Guid SubscriptionId { get; init; }
    public Guid TenantId { get; set; }

    /// <summary>On which router the queue is; another one counts from the beginning.</summary>
    public Guid RouterId { get; set; }

    public long DownloadCounter { get; set; }
    public long UploadCounter { get; set; }

    /// <summary>Used, but in no sample yet.</summary>
    public long DownloadPending { get; set; }

    public long UploadPending { get; set; }
    public DateTimeOffset CountedAt { get; set; }
}

internal sealed class QueueCounterConfiguration : IEntityTypeConfiguration<QueueCounter>
{
    public void Configure(EntityTypeBuilder<QueueCounter> builder)
    {
        builder.ToTable("QueueCounters").HasKey(c => c.SubscriptionId);
        builder.Property(c => c.SubscriptionId).ValueGeneratedNever();
        builder.HasOne<Subscription>().WithOne().HasForeignKey<QueueCounter>(c => c.SubscriptionId);
    }
}
