using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Notifications.Notices;

/// <summary>
/// Something the staff should know of: one open notice per cause and subject, however often it came. It closes when its cause is over, and one that
/// comes back within the hour is the same notice again.
/// </summary>
[Unaudited]
public sealed class Notice : ITenantOwned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }

    /// <summary>Key of its <see cref="NoticeCause"/>.</summary>
    public required string Cause { get; init; }

    /// <summary>What it is about, as those who raise it tell it apart from others of the cause.</summary>
    public required string Series { get; init; }

    /// <summary>Cause and subject while it is open, null once it is over: the unique index lets one be open.</summary>
    public string? OpenKey { get; set; }

    public NoticeSeverity Severity { get; init; }
    public required Phrase Title { get; set; }
    public Phrase? Text { get; set; }

    /// <summary>The page that helps.</summary>
    public required string Url { get; set; }

    /// <summary>How many there are of what it counts; when they become more, it came again.</summary>
    public int Amount { get; set; } = 1;

    /// <summary>How often it came.</summary>
    public int Times { get; set; } = 1;

    public DateTimeOffset RaisedAt { get; init; }

    /// <summary>When it last came; who read it before then has not read it.</summary>
    public DateTimeOffset LastAt { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>How it ended: <c>Up again</c>.</summary>
    public Phrase? Ending { get; set; }
}

/// <summary>Up to when somebody has read everything.</summary>
[Unaudited]
public sealed class NoticeReader : ITenantOwned
{
    public Guid StaffId { get; init; }
    public Guid TenantId { get; set; }
    public DateTimeOffset ReadUpTo { get; set; }
}

/// <summary>One notice that somebody has read.</summary>
[Unaudited]
public sealed class NoticeRead : ITenantOwned
{
    public Guid StaffId { get; init; }
    public Guid NoticeId { get; init; }
    public Guid TenantId { get; set; }
    public DateTimeOffset ReadAt { get; set; }
}

/// <summary>How somebody wants to hear of a cause, where it is not the usual way.</summary>
[Unaudited]
public sealed class NoticeChoice : ITenantOwned
{
    public Guid StaffId { get; init; }
    public required string Cause { get; init; }
    public Guid TenantId { get; set; }
    public bool Bell { get; set; }
    public NoticeEmail Email { get; set; }
}

/// <summary>A day's digest of one person was made, even when there was nothing to say: one row a person and day.</summary>
[Unaudited]
public sealed class NoticeDigest : ITenantOwned
{
    public Guid StaffId { get; init; }
    public DateOnly Day { get; init; }
    public Guid TenantId { get; set; }
    public DateTimeOffset MadeAt { get; init; }
    public int Notices { get; init; }
}

internal sealed class NoticeConfiguration : IEntityTypeConfiguration<Notice>
{
    public const int MaxSeries = 100;
    public const int MaxTitle = 200;
    public const int MaxText = 500;
    public const int MaxEnding = 60;

    public void Configure(EntityTypeBuilder<Notice> builder)
    {
        builder.ToTable("Notices");
        builder.Property(n => n.Cause).HasMaxLength(NoticeCause.MaxKey);
        builder.Property(n => n.Series).HasMaxLength(MaxSeries);
        builder.Property(n => n.OpenKey).HasMaxLength(NoticeCause.MaxKey + MaxSeries + 1);
        builder.Property(n => n.Title).HasMaxLength(MaxTitle).HasConversion(p => p.Kept(MaxTitle), kept => Phrase.FromKept(kept));
        builder.Property(n => n.Text).HasMaxLength(MaxText).HasConversion(p => p!.Kept(MaxText), kept => Phrase.FromKept(kept));
        builder.Property(n => n.Url).HasMaxLength(300);
        builder.Property(n => n.Ending).HasMaxLength(MaxEnding).HasConversion(p => p!.Kept(MaxEnding), kept => Phrase.FromKept(kept));
        builder.HasIndex(n => new { n.TenantId, n.OpenKey }).IsUnique().HasFilter("\"OpenKey\" IS NOT NULL");
        builder.HasIndex(n => new { n.TenantId, n.LastAt, n.Id });
        builder.HasIndex(n => new { n.TenantId, n.Cause, n.LastAt, n.Id });
        builder.HasIndex(n => new { n.TenantId, n.ClosedAt, n.LastAt, n.Id });
    }
}

internal sealed class NoticeReaderConfiguration : IEntityTypeConfiguration<NoticeReader>
{
    public void Configure(EntityTypeBuilder<NoticeReader> builder)
    {
        builder.ToTable("NoticeReaders").HasKey(r => r.StaffId);
        builder.Property(r => r.StaffId).ValueGeneratedNever();
        builder.HasIndex(r => r.TenantId);
    }
}

internal sealed class NoticeReadConfiguration : IEntityTypeConfiguration<NoticeRead>
{
    public void Configure(EntityTypeBuilder<NoticeRead> builder)
    {
        builder.ToTable("NoticeReads").HasKey(r => new { r.StaffId, r.NoticeId });
        builder.HasIndex(r => r.NoticeId);
    }
}

internal sealed class NoticeChoiceConfiguration : IEntityTypeConfiguration<NoticeChoice>
{
    public void Configure(EntityTypeBuilder<NoticeChoice> builder)
    {
        builder.ToTable("NoticeChoices").HasKey(c => new { c.StaffId, c.Cause });
        builder.Property(c => c.Cause).HasMaxLength(NoticeCause.MaxKey);
        builder.HasIndex(c => c.TenantId);
    }
}

internal sealed class NoticeDigestConfiguration : IEntityTypeConfiguration<NoticeDigest>
{
    public void Configure(EntityTypeBuilder<NoticeDigest> builder)
    {
        builder.ToTable("NoticeDigests").HasKey(d => new { d.StaffId, d.Day });
        builder.HasIndex(d => new { d.TenantId, d.MadeAt });
    }
}
