using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways.Kept;

/// <summary>A way to pay that a customer left with a provider and agreed to be charged by. No number of a card: the provider has that, here is its id for it.</summary>
[Unaudited]
public sealed class SavedMethod : ITenantOwned, IVersioned
{
    /// <summary>Declined so often in a row, it is set aside.</summary>
    public const int MostFailures = 3;

    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public Guid CustomerId { get; init; }
    public Guid AccountId { get; init; }
    public required string Gateway { get; init; }

    /// <summary>Of the account when it was kept; the other system does not know it.</summary>
    public GatewayMode Mode { get; init; }

    /// <summary>The provider's ids of it and of the payer.</summary>
    public required string MethodId { get; init; }

    public required string ProviderCustomerId { get; set; }

    /// <summary><c>Visa ···· 4242</c></summary>
    public required string Label { get; set; }

    public DateOnly? LastDay { get; set; }

    /// <summary>The request by which the payer agreed, and when it was kept. Only what is due from then on is charged.</summary>
    public Guid AgreedById { get; private set; }

    public DateTimeOffset KeptAt { get; private set; }

    /// <summary>Declined in a row.</summary>
    public int Failures { get; private set; }

    public DateTimeOffset? LastChargedAt { get; private set; }
    public DateTimeOffset? LastFailedAt { get; private set; }
    public string? LastFailure { get; private set; }
    public DateTimeOffset? RemovedAt { get; private set; }
    public string? RemovedBecause { get; private set; }

    /// <summary>When the provider is told to forget it; null where it was.</summary>
    public DateTimeOffset? ForgetAt { get; set; }

    public int Version { get; set; }

    public bool IsKept => RemovedAt is null;

    public KeptMethod Told => new(MethodId, ProviderCustomerId, Label, LastDay);

    public bool IsOver(DateOnly today) => LastDay < today;

    /// <summary>The payer agreed, for the first time or once more.</summary>
    public void Keep(Guid attemptId, DateTimeOffset now)
    {
        (AgreedById, KeptAt) = (attemptId, now);
        (Failures, RemovedAt, RemovedBecause, ForgetAt) = (0, null, null, null);
    }

    public void Charged(DateTimeOffset now) => (LastChargedAt, Failures) = (now, 0);

    /// <summary>True where that was once too often.</summary>
    public bool Declined(string words, DateTimeOffset now)
    {
        (LastFailedAt, LastFailure) = (now, TextRules.Cut(words, 300));
        return ++Failures >= MostFailures;
    }

    /// <summary>Not charged any more; the provider is told at the next round, or by whoever removes it.</summary>
    public void Remove(string because, DateTimeOffset now) => (RemovedAt, RemovedBecause, ForgetAt) = (now, TextRules.Cut(because, 200), now);
}

internal sealed class SavedMethodConfiguration : IEntityTypeConfiguration<SavedMethod>
{
    public void Configure(EntityTypeBuilder<SavedMethod> builder)
    {
        builder.ToTable("SavedMethods");
        builder.Ignore(m => m.IsKept);
        builder.Ignore(m => m.Told);
        builder.Property(m => m.Gateway).HasMaxLength(24);
        builder.Property(m => m.MethodId).HasMaxLength(120);
        builder.Property(m => m.ProviderCustomerId).HasMaxLength(120);
        builder.Property(m => m.Label).HasMaxLength(80);
        builder.Property(m => m.LastFailure).HasMaxLength(300);
        builder.Property(m => m.RemovedBecause).HasMaxLength(200);
        builder.HasOne<Customer>().WithMany().HasForeignKey(m => m.CustomerId);
        builder.HasOne<GatewayAccount>().WithMany().HasForeignKey(m => m.AccountId);
        builder.HasIndex(m => new { m.AccountId, m.MethodId }).IsUnique();
        builder.HasIndex(m => new { m.TenantId, m.CustomerId });
        builder.HasIndex(m => m.ForgetAt);
    }
}
