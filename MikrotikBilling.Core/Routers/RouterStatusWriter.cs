using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Routers;

/// <summary>Records what a contact with a router told; listeners hear when its state changes. Set-based: no edit is disturbed.</summary>
public sealed class RouterStatusWriter(IServiceScopeFactory scopes, IEnumerable<IRouterStateListener> listeners, TimeProvider clock)
{
    public Task OnlineAsync(Guid routerId, RouterHealth health, CancellationToken cancellationToken) =>
        WriteAsync([new RouterContact(routerId, health, null)], cancellationToken);

    public Task OfflineAsync(Guid routerId, RouterOsException error, CancellationToken cancellationToken) =>
        WriteAsync([new RouterContact(routerId, null, error)], cancellationToken);

    /// <summary>So often it begins anew when another node told of the same outage first.</summary>
    private const int Most = 3;

    /// <summary>Many at once in one transaction, with the outages that begin and end.</summary>
    public async Task WriteAsync(IReadOnlyCollection<RouterContact> contacts, CancellationToken cancellationToken)
    {
        var changed = new List<(Guid Id, RouterState State)>();
        var replaced = new List<(Guid Id, string Before, string Now)>();
        for (var attempt = 1; ; attempt++)
        {
            changed.Clear();
            replaced.Clear();
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await SaveAsync(scope.ServiceProvider, contacts, changed, replaced, cancellationToken);
                break;
            }
            catch (DbUpdateException e) when (attempt < Most && e.IsUniqueViolation("RouterOutages"))
            {
                // the outage is there now and is found
            }
        }
        foreach (var (id, state) in changed)
            foreach (var listener in listeners) listener.StateChanged(id, state);
        foreach (var (id, before, now) in replaced)
            foreach (var listener in listeners) listener.DeviceChanged(id, before, now);
    }

    private async Task SaveAsync(
        IServiceProvider services, IReadOnlyCollection<RouterContact> contacts, List<(Guid Id, RouterState State)> changed, List<(Guid Id, string Before, string Now)> replaced, CancellationToken cancellationToken)
    {
        var (db, outages, now) = (services.GetRequiredService<AppDbContext>(), services.GetRequiredService<RouterOutages>(), clock.GetUtcNow());
        var ids = contacts.Select(c => c.RouterId).ToList();
        await db.InTransactionAsync(async token =>
        {
            var rows = await db.Set<RouterStatus>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(s => ids.Contains(s.RouterId)).ToListAsync(token);
            var wereAway = rows.Where(r => r.State == RouterState.Offline).Select(r => r.RouterId).ToHashSet();
            foreach (var contact in contacts)
            {
                if (rows.FirstOrDefault(r => r.RouterId == contact.RouterId) is not { } row) continue;
                if (row.SerialNumber is { } serial && contact.Health?.SerialNumber is { } shown && serial != shown) replaced.Add((row.RouterId, serial, shown));
                if (Apply(row, contact, now)) changed.Add((row.RouterId, row.State));
            }
            await outages.FollowAsync(rows.FindAll(r => r.State == RouterState.Offline || wereAway.Contains(r.RouterId)), now, token);
            await db.SaveChangesAsync(token);
        }, cancellationToken);
    }

    private static bool Apply(RouterStatus row, RouterContact contact, DateTimeOffset now)
    {
        var state = contact.Error is null ? RouterState.Online : RouterState.Offline;
        var changed = row.State != state;
        if (changed) (row.State, row.Since) = (state, now);
        row.CheckedAt = now;
        row.CountedSince ??= now;
        if (contact.Error is { } error)
        {
            row.ErrorKind = error.Kind;
            row.Error = error.Message.Length <= 500 ? error.Message : error.Message[..500];
            row.ShownCertificate = error.CertificateSha256;
            row.OnlineSessions = 0;
            return changed;
        }
        row.SeenAt = now;
        (row.ErrorKind, row.Error, row.ShownCertificate) = (null, null, null);
        if (contact.Health is not { } health) return changed;
        // A younger uptime or another serial number: it was restarted or replaced between two looks, and may hold something else now.
        changed |= row.UptimeSeconds is { } before && health.Uptime is { } uptime && uptime.TotalSeconds < before;
        changed |= row.SerialNumber is { } serial && health.SerialNumber is { } shown && serial != shown;
        row.Identity = Clip(health.Identity, 128);
        row.OsVersion = Clip(health.OsVersion, 64);
        row.Board = Clip(health.Board, 64);
        row.SerialNumber = Clip(health.SerialNumber, 64);
        row.UptimeSeconds = (long?)health.Uptime?.TotalSeconds;
        row.CpuLoadPercent = health.CpuLoadPercent;
        row.FreeMemoryBytes = health.FreeMemory;
        row.TotalMemoryBytes = health.TotalMemory;
        row.FreeDiskBytes = health.FreeDisk;
        row.TotalDiskBytes = health.TotalDisk;
        return changed;
    }

    private static string? Clip(string? text, int length) => text is { } t && t.Length > length ? t[..length] : text;
}

/// <summary>One contact: what the router told, or why there was none.</summary>
public sealed record RouterContact(Guid RouterId, RouterHealth? Health, RouterOsException? Error);
