using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways.Reconciling;

public enum ReconciliationState
{
    /// <summary>Looked at and not kept; forgotten after two days.</summary>
    Draft,

    /// <summary>Kept, and something in it is still to be settled.</summary>
    Open,

    /// <summary>Kept, and each difference is settled or has its note.</summary>
    Settled,
}

/// <summary>What both sides come to in one currency.</summary>
public sealed record ReconciliationSum(string Currency, long TheirMinor, long OurMinor)
{
    public Money Theirs => new(TheirMinor, Currency);
    public Money Ours => new(OurMinor, Currency);
    public Money Difference => Theirs - Ours;
}

/// <summary>One comparison of a provider's list with the books. It changes nothing in them by itself.</summary>
[Unaudited]
public sealed class ReconciliationRun : ITenantOwned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public Guid AccountId { get; init; }
    public ReconciliationState State { get; set; }

    /// <summary>Of the file; null where the provider was asked.</summary>
    public string? FileName { get; init; }

    /// <summary>First and last day as a person gave them; null takes those of the list.</summary>
    public DateOnly? FirstDay { get; init; }
    public DateOnly? LastDay { get; init; }

    /// <summary>How the file is read, as <see cref="StatementPlan"/> writes it; null while nobody has said so.</summary>
    public string? Plan { get; set; }

    /// <summary>Why the file could not be read that way.</summary>
    public string? Problem { get; set; }

    /// <summary>The time that the list is about: what lies in it and is not in the list, is too much in the books.</summary>
    public DateTimeOffset? From { get; set; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? To { get; set; }

    /// <summary>Lines of the list that were read.</summary>
    public int Lines { get; set; }

    public int Equal { get; set; }
    public int Repeated { get; set; }
    public int Ignored { get; set; }
    public int Differences { get; set; }

    /// <summary>Those of them that nobody has settled yet.</summary>
    public int Unsettled { get; set; }

    public IReadOnlyList<ReconciliationSum> Sums { get; set; } = [];
    public DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }
    public DateTimeOffset? SettledAt { get; set; }

    /// <summary>Who settled the last of it.</summary>
    public string? SettledBy { get; set; }
}

/// <summary>The file of a draft, packed and sealed: it names payers. Gone once the run is kept.</summary>
[Unaudited]
public sealed class ReconciliationFile : ITenantOwned
{
    public Guid RunId { get; init; }
    public Guid TenantId { get; set; }
    public required byte[] Content { get; init; }
}

/// <summary>How the lists of an account are read, as a person said last.</summary>
[Unaudited]
public sealed class AccountStatementPlan : ITenantOwned
{
    public Guid AccountId { get; init; }
    public Guid TenantId { get; set; }
    public required string Plan { get; set; }
}

internal sealed class ReconciliationRunConfiguration : IEntityTypeConfiguration<ReconciliationRun>
{
    public void Configure(EntityTypeBuilder<ReconciliationRun> builder)
    {
        builder.ToTable("ReconciliationRuns");
        builder.Property(r => r.FileName).HasMaxLength(200);
        builder.Property(r => r.Plan).HasMaxLength(8000);
        builder.Property(r => r.Problem).HasMaxLength(300);
        builder.Property(r => r.CreatedBy).HasMaxLength(120);
        builder.Property(r => r.SettledBy).HasMaxLength(120);
        builder.Property(r => r.Sums).HasMaxLength(4000).HasConversion(
            sums => JsonSerializer.Serialize(sums.Select(s => new Stored(s.Currency, s.TheirMinor, s.OurMinor)), JsonSerializerOptions.Default),
            text => JsonSerializer.Deserialize<List<Stored>>(text, JsonSerializerOptions.Default)!.Select(s => new ReconciliationSum(s.Currency, s.Theirs, s.Ours)).ToList(),
            new ValueComparer<IReadOnlyList<ReconciliationSum>>((a, b) => ReferenceEquals(a, b), sums => sums.Count, sums => sums));
        builder.HasOne<GatewayAccount>().WithMany().HasForeignKey(r => r.AccountId);
        builder.HasIndex(r => new { r.TenantId, r.CreatedAt, r.Id });
        builder.HasIndex(r => new { r.AccountId, r.State, r.To });
    }

    private sealed record Stored(string Currency, long Theirs, long Ours);
}

internal sealed class ReconciliationFileConfiguration : IEntityTypeConfiguration<ReconciliationFile>
{
    public void Configure(EntityTypeBuilder<ReconciliationFile> builder)
    {
        builder.ToTable("ReconciliationFiles").HasKey(f => f.RunId);
        builder.Property(f => f.RunId).ValueGeneratedNever();
        builder.HasOne<ReconciliationRun>().WithOne().HasForeignKey<ReconciliationFile>(f => f.RunId);
    }
}

internal sealed class AccountStatementPlanConfiguration : IEntityTypeConfiguration<AccountStatementPlan>
{
    public void Configure(EntityTypeBuilder<AccountStatementPlan> builder)
    {
        builder.ToTable("AccountStatementPlans").HasKey(p => p.AccountId);
        builder.Property(p => p.AccountId).ValueGeneratedNever();
        builder.Property(p => p.Plan).HasMaxLength(8000);
    }
}
