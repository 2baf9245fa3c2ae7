using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Reports.Saved;

/// <summary>Keeps reports with their filters, each for the person who saved it.</summary>
public sealed class SavedReportService(AppDbContext db, SavableReports savable, CurrentActor actor, AuditLog audit, TimeProvider clock)
{
    private const string Subject = "saved-report";
    private const int Most = 50;

    public async Task<Result<SavedReport>> SaveAsync(SaveReport input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (actor.Id is not { } owner) return new Refusal("saved-report.nobody", "Only a person can save a report.");
        var read = savable.Read(input.Of);
        if (!read.Ok) return read.Refusal;
        return await KeepAsync(async token =>
        {
            if (await db.Set<SavedReport>().CountAsync(r => r.OwnerId == owner, token) >= Most) return new Refusal("saved-report.many", $"At most {Most}. Delete one that you do not need.");
            var saved = new SavedReport
            {
                Name = input.Name.Trim(),
                Path = read.Value.Report.Path,
                Query = read.Value.Query,
                OwnerId = owner,
                OwnerName = actor.Name,
                IsShared = input.IsShared,
                CreatedAt = clock.GetUtcNow(),
            };
            db.Add(saved);
            audit.Record("saved-report.added", Subject, saved.Id, $"Saved the report {saved.Name}.");
            await db.SaveChangesAsync(token);
            return saved;
        }, cancellationToken);
    }

    /// <param name="mayAny">Also of others, where they are shared.</param>
    public Task<Result<SavedReport>> EditAsync(Guid id, SaveReport input, bool mayAny, int? version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        return KeepAsync(async token =>
        {
            if (await OwnAsync(id, mayAny, token) is not { } saved) return Refusal.NotFound;
            if (version is { } expected) db.Expect(saved, expected);
            (saved.Name, saved.IsShared) = (input.Name.Trim(), input.IsShared);
            audit.Record("saved-report.edited", Subject, id, $"Edited the saved report {saved.Name}.");
            await db.SaveChangesAsync(token);
            return saved;
        }, cancellationToken);
    }

    public Task<Result<SavedReport>> DeleteAsync(Guid id, bool mayAny, CancellationToken cancellationToken) => db.ChangeAsync<SavedReport>(async token =>
    {
        if (await OwnAsync(id, mayAny, token) is not { } saved) return Refusal.NotFound;
        db.Remove(saved);
        audit.Record("saved-report.deleted", Subject, id, $"Deleted the saved report {saved.Name}.");
        await db.SaveChangesAsync(token);
        return saved;
    }, cancellationToken);

    private Task<SavedReport?> OwnAsync(Guid id, bool mayAny, CancellationToken cancellationToken)
    {
        var me = actor.Id;
        return db.Set<SavedReport>().SingleOrDefaultAsync(r => r.Id == id && (r.OwnerId == me || (mayAny && r.IsShared)), cancellationToken);
    }

    private async Task<Result<SavedReport>> KeepAsync(Func<CancellationToken, Task<Result<SavedReport>>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await db.ChangeAsync(work, cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation("Name") || e.IsUniqueViolation("SavedReports"))
        {
            return new Refusal("saved-report.name-taken", "One of this name is saved already.", nameof(SaveReport.Name));
        }
    }
}

/// <summary>Reports that somebody saved, and those that made themselves.</summary>
public sealed class SavedReportQueries(AppDbContext db, SavableReports savable)
{
    public const int PageSize = 31;

    /// <summary>Own ones and shared ones, of reports that the person may see.</summary>
    /// <param name="held">The permissions of the person.</param>
    public async Task<IReadOnlyList<SavedReport>> CustomAsync(Guid? person, Func<string, bool> held, CancellationToken cancellationToken)
    {
        var seen = savable.All.Where(r => r.Permissions.All(held)).Select(r => r.Path).ToHashSet(StringComparer.Ordinal);
        var found = await db.Set<SavedReport>().AsNoTracking().Where(r => r.OwnerId == person || r.IsShared).OrderBy(r => r.Name).ThenBy(r => r.Id).ToListAsync(cancellationToken);
        return found.FindAll(r => seen.Contains(r.Path));
    }

    public async Task<SavedReport?> FindCustomAsync(Guid id, Guid? person, Func<string, bool> held, CancellationToken cancellationToken) =>
        (await CustomAsync(person, held, cancellationToken)).FirstOrDefault(r => r.Id == id);

    /// <summary>Those that made themselves, newest first; without their contents.</summary>
    public async Task<Page<GeneratedLine>> GeneratedAsync(ReportRhythm? rhythm, string? cursor, CancellationToken cancellationToken, int size = PageSize)
    {
        var mark = Cursor.Decode<Position>(cursor);
        var back = mark is { Back: true };
        var rows = db.Set<GeneratedReport>().AsNoTracking();
        if (rhythm is { } wanted) rows = rows.Where(r => r.Rhythm == wanted);
        if (mark is { Day: var day, Id: var id })
            rows = back
                ? rows.Where(r => r.LastDay >= day && (r.LastDay > day || r.Id > id))
                : rows.Where(r => r.LastDay <= day && (r.LastDay < day || r.Id < id));
        rows = back ? rows.OrderBy(r => r.LastDay).ThenBy(r => r.Id) : rows.OrderByDescending(r => r.LastDay).ThenByDescending(r => r.Id);
        var found = await rows.Take(size + 1).Select(r => new GeneratedLine(r.Id, r.Rhythm, r.FirstDay, r.LastDay, r.MadeAt, r.IsLate)).ToListAsync(cancellationToken);
        return Edges.Page(found, size, mark is not null, back, (line, turned) => Cursor.Encode(new Position(line.LastDay, line.Id, turned)));
    }

    public Task<GeneratedReport?> FindGeneratedAsync(Guid id, CancellationToken cancellationToken) =>
        db.Set<GeneratedReport>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);

    private sealed record Position(DateOnly Day, Guid Id, bool Back);
}

/// <summary>One that made itself, in a list.</summary>
public sealed record GeneratedLine(Guid Id, ReportRhythm Rhythm, DateOnly FirstDay, DateOnly LastDay, DateTimeOffset MadeAt, bool IsLate)
{
    public Periods.DaySpan Days => new(FirstDay, LastDay);
}
