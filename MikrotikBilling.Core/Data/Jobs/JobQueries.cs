using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Data.Jobs;

public sealed class JobQueries(AppDbContext db, JobRunner runner, JobSchedule schedule, ProgramStart start, TimeProvider clock)
{
    public const int PageSize = 50;

    /// <summary>Every job, by name.</summary>
    public async Task<IReadOnlyList<JobStatus>> AllAsync(CancellationToken cancellationToken)
    {
        var states = await StatesAsync(cancellationToken);
        var live = await schedule.LiveAsync(cancellationToken);
        return [.. runner.Definitions.Select(job => Status(job, states.GetValueOrDefault(job.Name), live.GetValueOrDefault(job.Name)))];
    }

    public async Task<JobStatus?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var job = runner.Find(name);
        var key = job?.Name ?? name;
        var state = await db.Set<JobState>().AsNoTracking().SingleOrDefaultAsync(s => s.Job == key, cancellationToken);
        return job is null ? null : Status(job, state, (await schedule.LiveAsync(cancellationToken)).GetValueOrDefault(job.Name));
    }

    /// <summary>Those that have not succeeded for too long.</summary>
    public async Task<IReadOnlyList<JobStatus>> LateAsync(CancellationToken cancellationToken)
    {
        var states = await StatesAsync(cancellationToken);
        return [.. runner.Definitions.Select(job => Status(job, states.GetValueOrDefault(job.Name), null)).Where(s => s.IsLate)];
    }

    /// <summary>Those that are late, and those whose last run failed.</summary>
    public async Task<IReadOnlyList<JobStatus>> TroubledAsync(CancellationToken cancellationToken)
    {
        var states = await StatesAsync(cancellationToken);
        return [.. runner.Definitions.Select(job => Status(job, states.GetValueOrDefault(job.Name), null)).Where(s => s.IsLate || s.HasFailed)];
    }

    /// <summary>Runs of one job, newest first.</summary>
    public async Task<Page<JobRun>> RunsAsync(string job, string? cursor, CancellationToken cancellationToken)
    {
        var rows = db.Set<JobRun>().AsNoTracking().Where(r => r.Job == job);
        var from = Cursor.Decode<Position>(cursor);
        if (from is { Back: true })
            rows = rows.Where(r => r.StartedAt >= from.At && (r.StartedAt > from.At || r.Id > from.Id)).OrderBy(r => r.StartedAt).ThenBy(r => r.Id);
        else if (from is not null)
            rows = rows.Where(r => r.StartedAt <= from.At && (r.StartedAt < from.At || r.Id < from.Id)).OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.Id);
        else rows = rows.OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.Id);
        var items = await rows.Take(PageSize + 1).ToListAsync(cancellationToken);
        return Edges.Page(items, PageSize, from is not null, from is { Back: true }, (run, back) => Cursor.Encode(new Position(run.StartedAt, run.Id, back)));
    }

    private JobStatus Status(JobDefinition job, JobState? state, JobLive? live) =>
        new(job, state, live, Lateness.IsLate(job, state, clock.GetUtcNow(), start.At));

    private async Task<Dictionary<string, JobState>> StatesAsync(CancellationToken cancellationToken) =>
        await db.Set<JobState>().AsNoTracking().ToDictionaryAsync(s => s.Job, StringComparer.Ordinal, cancellationToken);

    private sealed record Position(DateTimeOffset At, Guid Id, bool Back = false);
}
