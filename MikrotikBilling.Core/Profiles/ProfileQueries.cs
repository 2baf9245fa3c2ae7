using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Profiles;

public sealed record ProfileLine(
    Guid Id, string Name, string Code, RateLimit RateLimit, Money Price, CalendarSpan Duration, long? DataCapBytes,
    PaymentMode PaymentMode, bool IsActive, int Subscriptions)
{
    public ServiceKind Kind { get; init; }

    public ProfileCategory Category { get; init; }

    public bool IsFeatured { get; init; }

    public BillingCycle Cycle => Profile.CycleOf(Duration);

    public long Download => RateLimit.Download;

    public long Upload => RateLimit.Upload;
}

/// <summary>For choosing one.</summary>
public sealed record ProfileChoice(Guid Id, string Name, Money Price, CalendarSpan Duration, long Download, long Upload, ServiceKind Kind);

/// <summary>What the list is asked for.</summary>
public sealed record ProfileFilter(
    string? Search = null, bool? Active = null, string? Cursor = null, bool? Featured = null, ServiceKind? Kind = null, ProfileCategory? Category = null);

/// <summary>For filters: retired ones too, as people may still be on them.</summary>
public sealed record ProfileName(Guid Id, string Name, bool IsActive);

public sealed class ProfileQueries(AppDbContext db, IEnumerable<IProfileUsage> usages)
{
    public const int PageSize = 50;

    public async Task<Page<ProfileLine>> ListAsync(ProfileFilter filter, CancellationToken cancellationToken)
    {
        var rows = db.Set<Profile>().AsNoTracking();
        if (filter.Active is { } active) rows = rows.Where(p => p.IsActive == active);
        if (filter.Featured is { } featured) rows = rows.Where(p => p.IsFeatured == featured);
        if (filter.Kind is { } kind) rows = rows.Where(p => p.Kind == kind);
        if (filter.Category is { } category) rows = rows.Where(p => p.Category == category);
        if (!string.IsNullOrWhiteSpace(filter.Search))
        {
            var text = filter.Search.Trim().ToLowerInvariant();
            rows = rows.Where(p => p.Name.ToLower().Contains(text) || p.Code.Contains(text));
        }
        if (Cursor.Decode<Position>(filter.Cursor) is { } after) rows = rows.Where(p => string.Compare(p.Name, after.Name) > 0);
        var found = await rows.OrderBy(p => p.Name).Take(PageSize + 1).ToListAsync(cancellationToken);
        var next = found.Count > PageSize ? Cursor.Encode(new Position(found[PageSize - 1].Name)) : null;
        var shown = found.Take(PageSize).ToList();
        var counts = await CountsAsync(shown, cancellationToken);
        return new Page<ProfileLine>(shown.ConvertAll(p => Line(p, counts.GetValueOrDefault(p.Id))), next);
    }

    public async Task<Profile?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await db.Set<Profile>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancellationToken);

    public async Task<ProfileLine?> LineAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } profile) return null;
        return Line(profile, await UsersAsync(id, cancellationToken));
    }

    /// <summary>How many subscriptions are on it.</summary>
    public async Task<int> UsersAsync(Guid id, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var usage in usages) count += (await usage.CountsAsync([id], cancellationToken)).GetValueOrDefault(id);
        return count;
    }

    public Task<bool> AnyAsync(CancellationToken cancellationToken) => db.Set<Profile>().AnyAsync(cancellationToken);

    /// <summary>Those on sale.</summary>
    public async Task<IReadOnlyList<ProfileChoice>> ChoicesAsync(CancellationToken cancellationToken)
    {
        var rows = await db.Set<Profile>().AsNoTracking().Where(p => p.IsActive).OrderBy(p => p.Name).ToListAsync(cancellationToken);
        return rows.ConvertAll(p => new ProfileChoice(p.Id, p.Name, p.Price, p.Duration, p.Download, p.Upload, p.Kind));
    }

    public async Task<IReadOnlyList<ProfileName>> NamesAsync(CancellationToken cancellationToken) =>
        await db.Set<Profile>().AsNoTracking().OrderBy(p => p.Name).Select(p => new ProfileName(p.Id, p.Name, p.IsActive)).ToListAsync(cancellationToken);

    private async Task<Dictionary<Guid, int>> CountsAsync(List<Profile> profiles, CancellationToken cancellationToken)
    {
        var ids = profiles.ConvertAll(p => p.Id);
        var counts = new Dictionary<Guid, int>();
        foreach (var usage in usages)
            foreach (var (id, count) in await usage.CountsAsync(ids, cancellationToken))
                counts[id] = counts.GetValueOrDefault(id) + count;
        return counts;
    }

    public static ProfileLine Line(Profile p, int subscriptions) => new(
        p.Id, p.Name, p.Code, p.RateLimit, p.Price, p.Duration, p.DataCapBytes, p.PaymentMode, p.IsActive, subscriptions)
    {
        Kind = p.Kind,
        Category = p.Category,
        IsFeatured = p.IsFeatured,
    };

    /// <summary>Made by this list.</summary>
    public static bool IsCursor(string text) => Cursor.Decode<Position>(text) is { Name: not null };

    private sealed record Position(string Name);
}
