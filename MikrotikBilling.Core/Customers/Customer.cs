using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Counts;

namespace MikrotikBilling.Core.Customers;

/// <summary>The state of a customer's service, as lists filter by it. Kept by Subscriptions.</summary>
public enum ServiceStatus { None, Pending, Active, Grace, Suspended, Expired, Paused, Cancelled, Ready }

/// <summary>
/// The person or company that pays. The <c>Main…</c> columns repeat facts of the customer's main subscription, so that one index serves
/// each filter and sort of the list; Subscriptions keeps them in the transaction that changes the facts.
/// </summary>
public sealed class Customer : IVersioned, ICounted
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }

    /// <summary>Counts up per tenant; people see <c>C-000123</c>.</summary>
    public long Number { get; init; }

    public required string Name { get; set; }

    /// <summary>Lower-case, for sorting the same on every database.</summary>
    public required string SortName { get; set; }

    public string? Email { get; set; }

    /// <summary>E.164.</summary>
    public string? Phone { get; set; }

    public string? Address { get; set; }

    /// <summary>For companies: as it stands on invoices, when it differs from <see cref="Name"/>.</summary>
    public string? Company { get; set; }

    /// <summary>Number at the tax office, in whatever form the country has.</summary>
    public string? TaxNumber { get; set; }

    /// <summary>ISO 3166-1 alpha-2; null is the tenant's own. Decides with <see cref="Region"/> which taxes apply.</summary>
    public string? Country { get; set; }

    /// <summary>State, county or province, as people write it.</summary>
    public string? Region { get; set; }

    public string? Notes { get; set; }

    /// <summary>Came with a voucher or from a hotspot's page and has no account: put away once his time is up.</summary>
    public bool IsGuest { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Put away: out of the lists, kept for the books.</summary>
    public DateTimeOffset? ArchivedAt { get; set; }

    public int Version { get; set; }

    [Unaudited] public Guid? MainSubscriptionId { get; set; }
    [Unaudited] public string? MainUserName { get; set; }
    [Unaudited] public ServiceStatus MainStatus { get; set; }
    [Unaudited] public Guid? MainProfileId { get; set; }
    [Unaudited] public Guid? MainRouterId { get; set; }
    [Unaudited] public DateTimeOffset? MainExpiresAt { get; set; }

    public string NumberText => NumberOf(Number);

    /// <summary>Customers are counted by state; those put away are not.</summary>
    public string? CountedAs => ArchivedAt is null ? MainStatus.ToString() : null;

    public static string NumberOf(long number) => $"C-{number:D6}";
}

internal sealed class CustomerConfiguration : IEntityTypeConfiguration<Customer>
{
    private const string InLists = "\"ArchivedAt\" IS NULL";

    public void Configure(EntityTypeBuilder<Customer> builder)
    {
        builder.ToTable("Customers");
        builder.Ignore(c => c.NumberText);
        builder.Ignore(c => c.CountedAs);
        builder.Property(c => c.Name).HasMaxLength(160);
        builder.Property(c => c.SortName).HasMaxLength(160);
        builder.Property(c => c.Email).HasMaxLength(254);
        builder.Property(c => c.Phone).HasMaxLength(16);
        builder.Property(c => c.Address).HasMaxLength(500);
        builder.Property(c => c.Company).HasMaxLength(160);
        builder.Property(c => c.TaxNumber).HasMaxLength(40);
        builder.Property(c => c.Country).HasMaxLength(2);
        builder.Property(c => c.Region).HasMaxLength(60);
        builder.Property(c => c.Notes).HasMaxLength(4000);
        builder.Property(c => c.MainUserName).HasMaxLength(64);
        builder.HasIndex(c => new { c.TenantId, c.Number }).IsUnique();
        builder.HasIndex(c => new { c.TenantId, c.ArchivedAt, c.Id });
        builder.HasIndex(c => new { c.TenantId, c.SortName, c.Id }).HasFilter(InLists);
        builder.HasIndex(c => new { c.TenantId, c.MainExpiresAt, c.Id }).HasFilter(InLists);
        builder.HasIndex(c => new { c.TenantId, c.MainStatus, c.SortName, c.Id }).HasFilter(InLists);
        builder.HasIndex(c => new { c.TenantId, c.MainStatus, c.MainExpiresAt, c.Id }).HasFilter(InLists);
        builder.HasIndex(c => new { c.TenantId, c.MainProfileId, c.SortName, c.Id }).HasFilter(InLists);
        builder.HasIndex(c => new { c.TenantId, c.MainRouterId, c.SortName, c.Id }).HasFilter(InLists);
        builder.HasIndex(c => new { c.TenantId, c.MainProfileId, c.MainExpiresAt, c.Id }).HasFilter(InLists);
        builder.HasIndex(c => new { c.TenantId, c.MainRouterId, c.MainExpiresAt, c.Id }).HasFilter(InLists);
    }
}
