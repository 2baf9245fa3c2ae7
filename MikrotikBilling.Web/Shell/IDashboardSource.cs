using System.Collections.Concurrent;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Staff;

namespace MikrotikBilling.Web.Shell;

/// <summary>Notes stand on top while there is something to say, tiles are figures, panels are lists.</summary>
public enum DashboardPlace { Note, Tile, Panel }

/// <summary>Something that can stand on the dashboard.</summary>
/// <param name="Key">Stable, as people's arrangements name it: <c>customers-active</c>.</param>
/// <param name="Order">Its place among those of its kind, until somebody chooses otherwise.</param>
/// <param name="About">What it shows, for the page where one chooses.</param>
/// <param name="Permission">Without it nobody is offered it.</param>
public sealed record DashboardPart(string Key, DashboardPlace Place, int Order, Phrase Title, Phrase About, string Permission)
{
    /// <summary>Shown to those who have chosen nothing.</summary>
    public bool IsUsual { get; init; } = true;
}

/// <summary>A part as it stands now.</summary>
public sealed record DashboardContent(string Key, Type Component, IReadOnlyDictionary<string, object?> Parameters)
{
    public static DashboardContent Tile(string key, Phrase label, Phrase value, Phrase hint, string icon, string? href, Tone tone = Tone.Neutral) =>
        new(key, typeof(Components.StatTile), new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(Components.StatTile.Label)] = label?.ToString(),
            [nameof(Components.StatTile.Value)] = value?.ToString(),
            [nameof(Components.StatTile.Hint)] = hint?.ToString(),
            [nameof(Components.StatTile.Icon)] = icon,
            [nameof(Components.StatTile.Href)] = href,
            [nameof(Components.StatTile.Tone)] = tone,
        });

    public static DashboardContent Of<TComponent>(string key, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var named = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in parameters) named[name] = value;
        return new DashboardContent(key, typeof(TComponent), named);
    }
}

/// <summary>
/// Socket of the dashboard: one feature's parts, registered as <c>IDashboardSource</c>. What a source reads it reads together, from kept figures and
/// small indexed parts of tables: the whole page has eight statements.
/// </summary>
public interface IDashboardSource
{
    IReadOnlyList<DashboardPart> Parts { get; }

    /// <summary>Reads what is wanted and nothing else. A note or panel with nothing to say is left out.</summary>
    Task<IReadOnlyList<DashboardContent>> ReadAsync(DashboardRequest request, CancellationToken cancellationToken);
}

/// <summary>One look of one person at the dashboard.</summary>
public sealed class DashboardRequest(IReadOnlySet<string> wanted, Guid tenantId, DateTimeOffset now, StaffRole role, PermissionCatalog permissions, KeptFigures kept)
{
    private readonly Dictionary<string, object?> _read = new(StringComparer.Ordinal);

    public Guid TenantId => tenantId;

    public DateTimeOffset Now => now;

    public bool Wants(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
            if (wanted.Contains(key)) return true;
        return false;
    }

    /// <summary>Whether a link is worth showing.</summary>
    public bool May(string permission) => permissions.All.TryGetValue(permission, out var known) && known.IsHeldBy(role);

    /// <summary>Read once for a look, whoever asks first.</summary>
    public async Task<T> OnceAsync<T>(string name, Func<Task<T>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        if (_read.TryGetValue(name, out var known)) return (T)known!;
        var value = await read();
        _read[name] = value;
        return value;
    }

    /// <summary>The same for everyone of the tenant for a moment: dear to read, and nobody waits for its second.</summary>
    public Task<T> KeptAsync<T>(string name, TimeSpan keepFor, Func<Task<T>> read) => OnceAsync(name, () => kept.OfAsync(tenantId, name, now, keepFor, read));
}

/// <summary>Figures as last read, by tenant.</summary>
public sealed class KeptFigures
{
    private readonly ConcurrentDictionary<(Guid, string), (object? Value, DateTimeOffset At)> _kept = new();

    public async Task<T> OfAsync<T>(Guid tenantId, string name, DateTimeOffset now, TimeSpan keepFor, Func<Task<T>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        if (_kept.TryGetValue((tenantId, name), out var entry) && now - entry.At < keepFor && now >= entry.At) return (T)entry.Value!;
        var value = await read();
        _kept[(tenantId, name)] = (value, now);
        return value;
    }
}
