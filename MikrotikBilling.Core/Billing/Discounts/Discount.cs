using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;

namespace MikrotikBilling.Core.Billing.Discounts;

public enum DiscountKind
{
    /// <summary>For everyone, or for those who know its code.</summary>
    Promotion,

    /// <summary>For a customer whom another one brought, who may get something for it.</summary>
    Referral,

    /// <summary>For those who stay: by the number of their renewals.</summary>
    Loyalty,

    /// <summary>For those it is given to.</summary>
    Manual,
}

public enum DiscountScope { AllProfiles, ChosenProfiles, WholeInvoice }

public enum DiscountTiming { FirstInvoice, EveryInvoice }

public enum LoyaltyRule
{
    /// <summary>Each third, sixth, ninth renewal.</summary>
    EachNth,

    /// <summary>The third renewal and all after it.</summary>
    FromNth,
}

/// <summary>Takes a percentage or an amount off. Of several that fit, the one that takes most off is applied; they are not stacked.</summary>
public sealed class Discount : ITenantOwned, IVersioned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public required string Name { get; set; }
    public DiscountKind Kind { get; init; }

    /// <summary>As it is given to people: <c>SUMMER-26</c>. Promotions only.</summary>
    public string? Code { get; set; }

    /// <summary><see cref="DiscountCode.Key"/> of it.</summary>
    [Unaudited] public string? CodeKey { get; set; }

    /// <summary>10 is 10 %; null where an amount comes off.</summary>
    public decimal? Percent { get; set; }

    /// <summary>Zero where a percentage comes off.</summary>
    public Money Amount { get; set; }

    public DiscountScope Scope { get; set; }
    public DiscountTiming Timing { get; set; }
    public DateOnly ValidFrom { get; set; }

    /// <summary>The last day; null without an end.</summary>
    public DateOnly? ValidTo { get; set; }

    /// <summary>How often in all; null without a limit.</summary>
    public int? UseLimit { get; set; }

    /// <summary>How often for one customer; null without a limit.</summary>
    public int? PerCustomerLimit { get; set; }

    /// <summary>The N of <see cref="LoyaltyRule"/>.</summary>
    public int? LoyaltyAfter { get; set; }

    public LoyaltyRule LoyaltyRule { get; set; }

    /// <summary>What the one who brought the customer gets as credit once the first invoice is paid; zero for nothing.</summary>
    public Money ReferrerReward { get; set; }

    public bool IsActive { get; set; } = true;

    /// <summary>Kept by each use.</summary>
    [Unaudited] public int Used { get; set; }

    /// <summary>What all uses together took off.</summary>
    [Unaudited] public Money Effect { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
    public int Version { get; set; }

    public DiscountSelection Selection => new(Id, Name, Percent, Percent is null ? Amount : null);

    public bool IsUsedUp => UseLimit is { } limit && Used >= limit;

    public DiscountState StateOn(DateOnly day) =>
        !IsActive ? DiscountState.Stopped
        : ValidTo is { } last && day > last ? DiscountState.Ended
        : IsUsedUp ? DiscountState.UsedUp
        : day < ValidFrom ? DiscountState.Planned
        : DiscountState.Running;
}

public enum DiscountState { Running, Planned, UsedUp, Ended, Stopped }

/// <summary>A profile that a discount for chosen profiles is for.</summary>
public sealed class DiscountProfile : ITenantOwned
{
    public Guid DiscountId { get; init; }
    public Guid ProfileId { get; init; }
    public Guid TenantId { get; set; }
}

/// <summary>A discount that came off an invoice.</summary>
[Unaudited]
public sealed class DiscountUse : ITenantOwned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public Guid DiscountId { get; init; }
    public Guid CustomerId { get; init; }
    public Guid InvoiceId { get; init; }

    /// <summary>What it took off, before tax.</summary>
    public Money Effect { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>The invoice was voided: the use counts no more.</summary>
    public DateTimeOffset? TakenBackAt { get; set; }
}

/// <summary>A discount that somebody was given, or has brought a code for: it applies to his invoices by itself.</summary>
public sealed class CustomerDiscount : ITenantOwned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public Guid CustomerId { get; init; }
    public Guid DiscountId { get; init; }

    /// <summary>Null for all his services.</summary>
    public Guid? SubscriptionId { get; init; }

    /// <summary>The last day; null for as long as the discount runs.</summary>
    public DateOnly? Until { get; init; }

    public DateTimeOffset GivenAt { get; init; }
    public required string GivenBy { get; init; }

    public bool Holds(Guid? subscriptionId, DateOnly on) => (Until is not { } last || on <= last) && (SubscriptionId is null || SubscriptionId == subscriptionId);
}

/// <summary>What somebody was credited for a customer he brought; once for each customer brought.</summary>
public sealed class ReferralReward : ITenantOwned
{
    /// <summary>The customer who was brought.</summary>
    public Guid CustomerId { get; init; }
    public Guid TenantId { get; set; }
    public Guid ReferrerId { get; init; }
    public Guid DiscountId { get; init; }

    /// <summary>The first invoice, now paid.</summary>
    public Guid InvoiceId { get; init; }

    public Money Amount { get; init; }
    public DateTimeOffset At { get; init; }
}

internal sealed class DiscountConfiguration : IEntityTypeConfiguration<Discount>
{
    public void Configure(EntityTypeBuilder<Discount> builder)
    {
        builder.ToTable("Discounts");
        builder.Ignore(d => d.Selection);
        builder.Ignore(d => d.IsUsedUp);
        builder.Property(d => d.Name).HasMaxLength(80);
        builder.Property(d => d.Code).HasMaxLength(DiscountCode.MaxLength);
        builder.Property(d => d.CodeKey).HasMaxLength(DiscountCode.MaxLength);
        builder.Property(d => d.Percent).HasPrecision(6, 3);
        builder.HasIndex(d => new { d.TenantId, d.Name }).IsUnique();
        builder.HasIndex(d => new { d.TenantId, d.CodeKey }).IsUnique();
    }
}

internal sealed class DiscountProfileConfiguration : IEntityTypeConfiguration<DiscountProfile>
{
    public void Configure(EntityTypeBuilder<DiscountProfile> builder)
    {
        builder.ToTable("DiscountProfiles").HasKey(p => new { p.DiscountId, p.ProfileId });
        builder.HasOne<Discount>().WithMany().HasForeignKey(p => p.DiscountId);
        builder.HasOne<Profile>().WithMany().HasForeignKey(p => p.ProfileId);
    }
}

internal sealed class DiscountUseConfiguration : IEntityTypeConfiguration<DiscountUse>
{
    public void Configure(EntityTypeBuilder<DiscountUse> builder)
    {
        builder.ToTable("DiscountUses");
        builder.HasOne<Discount>().WithMany().HasForeignKey(u => u.DiscountId);
        builder.HasOne<Customer>().WithMany().HasForeignKey(u => u.CustomerId);
        builder.HasIndex(u => new { u.InvoiceId, u.DiscountId }).IsUnique();
        builder.HasIndex(u => new { u.DiscountId, u.Id });
        builder.HasIndex(u => new { u.CustomerId, u.DiscountId });
    }
}

internal sealed class CustomerDiscountConfiguration : IEntityTypeConfiguration<CustomerDiscount>
{
    public void Configure(EntityTypeBuilder<CustomerDiscount> builder)
    {
        builder.ToTable("CustomerDiscounts");
        builder.Property(d => d.GivenBy).HasMaxLength(160);
        builder.HasOne<Discount>().WithMany().HasForeignKey(d => d.DiscountId);
        builder.HasOne<Customer>().WithMany().HasForeignKey(d => d.CustomerId);
        builder.HasIndex(d => new { d.CustomerId, d.DiscountId }).IsUnique();
    }
}

internal sealed class ReferralRewardConfiguration : IEntityTypeConfiguration<ReferralReward>
{
    public void Configure(EntityTypeBuilder<ReferralReward> builder)
    {
        builder.ToTable("ReferralRewards").HasKey(r => r.CustomerId);
        builder.HasOne<Customer>().WithOne().HasForeignKey<ReferralReward>(r => r.CustomerId);
        builder.HasOne<Discount>().WithMany().HasForeignKey(r => r.DiscountId);
        builder.HasIndex(r => r.ReferrerId);
    }
}
