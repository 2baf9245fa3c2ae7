using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>Which row of a router an account is.</summary>
public enum AccountKind { PppSecret, HotspotUser, SimpleQueue }

/// <summary>
/// What one subscription should be on one router. The contract raises <see cref="DesiredVersion"/>; the router's lane makes it so, reads
/// it back and only then sets <see cref="AppliedVersion"/>. What the content should be is read from the contract at that moment, so ten
/// changes cost one write.
/// </summary>
public sealed class RouterAccount : ITenantOwned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; set; }
    public Guid SubscriptionId { get; init; }
    public Subscription? Subscription { get; init; }
    public Guid RouterId { get; init; }
    public AccountKind Kind { get; init; }

    /// <summary>False: nothing of it shall be left on the router.</summary>
    public bool IsWanted { get; set; } = true;

    public int DesiredVersion { get; set; } = 1;
    public int AppliedVersion { get; set; }

    /// <summary>Since when the router differs from the wish; null when it holds it.</summary>
    public DateTimeOffset? StaleSince { get; set; }

    public DateTimeOffset? AppliedAt { get; set; }

    /// <summary>Name of the row we made, to find it again after a change of name.</summary>
    public string? AppliedName { get; set; }

    /// <summary>What was applied, without secrets; a difference here ends the session so that it takes effect.</summary>
    public string? AppliedContent { get; set; }

    public RouterOsErrorKind? ErrorKind { get; set; }
    public string? Error { get; set; }

    /// <summary>A row of the same name that is not ours stands in the way; a person must decide.</summary>
    public bool IsConflict { get; set; }

    /// <summary>Without access it would be cut off, together with so many others that a person must say so first.</summary>
    public DateTimeOffset? HeldSince { get; set; }

    /// <summary>Somebody of the staff asked for what is wished now, so it waits for nobody's leave.</summary>
    public bool IsByPerson { get; set; }

    /// <summary>The row of this name was made by hand and may be taken over: it gets our mark, and keeps what it has.</summary>
    public bool Adopts { get; set; }

    /// <summary>Known from the router, kept in the books only: nothing is written until somebody says so.</summary>
    public bool IsHandsOff { get; set; }

    /// <summary>Somebody waits for it to be applied, or for its first session after that (<see cref="IAwaitedListener"/>).</summary>
    public bool IsAwaited { get; set; }

    public int Attempts { get; set; }
    public DateTimeOffset? NextAttemptAt { get; set; }
}

internal sealed class RouterAccountConfiguration : IEntityTypeConfiguration<RouterAccount>
{
    public void Configure(EntityTypeBuilder<RouterAccount> builder)
    {
        builder.ToTable("RouterAccounts");
        // Raised by set-based changes; what was applied is saved only while the wish is still the one that was applied.
        builder.Property(a => a.DesiredVersion).IsConcurrencyToken();
        builder.Property(a => a.AppliedName).HasMaxLength(64);
        builder.Property(a => a.AppliedContent).HasMaxLength(500);
        builder.Property(a => a.Error).HasMaxLength(500);
        builder.HasOne(a => a.Subscription).WithMany().HasForeignKey(a => a.SubscriptionId);
        builder.HasOne<Router>().WithMany().HasForeignKey(a => a.RouterId);
        builder.HasIndex(a => new { a.SubscriptionId, a.RouterId, a.Kind }).IsUnique();
        builder.HasIndex(a => new { a.RouterId, a.AppliedName });
        builder.HasIndex(a => new { a.RouterId, a.StaleSince });
        builder.HasIndex(a => new { a.StaleSince, a.NextAttemptAt });
        builder.HasIndex(a => new { a.TenantId, a.StaleSince });
        builder.HasIndex(a => new { a.TenantId, a.HeldSince }).HasFilter("\"HeldSince\" IS NOT NULL");
    }
}
