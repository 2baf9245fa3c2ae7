using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Provisioning.Alarms;

/// <summary>The kinds this feature raises; features above bring their own words.</summary>
public static class AlarmKinds
{
    public const string RouterDown = "router-down";
    public const string LoginRefused = "router-login";
    public const string CertificateChanged = "router-certificate";
    public const string OtherDevice = "router-device";
    public const string ConfigurationLost = "router-configuration";
    public const string HeldBack = "router-held";
    public const string Conflicts = "router-conflicts";

    /// <summary>Raised and cleared by the state of routers alone.</summary>
    internal static readonly string[] Away = [RouterDown, LoginRefused, CertificateChanged];
}

/// <summary>Something a person should know of now: one per cause, however many routers and customers it concerns.</summary>
[Unaudited]
public sealed class Alarm : ITenantOwned
{
    public const int MaxText = 500;

    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public required string Kind { get; init; }

    /// <summary>What it is about; of a kind there is one open alarm a subject. A group of routers is its own subject.</summary>
    public Guid Subject { get; init; }

    /// <summary>The router to look at; null for a group, or when it is about something else.</summary>
    public Guid? RouterId { get; set; }

    public required Phrase Text { get; set; }

    /// <summary>Most routers it told of at once.</summary>
    public int Routers { get; set; }

    /// <summary>Routers that are still away.</summary>
    public int Down { get; set; }

    /// <summary>Customers with access who are concerned, at most so far.</summary>
    public int Customers { get; set; }

    /// <summary>How often it came while it was open.</summary>
    public int Times { get; set; } = 1;

    public DateTimeOffset RaisedAt { get; init; }

    /// <summary>When it last came.</summary>
    public DateTimeOffset LastAt { get; set; }

    public DateTimeOffset? SeenAt { get; set; }

    /// <summary>Who of the staff has seen it.</summary>
    public string? SeenBy { get; set; }

    public DateTimeOffset? ClearedAt { get; set; }
}

internal sealed class AlarmConfiguration : IEntityTypeConfiguration<Alarm>
{
    public void Configure(EntityTypeBuilder<Alarm> builder)
    {
        builder.ToTable("Alarms");
        builder.Property(a => a.Kind).HasMaxLength(40);
        builder.Property(a => a.Text).HasMaxLength(Alarm.MaxText).HasConversion(p => p.Kept(Alarm.MaxText), kept => Phrase.FromKept(kept));
        builder.Property(a => a.SeenBy).HasMaxLength(200);
        builder.HasIndex(a => new { a.TenantId, a.Kind, a.Subject }).IsUnique().HasFilter("\"ClearedAt\" IS NULL");
        builder.HasIndex(a => new { a.TenantId, a.ClearedAt, a.Id });
    }
}
