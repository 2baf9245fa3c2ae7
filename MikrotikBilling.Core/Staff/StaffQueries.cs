using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Staff;

/// <param name="LinkExpiresAt">That of the open invitation or reset link; in the past when nobody used it in time.</param>
public sealed record StaffLine(
    Guid Id, string FullName, string? UserName, string Email, string? Phone, StaffRole Role, StaffState State, DateTimeOffset CreatedAt,
    DateTimeOffset? LastSignInAt, DateTimeOffset? LinkExpiresAt, int Version, string? Language = null)
{
    public bool CanBeDeleted => LastSignInAt is null;

    public static StaffLine Of(StaffMember s) => new(
        s.Id, s.FullName, s.OwnUserName, s.Email ?? "", s.PhoneNumber, s.Role, s.State, s.CreatedAt, s.LastSignInAt, s.LinkExpiresAt, s.Version, s.Language);
}

public sealed record SessionLine(
    Guid Id, bool IsApi, string? From, string? UserAgent, DateTimeOffset StartedAt, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt);

/// <summary>Staff has no tenant filter: each query names the tenant itself.</summary>
public sealed class StaffQueries(AppDbContext db, CurrentTenant tenant, TimeProvider clock)
{
    public const int PageSize = 50;
    public const int MostSessions = 50;

    public async Task<Page<StaffLine>> ListAsync(string? search, StaffRole? role, StaffState? state, string? cursor, CancellationToken cancellationToken)
    {
        var rows = Mine();
        if (role is { } wantedRole) rows = rows.Where(s => s.Role == wantedRole);
        rows = state switch
        {
            StaffState.Active => rows.Where(s => s.IsActive && s.PasswordHash != null),
            StaffState.Invited => rows.Where(s => s.IsActive && s.PasswordHash == null),
            StaffState.Deactivated => rows.Where(s => !s.IsActive),
            _ => rows,
        };
        if (!string.IsNullOrWhiteSpace(search))
        {
            var text = search.Trim().ToLowerInvariant();
            rows = rows.Where(s => s.FullName.ToLower().Contains(text) || s.UserName!.ToLower().Contains(text) || s.Email!.ToLower().Contains(text)
                || s.PhoneNumber!.Contains(text));
        }
        if (Cursor.Decode<Position>(cursor) is { Name: { } name, Id: var id })
            rows = rows.Where(s => string.Compare(s.FullName, name) > 0 || (s.FullName == name && s.Id > id));
        var found = await rows.OrderBy(s => s.FullName).ThenBy(s => s.Id).Take(PageSize + 1).ToListAsync(cancellationToken);
        var next = found.Count > PageSize ? Cursor.Encode(new Position(found[PageSize - 1].FullName, found[PageSize - 1].Id)) : null;
        return new Page<StaffLine>([.. found.Take(PageSize).Select(StaffLine.Of)], next);
    }

    /// <summary>Made by this list.</summary>
    public static bool IsCursor(string text) => Cursor.Decode<Position>(text) is { Name: not null };

    public async Task<StaffLine?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await Mine().SingleOrDefaultAsync(s => s.Id == id, cancellationToken) is { } staff ? StaffLine.Of(staff) : null;

    /// <summary>Sessions that are good now, the latest first; at most <see cref="MostSessions"/>.</summary>
    public async Task<IReadOnlyList<SessionLine>> SessionsAsync(Guid staffId, CancellationToken cancellationToken)
    {
        var (tenantId, now) = (tenant.Required, clock.GetUtcNow());
        return await db.Set<StaffSession>().AsNoTracking()
            .Where(s => s.StaffId == staffId && s.EndedAt == null && s.ExpiresAt > now && s.Staff!.TenantId == tenantId)
            .OrderByDescending(s => s.StartedAt).ThenByDescending(s => s.Id).Take(MostSessions)
            .Select(s => new SessionLine(s.Id, s.IsApi, s.From, s.UserAgent, s.StartedAt, s.LastSeenAt ?? s.StartedAt, s.ExpiresAt)).ToListAsync(cancellationToken);
    }

    private IQueryable<StaffMember> Mine()
    {
        var id = tenant.Required;
        return db.Set<StaffMember>().AsNoTracking().Where(s => s.TenantId == id);
    }

    private sealed record Position(string Name, Guid Id);
}
