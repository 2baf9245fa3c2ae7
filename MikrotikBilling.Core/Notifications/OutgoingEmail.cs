using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Notifications;

public enum EmailState
{
    /// <summary>To be sent as soon as its time has come and the server takes it.</summary>
    Waiting,

    /// <summary>A node is sending it, until its claim ends.</summary>
    Sending,

    Sent,

    /// <summary>Given up; a person may try again.</summary>
    Failed,

    Cancelled,
}

/// <summary>One email that was promised, as it was written at that moment. Nothing of it is changed but how far it has come.</summary>
[Unaudited]
public sealed class OutgoingEmail : ITenantOwned
{
    public const int MostAttachments = 3;

    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }

    /// <summary>Key of the template it was written by; <c>test</c> for one that was not.</summary>
    public required string Kind { get; init; }

    public required string ToAddress { get; init; }
    public string? ToName { get; init; }
    public required string Subject { get; init; }
    public Guid? CustomerId { get; init; }

    /// <summary>Made when it is sent.</summary>
    public IReadOnlyList<EmailAttachmentRef> Attachments { get; init; } = [];

    /// <summary>No second one with the same key is queued in this tenant; null allows any number.</summary>
    public string? DedupeKey { get; init; }

    public EmailState State { get; set; }

    /// <summary>Tries begun. Goes up with each claim, so it also tells one claim from the next.</summary>
    public int Attempts { get; set; }

    public DateTimeOffset NextTryAt { get; set; }

    /// <summary>When it is given up if it still fails; set by the first failure.</summary>
    public DateTimeOffset? GiveUpAt { get; set; }

    /// <summary>From here on nobody needs it: it is cancelled instead of sent late.</summary>
    public DateTimeOffset? UselessAt { get; init; }

    /// <summary>What was wrong last, in plain words with those of the server.</summary>
    public string? LastError { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>Until then the node that sends it is taken to be alive.</summary>
    public DateTimeOffset? ClaimedUntil { get; set; }

    /// <summary>How often a claim ended unheard, so that nobody knows whether the email went out. It is repeated once.</summary>
    public int Interruptions { get; set; }

    /// <summary>The operator's own copy has gone out; a later try does not repeat it.</summary>
    public bool IsCopied { get; set; }

    public required string Text { get; init; }
    public required string Html { get; init; }
}

/// <summary>Names what is attached: <paramref name="Source"/> is the <see cref="IEmailAttachmentSource.Name"/> that makes it.</summary>
public sealed record EmailAttachmentRef(string Source, Guid Id);

internal sealed class OutgoingEmailConfiguration : IEntityTypeConfiguration<OutgoingEmail>
{
    public const int MaxSubject = 200;
    public const int MaxError = 500;

    public void Configure(EntityTypeBuilder<OutgoingEmail> builder)
    {
        builder.ToTable("OutgoingEmails");
        builder.Property(m => m.Kind).HasMaxLength(64);
        builder.Property(m => m.ToAddress).HasMaxLength(254);
        builder.Property(m => m.ToName).HasMaxLength(160);
        builder.Property(m => m.Subject).HasMaxLength(MaxSubject);
        builder.Property(m => m.Attachments).HasConversion<AttachmentsConverter, AttachmentsComparer>().HasMaxLength(400);
        builder.Property(m => m.DedupeKey).HasMaxLength(200);
        builder.Property(m => m.LastError).HasMaxLength(MaxError);
        builder.Property(m => m.Text).HasMaxLength(100_000);
        builder.Property(m => m.Html).HasMaxLength(400_000);
        builder.HasIndex(m => new { m.TenantId, m.DedupeKey }).IsUnique().HasFilter("\"DedupeKey\" IS NOT NULL");
        builder.HasIndex(m => new { m.TenantId, m.State, m.NextTryAt });
        builder.HasIndex(m => new { m.TenantId, m.CreatedAt, m.Id });
        builder.HasIndex(m => new { m.TenantId, m.State, m.CreatedAt, m.Id });
    }
}

/// <summary>The list is written once and never changed.</summary>
internal sealed class AttachmentsComparer() : ValueComparer<IReadOnlyList<EmailAttachmentRef>>((a, b) => ReferenceEquals(a, b), list => list.Count, list => list);

/// <summary><c>invoice 0197…; statement 0198…</c></summary>
internal sealed class AttachmentsConverter() : ValueConverter<IReadOnlyList<EmailAttachmentRef>, string>(list => Write(list), text => Read(text))
{
    private static string Write(IReadOnlyList<EmailAttachmentRef> list) =>
        string.Join(';', list.Select(a => string.Create(CultureInfo.InvariantCulture, $"{a.Source} {a.Id:N}")));

    private static List<EmailAttachmentRef> Read(string text) =>
        [.. text.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(a => a.Split(' ')).Select(a => new EmailAttachmentRef(a[0], Guid.Parse(a[1])))];
}
