using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Payments.Clocks;

/// <summary>Which time since the money was received.</summary>
public enum OnlineMeasure { Applied, Seen }

/// <summary>How many clocks of an hour took how long: one row per step of a logarithmic scale, counted up with the clock itself.</summary>
[Unaudited]
public sealed class OnlineHour : ITenantOwned
{
    /// <summary>Steps to the double: each is 9 % wide, so what is told is within 5 %.</summary>
    private const int StepsPerOctave = 8;

    public Guid TenantId { get; set; }

    /// <summary>Beginning of the hour in which it was applied, or seen.</summary>
    public DateTimeOffset HourAt { get; init; }

    public OnlineMeasure Measure { get; init; }
    public int Bucket { get; init; }
    public int Count { get; set; }

    public static DateTimeOffset HourOf(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    public static int BucketOf(TimeSpan time) => (int)Math.Floor(Math.Log2(Math.Max(1, time.TotalMilliseconds)) * StepsPerOctave);

    /// <summary>The middle of a step.</summary>
    public static TimeSpan TimeOf(int bucket) => TimeSpan.FromMilliseconds(Math.Pow(2, (bucket + 0.5) / StepsPerOctave));
}

internal sealed class OnlineHourConfiguration : IEntityTypeConfiguration<OnlineHour>
{
    public void Configure(EntityTypeBuilder<OnlineHour> builder)
    {
        builder.ToTable("OnlineHours").HasKey(h => new { h.TenantId, h.HourAt, h.Measure, h.Bucket });
        builder.Property(h => h.Measure).HasMaxLength(16);
        builder.Property(h => h.Bucket).ValueGeneratedNever();
    }
}
