using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Reports.Periods;

namespace MikrotikBilling.Core.Reports.Saved;

/// <summary>How often a report makes itself.</summary>
public enum ReportRhythm { Daily, Weekly, Monthly }

/// <summary>A report that made itself: one for each day, week and month, stored with its figures as they were then. Written once and never changed.</summary>
[Unaudited]
public sealed class GeneratedReport : ITenantOwned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public ReportRhythm Rhythm { get; init; }
    public DateOnly FirstDay { get; init; }

    /// <summary>Unique for a rhythm, so of two who make it at once one does.</summary>
    public DateOnly LastDay { get; init; }

    public DateTimeOffset MadeAt { get; init; }

    /// <summary>The program was not there in time: it was made later, of the days as they are in the books.</summary>
    public bool IsLate { get; init; }

    /// <summary>A <see cref="StoredDocument"/>.</summary>
    public required string Content { get; init; }

    public DaySpan Days => new(FirstDay, LastDay);
}

internal sealed class GeneratedReportConfiguration : IEntityTypeConfiguration<GeneratedReport>
{
    public const string Table = "GeneratedReports";
    public const int MaxContent = 400_000;

    public void Configure(EntityTypeBuilder<GeneratedReport> builder)
    {
        builder.ToTable(Table);
        builder.Ignore(r => r.Days);
        builder.Property(r => r.Rhythm).HasMaxLength(16);
        builder.Property(r => r.Content).HasMaxLength(MaxContent);
        builder.HasIndex(r => new { r.TenantId, r.Rhythm, r.LastDay }).IsUnique();
        builder.HasIndex(r => new { r.TenantId, r.LastDay, r.Id });
    }
}
