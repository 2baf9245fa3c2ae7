using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Billing.Sums;

/// <summary>What a kept sum is divided by, beside day, account, kind, detail and currency.</summary>
public enum SumFacet
{
    /// <summary>As it was booked, with all that is known; every look counts it in.</summary>
    Raw,

    /// <summary>Nothing else.</summary>
    Total,

    /// <summary>Revenue by profile.</summary>
    Profile,

    /// <summary>Revenue by router.</summary>
    Router,

    /// <summary>Revenue and money by who booked it.</summary>
    Staff,
}

/// <summary>
/// A part of what the ledger holds of one day. Rows are only added, in the transaction that books, so two of those never wait for each other;
/// <see cref="FoldSumsJob"/> makes few of many: a look reads the raw rows with those of its facet.
/// </summary>
[Unaudited]
public sealed class LedgerSum : ITenantOwned
{
    public long Id { get; init; }
    public Guid TenantId { get; set; }
    public SumFacet Facet { get; init; }
    public LedgerAccount Account { get; init; }
    public DateOnly BookedOn { get; init; }

    /// <summary>Null for what customers owe and have: most of that comes and goes on one day.</summary>
    public LedgerKind? Kind { get; init; }

    public string Detail { get; init; } = "";
    public required string Currency { get; init; }
    public Guid? ProfileId { get; init; }
    public Guid? RouterId { get; init; }
    public Guid? ActorId { get; init; }

    /// <summary>Debits positive, credits negative.</summary>
    public long Minor { get; init; }

    /// <summary>Entries that make it up; not counted where there is no kind.</summary>
    public int Count { get; init; }

    /// <summary>Whether an account is divided by that.</summary>
    public static bool IsDivided(LedgerAccount account, SumFacet facet) => facet switch
    {
        SumFacet.Profile or SumFacet.Router => account == LedgerAccount.Revenue,
        SumFacet.Staff => account is LedgerAccount.Revenue or LedgerAccount.Cash or LedgerAccount.GatewayClearing,
        _ => true,
    };
}

internal sealed class LedgerSumConfiguration : IEntityTypeConfiguration<LedgerSum>
{
    public void Configure(EntityTypeBuilder<LedgerSum> builder)
    {
        builder.ToTable("LedgerSums");
        builder.Property(s => s.Detail).HasMaxLength(60);
        builder.Property(s => s.Currency).HasMaxLength(3);
        builder.HasIndex(s => new { s.TenantId, s.Facet, s.Account, s.BookedOn });
    }
}
