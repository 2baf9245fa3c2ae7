using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers;

namespace MikrotikBilling.Core.Provisioning.Reconcile;

/// <summary>Why a router is compared with the books.</summary>
public enum ReconcileCause { Schedule, Nightly, Return, OnDemand, Command }

public enum ReconcileState
{
    Waiting,
    Running,
    Done,

    /// <summary>The router could not be worked with, or showed an incomplete picture.</summary>
    Failed,
}

/// <summary>In which way a router differs from the books.</summary>
public enum DriftCategory
{
    /// <summary>Wanted and not there.</summary>
    Missing,

    /// <summary>There, and not as it should be.</summary>
    Changed,

    /// <summary>Ours by its mark, and no longer wanted.</summary>
    Orphaned,

    /// <summary>A row that is not ours stands in the way.</summary>
    Conflicting,

    /// <summary>Not ours; left alone.</summary>
    Foreign,
}

/// <summary>One comparison of a router with the books that somebody asked for, or that found something.</summary>
[Unaudited]
public sealed class ReconcileRun : ITenantOwned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public Guid RouterId { get; init; }
    public ReconcileCause Cause { get; init; }

    /// <summary>What was found is put right; otherwise it is only told.</summary>
    public bool Repairs { get; init; }

    /// <summary>Puts right what this earlier run found, and nothing that was found since; its list was read by a person.</summary>
    public Guid? OfRunId { get; init; }

    public string? ByName { get; init; }
    public ReconcileState State { get; set; }
    public DateTimeOffset RequestedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; set; }
    public string? Error { get; set; }

    /// <summary>Rows read from the router.</summary>
    public int RowsRead { get; set; }

    public int Missing { get; set; }
    public int Changed { get; set; }
    public int Orphaned { get; set; }
    public int Conflicting { get; set; }
    public int Foreign { get; set; }

    /// <summary>Differences handed to the lane, or removed.</summary>
    public int Repaired { get; set; }

    /// <summary>Left as it is, because it would have cut off too many at once: waits for a person.</summary>
    public bool IsBraked { get; set; }

    public int Differences => Missing + Changed + Orphaned + Conflicting;
}

/// <summary>One row that differs, as a run found it.</summary>
[Unaudited]
public sealed class DriftLine : ITenantOwned
{
    public long Id { get; init; }
    public Guid TenantId { get; set; }
    public Guid RunId { get; init; }
    public DriftCategory Category { get; init; }

    /// <summary>Path of the menu, <c>/ppp/secret</c>.</summary>
    public required string Menu { get; init; }

    public required string Name { get; init; }
    public Guid? SubscriptionId { get; init; }

    /// <summary>For people: what is there and what should be, field by field.</summary>
    public string? Detail { get; init; }

    /// <summary>The commands that would put it right, secrets masked.</summary>
    public string? Commands { get; init; }

    /// <summary>Its repair ends a running session.</summary>
    public bool EndsSession { get; init; }
}

/// <summary>How a router stood when it was last compared; one row each.</summary>
[Unaudited]
public sealed class RouterDrift : ITenantOwned
{
    public Guid RouterId { get; init; }
    public Guid TenantId { get; set; }
    public DateTimeOffset NextAt { get; set; }
    public ReconcileCause NextCause { get; set; }

    /// <summary>Every row wanted on it was last seen as it should be, or told of.</summary>
    public DateTimeOffset? ComparedAt { get; set; }

    /// <summary>The last run that was kept.</summary>
    public Guid? LastRunId { get; set; }

    public int Missing { get; set; }
    public int Changed { get; set; }
    public int Orphaned { get; set; }
    public int Conflicting { get; set; }
    public int Foreign { get; set; }
    public bool IsBraked { get; set; }
    public string? Error { get; set; }
    public int Failures { get; set; }

    public int Differences => Missing + Changed + Orphaned + Conflicting;
}

internal sealed class ReconcileRunConfiguration : IEntityTypeConfiguration<ReconcileRun>
{
    public void Configure(EntityTypeBuilder<ReconcileRun> builder)
    {
        builder.ToTable("ReconcileRuns");
        builder.Ignore(r => r.Differences);
        builder.Property(r => r.Error).HasMaxLength(500);
        builder.Property(r => r.ByName).HasMaxLength(200);
        builder.HasOne<Router>().WithMany().HasForeignKey(r => r.RouterId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(r => new { r.RouterId, r.State });
        builder.HasIndex(r => new { r.TenantId, r.RouterId, r.RequestedAt });
        builder.HasIndex(r => r.RequestedAt);
    }
}

internal sealed class DriftLineConfiguration : IEntityTypeConfiguration<DriftLine>
{
    public void Configure(EntityTypeBuilder<DriftLine> builder)
    {
        builder.ToTable("DriftLines");
        builder.Property(l => l.Menu).HasMaxLength(64);
        builder.Property(l => l.Name).HasMaxLength(128);
        builder.Property(l => l.Detail).HasMaxLength(1000);
        builder.Property(l => l.Commands).HasMaxLength(2000);
        builder.HasOne<ReconcileRun>().WithMany().HasForeignKey(l => l.RunId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(l => new { l.RunId, l.Category, l.Id });
    }
}

internal sealed class RouterDriftConfiguration : IEntityTypeConfiguration<RouterDrift>
{
    public void Configure(EntityTypeBuilder<RouterDrift> builder)
    {
        builder.ToTable("RouterDrifts").HasKey(d => d.RouterId);
        builder.Ignore(d => d.Differences);
        builder.Property(d => d.RouterId).ValueGeneratedNever();
        builder.Property(d => d.Error).HasMaxLength(500);
        builder.HasOne<Router>().WithOne().HasForeignKey<RouterDrift>(d => d.RouterId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(d => d.NextAt);
    }
}
