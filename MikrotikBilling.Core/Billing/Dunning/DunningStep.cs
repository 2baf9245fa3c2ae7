using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Billing.Dunning;

public enum DunningAction
{
    /// <summary>An e-mail; until the next step the customer has grace.</summary>
    Remind,

    /// <summary>The service is disabled until the invoice is paid.</summary>
    Suspend,

    /// <summary>The service ends for good.</summary>
    Cancel,
}

/// <summary>What happens so many days after the due day of an invoice that is not paid.</summary>
public sealed class DunningStep : ITenantOwned, IVersioned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public int DaysAfterDue { get; set; }
    public DunningAction Action { get; set; }
    public bool IsActive { get; set; } = true;
    public int Version { get; set; }
}

/// <summary>A step that was taken for an invoice. There is one at most, so that a second run or node takes none twice.</summary>
[Unaudited]
public sealed class DunningNotice : ITenantOwned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public Guid InvoiceId { get; init; }
    public Guid StepId { get; init; }
    public DunningAction Action { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>Passed over, because a later step was due already.</summary>
    public bool IsSkipped { get; init; }
}

internal sealed class DunningStepConfiguration : IEntityTypeConfiguration<DunningStep>
{
    public void Configure(EntityTypeBuilder<DunningStep> builder)
    {
        builder.ToTable("DunningSteps");
        builder.HasIndex(s => new { s.TenantId, s.DaysAfterDue, s.Action }).IsUnique();
    }
}

internal sealed class DunningNoticeConfiguration : IEntityTypeConfiguration<DunningNotice>
{
    public void Configure(EntityTypeBuilder<DunningNotice> builder)
    {
        builder.ToTable("DunningNotices");
        builder.HasOne<Invoice>().WithMany().HasForeignKey(n => n.InvoiceId);
        builder.HasOne<DunningStep>().WithMany().HasForeignKey(n => n.StepId);
        builder.HasIndex(n => new { n.InvoiceId, n.StepId }).IsUnique();
    }
}
