using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Billing.Ledger;

/// <summary>One event in the books, with entries that cancel out. Never changed and never deleted; a mistake is undone by a counter-entry.</summary>
[Unaudited]
public sealed class LedgerTransaction : ITenantOwned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public DateTimeOffset At { get; init; }

    /// <summary>The day it counts for, in the tenant's zone.</summary>
    public DateOnly BookedOn { get; init; }

    public LedgerKind Kind { get; init; }

    /// <summary>The payment, invoice, allocation… that it books.</summary>
    public Guid SourceId { get; init; }

    public Guid? CustomerId { get; init; }

    /// <summary>One line for people.</summary>
    public required string Text { get; init; }

    /// <summary>Who did it.</summary>
    public required string ActorName { get; init; }

    public Guid? ActorId { get; init; }

    /// <summary>The transaction that this one undoes.</summary>
    public Guid? ReversesId { get; init; }
}

/// <summary>One side of a transaction.</summary>
[Unaudited]
public sealed class LedgerEntry : ITenantOwned
{
    public long Id { get; init; }
    public Guid TenantId { get; set; }
    public Guid TransactionId { get; init; }
    public LedgerAccount Account { get; init; }

    /// <summary>For the accounts that are kept per customer.</summary>
    public Guid? CustomerId { get; init; }

    /// <summary>Method of payment, name of the tax, provider: what the account is divided by.</summary>
    public string Detail { get; init; } = "";

    /// <summary>For revenue: what was sold, where it is known.</summary>
    public Guid? ProfileId { get; init; }

    /// <summary>For revenue: the router of the service.</summary>
    public Guid? RouterId { get; init; }

    /// <summary>Debit is positive, credit negative.</summary>
    public Money Amount { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>The day it counts for, in the tenant's zone.</summary>
    public DateOnly BookedOn { get; init; }
}

internal sealed class LedgerTransactionConfiguration : IEntityTypeConfiguration<LedgerTransaction>
{
    public const string Table = "LedgerTransactions";

    public void Configure(EntityTypeBuilder<LedgerTransaction> builder)
    {
        builder.ToTable(Table);
        builder.Property(t => t.Text).HasMaxLength(200);
        builder.Property(t => t.ActorName).HasMaxLength(120);
        builder.HasIndex(t => new { t.TenantId, t.Kind, t.SourceId }).IsUnique();
        builder.HasIndex(t => new { t.TenantId, t.Id });
        builder.HasIndex(t => new { t.TenantId, t.BookedOn, t.Id });
        builder.HasIndex(t => new { t.TenantId, t.CustomerId, t.Id });
    }
}

internal sealed class LedgerEntryConfiguration : IEntityTypeConfiguration<LedgerEntry>
{
    public const string Table = "LedgerEntries";

    public void Configure(EntityTypeBuilder<LedgerEntry> builder)
    {
        builder.ToTable(Table);
        builder.Property(e => e.Detail).HasMaxLength(60);
        builder.HasOne<LedgerTransaction>().WithMany().HasForeignKey(e => e.TransactionId);
        builder.HasIndex(e => new { e.TenantId, e.CustomerId, e.Id });
        builder.HasIndex(e => new { e.TenantId, e.BookedOn, e.Account });
        builder.HasIndex(e => new { e.TenantId, e.BookedOn }, "IX_LedgerEntries_VoucherLiability").HasFilter("\"Account\" = 'VoucherLiability'");
    }
}
