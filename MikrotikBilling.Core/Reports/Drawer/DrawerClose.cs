using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Reports.Drawer;

/// <summary>
/// The cash drawer as it was counted once: what should have been in it, what was, and what stays for the next one. Written once and never changed. Each
/// begins where the one before it ended, so no cash is counted in two of them and none in neither.
/// </summary>
[Unaudited]
public sealed class DrawerClose : ITenantOwned
{
    /// <summary>Made with the form, so that pressing twice closes once.</summary>
    public Guid Id { get; init; }

    public Guid TenantId { get; set; }

    /// <summary>From 1 on, without gaps; unique for a currency, so of two who close at once one is first.</summary>
    public int Number { get; init; }

    public required string Currency { get; init; }
    public DateTimeOffset At { get; init; }
    public DateOnly ClosedOn { get; init; }

    /// <summary>What lay in it at the beginning.</summary>
    public Money Opening { get; init; }

    /// <summary>Cash that came in since, by the ledger, less what went out.</summary>
    public Money Taken { get; init; }

    public Money Counted { get; init; }

    /// <summary>Stays in it for the next one; the rest was taken out.</summary>
    public Money Left { get; init; }

    /// <summary>Why it is not what it should be.</summary>
    public string? Reason { get; init; }

    /// <summary>What the ledger's cash account holds after it, the difference included: the next one begins there.</summary>
    public Money Booked { get; init; }

    public Guid? ActorId { get; init; }
    public required string ActorName { get; init; }

    public Money Expected => Opening + Taken;

    /// <summary>Above zero there was too much.</summary>
    public Money Difference => Counted - Expected;

    public Money TakenOut => Counted - Left;
}

internal sealed class DrawerCloseConfiguration : IEntityTypeConfiguration<DrawerClose>
{
    public const string Table = "DrawerCloses";

    public void Configure(EntityTypeBuilder<DrawerClose> builder)
    {
        builder.ToTable(Table);
        builder.Ignore(c => c.Expected);
        builder.Ignore(c => c.Difference);
        builder.Ignore(c => c.TakenOut);
        builder.Property(c => c.Currency).HasMaxLength(3);
        builder.Property(c => c.Reason).HasMaxLength(300);
        builder.Property(c => c.ActorName).HasMaxLength(120);
        builder.HasIndex(c => new { c.TenantId, c.Currency, c.Number }).IsUnique();
    }
}
