using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>Which node works on a router, until when.</summary>
public sealed class RouterLease
{
    public Guid RouterId { get; init; }
    public Guid Owner { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
}

internal sealed class RouterLeaseConfiguration : IEntityTypeConfiguration<RouterLease>
{
    public void Configure(EntityTypeBuilder<RouterLease> builder) => builder.ToTable("RouterLeases").HasKey(l => l.RouterId);
}

/// <summary>
/// Leases, so that of several nodes one works on a router at a time. Taken by a conditional update that must touch exactly one row. On SQLite
/// there is one process and every lease is ours.
/// </summary>
public sealed class RouterLeases(
    IServiceScopeFactory scopes, IOptions<DatabaseOptions> database, IOptions<ProvisioningOptions> options, TimeProvider clock)
{
    private readonly Guid _owner = Guid.CreateVersion7();
    private readonly System.Collections.Concurrent.ConcurrentDictionary<Guid, DateTimeOffset> _held = new();

    /// <summary>True when this node holds the lease now, fresh for at least half its length.</summary>
    public async ValueTask<bool> HoldAsync(Guid routerId, CancellationToken cancellationToken)
    {
        if (database.Value.Provider == DatabaseProvider.Sqlite) return true;
        var (now, length) = (clock.GetUtcNow(), options.Value.LeaseLength);
        if (_held.TryGetValue(routerId, out var until) && until - now > length / 2) return true;

        var expires = now + length;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var taken = await db.Set<RouterLease>().Where(l => l.RouterId == routerId && (l.Owner == _owner || l.ExpiresAt < now))
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.Owner, _owner).SetProperty(l => l.ExpiresAt, expires), cancellationToken);
        if (taken == 0 && !await db.Set<RouterLease>().AnyAsync(l => l.RouterId == routerId, cancellationToken))
        {
            db.Add(new RouterLease { RouterId = routerId, Owner = _owner, ExpiresAt = expires });
            try
            {
                taken = await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException e) when (e.IsUniqueViolation())
            {
                taken = 0;
            }
        }
        if (taken == 0) _held.TryRemove(routerId, out _);
        else _held[routerId] = expires;
        return taken == 1;
    }

    /// <summary>Gives back what this node holds, so that another need not wait for it to run out.</summary>
    public async Task ReleaseAllAsync(CancellationToken cancellationToken)
    {
        if (_held.IsEmpty) return;
        _held.Clear();
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AppDbContext>().Set<RouterLease>().Where(l => l.Owner == _owner).ExecuteDeleteAsync(cancellationToken);
    }
}
