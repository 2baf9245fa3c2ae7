using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>One time a customer was online, as seen on the router. Counters are from the customer's side.</summary>
public sealed class CustomerSession : ITenantOwned
{
    public const int MaxWords = 100;

    public long Id { get; init; }
    public Guid TenantId { get; set; }
    public Guid RouterId { get; init; }
    public Guid SubscriptionId { get; init; }
    public Guid CustomerId { get; set; }
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

    /// <summary>The router's own counters when last read; below them they have begun anew.</summary>
    public long? DownloadCounter { get; set; }

    public long? UploadCounter { get; set; }

    /// <summary>How much of the volume stands in the usage already.</summary>
    public long DownloadCounted { get; set; }

    public long UploadCounted { get; set; }

    /// <summary>Until when the usage is written; null for a session that was begun before usage was kept.</summary>
    public DateTimeOffset? CountedAt { get; set; }

    /// <summary>Why it ended, once that is known.</summary>
    public SessionEnd? End { get; set; }

    /// <summary>The router's own words, or who of the staff it was.</summary>
    public string? EndWords { get; set; }

    /// <summary>What came with this reading.</summary>
    public long DownloadGrowth { get; private set; }

    public long UploadGrowth { get; private set; }

    /// <summary>Takes counters as the router shows them. One that fell has begun anew, so all of it is new.</summary>
    public void Read(long? download, long? upload)
    {
        (DownloadGrowth, UploadGrowth) = (Growth(DownloadCounter, download), Growth(UploadCounter, upload));
        // A session from before counters were kept: what it has is a beginning.
        DownloadBytes = DownloadCounter is null ? download ?? DownloadBytes : DownloadBytes + DownloadGrowth;
        UploadBytes = UploadCounter is null ? upload ?? UploadBytes : UploadBytes + UploadGrowth;
        (DownloadCounter, UploadCounter) = (download ?? DownloadCounter, upload ?? UploadCounter);
    }

    /// <summary>The first reading: all of it is usage when nothing of it was counted elsewhere, else it is where counting begins.</summary>
    public void BeginCounting(bool fromStart, DateTimeOffset now)
    {
        if (fromStart) (DownloadGrowth, UploadGrowth, CountedAt) = (DownloadBytes, UploadBytes, StartedAt);
        else (DownloadGrowth, UploadGrowth, DownloadCounted, UploadCounted, CountedAt) = (0, 0, DownloadBytes, UploadBytes, now);
    }

    private static long Growth(long? before, long? now) => before is { } b && now is { } n ? n >= b ? n - b : n : 0;
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
        builder.Property(s => s.EndWords).HasMaxLength(CustomerSession.MaxWords);
        builder.Ignore(s => s.DownloadGrowth);
        builder.Ignore(s => s.UploadGrowth);
        builder.HasIndex(s => new { s.TenantId, s.CustomerId, s.EndedAt });
        builder.HasIndex(s => new { s.TenantId, s.CustomerId, s.StartedAt });
        builder.HasIndex(s => new { s.TenantId, s.RouterId, s.StartedAt });
        builder.HasIndex(s => new { s.RouterId, s.EndedAt });
        builder.HasIndex(s => new { s.TenantId, s.Address }).HasFilter("\"EndedAt\" IS NULL");
        builder.HasIndex(s => new { s.TenantId, s.CallerId }).HasFilter("\"EndedAt\" IS NULL");
        builder.HasIndex(s => new { s.TenantId, s.EndedAt });
        builder.HasIndex(s => new { s.SubscriptionId, s.Id });
        builder.HasIndex(s => s.SubscriptionId).HasFilter("\"EndedAt\" IS NULL");
    }
}
