using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions.Runs;

namespace MikrotikBilling.Core.Provisioning.Adoption;

public enum AdoptionState
{
    /// <summary>The router's menus are read and compared with the books. Nothing is changed.</summary>
    Reading,

    /// <summary>A menu could not be read to its end; the note says which. Nothing can be adopted.</summary>
    Incomplete,

    /// <summary>What could be adopted is known; it waits for decisions.</summary>
    Proposed,

    Adopting,
    Done,

    /// <summary>By a person, because who asked for it may no longer, or because it was never begun.</summary>
    Stopped,
}

public enum AdoptionWay
{
    /// <summary>Nothing at all is written to the router.</summary>
    BooksOnly,

    /// <summary>Each adopted row gets our mark into its comment, and nothing else.</summary>
    MarkRows,
}

/// <summary>One reading of a router full of rows made by hand, and what became of them in the books.</summary>
[Unaudited]
public sealed class AdoptionRun : ITenantOwned, IVersioned, IRun
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public Guid RouterId { get; init; }
    public AdoptionState State { get; set; }

    /// <summary>Why it is incomplete or was stopped.</summary>
    public string? Note { get; set; }

    public bool StopRequested { get; set; }

    /// <summary>Chosen when it is begun.</summary>
    public AdoptionWay? Way { get; set; }

    /// <summary>The end of every service that has none of its own.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>A date to come that stands in a row's comment is its end.</summary>
    public bool UsesCommentDates { get; set; }

    public int Rows { get; set; }

    /// <summary>Rows whose password the router told.</summary>
    public int Passwords { get; set; }

    /// <summary>Who was online while it was read.</summary>
    public int Sessions { get; set; }

    /// <summary>Rows to adopt when it was begun.</summary>
    public int ToAdopt { get; set; }

    public int Adopted { get; set; }
    public int Failed { get; set; }

    public ActorKind ActorKind { get; init; }
    public Guid? ActorId { get; init; }
    public required string ActorName { get; init; }
    public string? From { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ReadAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public DateTimeOffset? ClaimedUntil { get; set; }

    /// <summary>Its rows were kept long enough and are gone.</summary>
    public DateTimeOffset? PurgedAt { get; set; }

    public int Version { get; set; }

    /// <summary>When a row's service ends.</summary>
    public DateTimeOffset EndOf(AdoptionRow row, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(row);
        // A date that has passed would shut out somebody who is online.
        return row.ExpiresAt ?? (UsesCommentDates && row.CommentEndsAt is { } told && told > now ? told : ExpiresAt);
    }
}

internal sealed class AdoptionRunConfiguration : IEntityTypeConfiguration<AdoptionRun>
{
    public void Configure(EntityTypeBuilder<AdoptionRun> builder)
    {
        builder.ToTable("AdoptionRuns");
        builder.Property(r => r.Note).HasMaxLength(500);
        builder.Property(r => r.ActorName).HasMaxLength(120);
        builder.Property(r => r.From).HasMaxLength(45);
        builder.HasOne<Router>().WithMany().HasForeignKey(r => r.RouterId);
        builder.HasIndex(r => new { r.RouterId, r.Id });
        builder.HasIndex(r => new { r.State, r.ClaimedUntil });
    }
}
