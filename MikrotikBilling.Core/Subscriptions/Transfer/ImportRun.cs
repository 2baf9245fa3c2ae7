using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions.Runs;

namespace MikrotikBilling.Core.Subscriptions.Transfer;

public enum ImportState
{
    /// <summary>The file cannot be read as it is; the note says why.</summary>
    Rejected,

    /// <summary>The file is there; what its columns mean is to be settled.</summary>
    Uploaded,

    /// <summary>Its rows are read and compared with what is there. Nothing is changed yet.</summary>
    Checking,

    /// <summary>What would happen is known; it waits to be told.</summary>
    Checked,

    Importing,
    Done,

    /// <summary>Stopped by a person, because who asked for it may no longer, or because it was never begun.</summary>
    Stopped,
}

/// <summary>One file of customers and services on its way in: uploaded, checked row by row, and brought in only when told.</summary>
[Unaudited]
public sealed class ImportRun : ITenantOwned, IVersioned, IRun
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public required string FileName { get; init; }
    public long Bytes { get; set; }

    /// <summary>Name of the character encoding it is read in.</summary>
    public string Encoding { get; set; } = CsvText.Utf8;

    /// <summary>The bytes are no UTF-8, so the encoding is a guess that somebody should look at.</summary>
    public bool IsEncodingGuessed { get; set; }

    /// <summary>What stands between cells: comma, semicolon, tab or bar.</summary>
    public string Delimiter { get; set; } = ",";

    /// <summary>The first row as JSON.</summary>
    public string Headers { get; set; } = "[]";

    /// <summary>The field of each column, as JSON; null for one that is left out.</summary>
    public string Mapping { get; set; } = "[]";

    public ImportState State { get; set; }

    /// <summary>Why it was rejected or stopped.</summary>
    public string? Note { get; set; }

    public bool StopRequested { get; set; }

    /// <summary>How much of the file was checked.</summary>
    public long BytesChecked { get; set; }

    public int Rows { get; set; }
    public int ToAdd { get; set; }
    public int ToUpdate { get; set; }
    public int Unchanged { get; set; }
    public int Bad { get; set; }
    public int Added { get; set; }
    public int Updated { get; set; }

    /// <summary>Rows that were good when they were checked and could not be brought in any more.</summary>
    public int Failed { get; set; }

    /// <summary>The highest customer number the file brings along; later ones count on from there.</summary>
    public long HighestNumber { get; set; }

    public ActorKind ActorKind { get; init; }
    public Guid? ActorId { get; init; }
    public required string ActorName { get; init; }
    public string? From { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Until then the node that works on it is taken to be alive.</summary>
    public DateTimeOffset? ClaimedUntil { get; set; }

    /// <summary>Its rows were kept long enough and are gone.</summary>
    public DateTimeOffset? PurgedAt { get; set; }

    public int Version { get; set; }

    public bool IsOver => State is ImportState.Done or ImportState.Stopped;

    /// <summary>Nothing was brought in yet, and nobody is at work on it.</summary>
    public static bool IsBeforeWork(ImportState state) => state is ImportState.Rejected or ImportState.Uploaded or ImportState.Checked;

    /// <summary>Columns can be (re)assigned.</summary>
    public bool MayMap => State is ImportState.Rejected or ImportState.Uploaded or ImportState.Checked && Bytes > 0;
}

/// <summary>A piece of the uploaded file, encrypted: it may hold passwords.</summary>
[Unaudited]
public sealed class ImportChunk : ITenantOwned
{
    public const int Size = 256 * 1024;

    public Guid TenantId { get; set; }
    public Guid ImportId { get; init; }
    public int Position { get; init; }
    public required byte[] Data { get; init; }
}

public enum ImportRowState
{
    /// <summary>Makes a service, a customer, or both.</summary>
    New,

    /// <summary>Changes what is there.</summary>
    Update,

    Unchanged,
    Bad,
    Added,
    Updated,

    /// <summary>Was good and could not be brought in any more.</summary>
    Failed,
}

/// <summary>One row of the file and what becomes of it.</summary>
[Unaudited]
public sealed class ImportRow : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid ImportId { get; init; }

    /// <summary>Counts the rows from 1.</summary>
    public int Number { get; init; }

    /// <summary>Where it begins in the file, as an editor counts.</summary>
    public int Line { get; init; }

    public ImportRowState State { get; set; }

    /// <summary>What will be or was done, or why not.</summary>
    public string? Message { get; set; }

    /// <summary>The column that is wrong, when it is one.</summary>
    public TransferField? Field { get; init; }

    /// <summary>Its cells in the order of <see cref="TransferField"/>, as JSON; the password encrypted.</summary>
    public required string Cells { get; init; }

    /// <summary>Given when it is checked, also to customers that are still to be made: bringing it in again makes nobody twice.</summary>
    public Guid? CustomerId { get; init; }

    public Guid? SubscriptionId { get; init; }
}

internal sealed class ImportRunConfiguration : IEntityTypeConfiguration<ImportRun>
{
    public void Configure(EntityTypeBuilder<ImportRun> builder)
    {
        builder.ToTable("ImportRuns");
        builder.Ignore(r => r.IsOver);
        builder.Ignore(r => r.MayMap);
        builder.Property(r => r.FileName).HasMaxLength(200);
        builder.Property(r => r.Encoding).HasMaxLength(40);
        builder.Property(r => r.Delimiter).HasMaxLength(1);
        builder.Property(r => r.Headers).HasMaxLength(40_000);
        builder.Property(r => r.Mapping).HasMaxLength(4000);
        builder.Property(r => r.Note).HasMaxLength(300);
        builder.Property(r => r.ActorName).HasMaxLength(120);
        builder.Property(r => r.From).HasMaxLength(45);
        builder.HasIndex(r => new { r.TenantId, r.Id });
        builder.HasIndex(r => new { r.State, r.ClaimedUntil });
    }
}

internal sealed class ImportChunkConfiguration : IEntityTypeConfiguration<ImportChunk>
{
    public void Configure(EntityTypeBuilder<ImportChunk> builder)
    {
        builder.ToTable("ImportChunks").HasKey(c => new { c.ImportId, c.Position });
        builder.HasOne<ImportRun>().WithMany().HasForeignKey(c => c.ImportId);
    }
}

internal sealed class ImportRowConfiguration : IEntityTypeConfiguration<ImportRow>
{
    public void Configure(EntityTypeBuilder<ImportRow> builder)
    {
        builder.ToTable("ImportRows").HasKey(r => new { r.ImportId, r.Number });
        builder.Property(r => r.Message).HasMaxLength(500);
        builder.Property(r => r.Cells).HasMaxLength(400_000);
        builder.HasOne<ImportRun>().WithMany().HasForeignKey(r => r.ImportId);
        builder.HasIndex(r => new { r.ImportId, r.State, r.Number });
    }
}
