using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Notifications;

/// <summary>An email as lists show it.</summary>
public sealed record EmailLine
{
    public Guid Id { get; init; }
    public required string Kind { get; init; }
    public required string ToAddress { get; init; }
    public string? ToName { get; init; }
    public required string Subject { get; init; }
    public Guid? CustomerId { get; init; }
    public EmailState State { get; init; }
    public int Attempts { get; init; }
    public DateTimeOffset NextTryAt { get; init; }
    public string? LastError { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? SentAt { get; init; }
}

/// <summary>One email in full.</summary>
public sealed record EmailView(EmailLine Line, string Text, IReadOnlyList<EmailAttachmentRef> Attachments, DateTimeOffset? GiveUpAt);

/// <param name="Text">Somewhere in address or name.</param>
public sealed record EmailFilter(EmailState? State = null, string? Text = null, string? Cursor = null);

public sealed class EmailQueries(AppDbContext db)
{
    public const int PageSize = 50;

    /// <summary>Newest first.</summary>
    public Task<Page<EmailLine>> ListAsync(EmailFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var mark = Cursor.Decode<Position>(filter.Cursor);
        var back = mark is { Back: true };
        var rows = db.Set<OutgoingEmail>().AsNoTracking();
        if (filter.State is { } state) rows = rows.Where(m => m.State == state);
        if (mark is not null)
            rows = back
                ? rows.Where(m => m.CreatedAt >= mark.At && (m.CreatedAt > mark.At || m.Id > mark.Id))
                : rows.Where(m => m.CreatedAt <= mark.At && (m.CreatedAt < mark.At || m.Id < mark.Id));
        var text = filter.Text?.Trim().ToLowerInvariant();
        return WindowedPages.ReadAsync(Ordered(Lines(rows), back),
            string.IsNullOrEmpty(text) ? null : r => r.Where(m => m.ToAddress.ToLower().Contains(text) || (m.ToName != null && m.ToName.ToLower().Contains(text))),
            r => Ordered(r, back), PageSize, back, (line, turned) => Cursor.Encode(new Position(line.CreatedAt, line.Id, turned)),
            mark is null ? null : turned => Cursor.Encode(mark with { Back = turned }), cancellationToken);
    }

    public async Task<EmailView?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var row = await db.Set<OutgoingEmail>().AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, cancellationToken);
        return row is null ? null : new EmailView(new EmailLine
        {
            Id = row.Id,
            Kind = row.Kind,
            ToAddress = row.ToAddress,
            ToName = row.ToName,
            Subject = row.Subject,
            CustomerId = row.CustomerId,
            State = row.State,
            Attempts = row.Attempts,
            NextTryAt = row.NextTryAt,
            LastError = row.LastError,
            CreatedAt = row.CreatedAt,
            SentAt = row.SentAt,
        }, row.Text, row.Attachments, row.GiveUpAt);
    }

    /// <summary>How many wait, counted up to <paramref name="most"/>.</summary>
    public Task<int> WaitingAsync(int most, CancellationToken cancellationToken) =>
        db.Set<OutgoingEmail>().Where(m => m.State == EmailState.Waiting).Take(most).CountAsync(cancellationToken);

    /// <summary>Over all tenants whose email is not set up: how many wait, counted up to <paramref name="most"/>.</summary>
    public Task<int> StuckAsync(int most, CancellationToken cancellationToken)
    {
        var ready = db.Set<EmailSettings>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(s => s.IsEnabled && s.Host != "" && s.FromAddress != "");
        return db.Set<OutgoingEmail>().IgnoreQueryFilters(QueryFilters.AllTenants)
            .Where(m => m.State == EmailState.Waiting && !ready.Any(s => s.TenantId == m.TenantId)).Take(most).CountAsync(cancellationToken);
    }

    private static IQueryable<EmailLine> Lines(IQueryable<OutgoingEmail> rows) => rows.Select(m => new EmailLine
    {
        Id = m.Id,
        Kind = m.Kind,
        ToAddress = m.ToAddress,
        ToName = m.ToName,
        Subject = m.Subject,
        CustomerId = m.CustomerId,
        State = m.State,
        Attempts = m.Attempts,
        NextTryAt = m.NextTryAt,
        LastError = m.LastError,
        CreatedAt = m.CreatedAt,
        SentAt = m.SentAt,
    });

    private static IQueryable<EmailLine> Ordered(IQueryable<EmailLine> rows, bool back) =>
        back ? rows.OrderBy(m => m.CreatedAt).ThenBy(m => m.Id) : rows.OrderByDescending(m => m.CreatedAt).ThenByDescending(m => m.Id);

    private sealed record Position(DateTimeOffset At, Guid Id, bool Back = false);
}
