using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Jobs;

/// <summary><c>/api/jobs</c>: what runs by itself, and starting it now.</summary>
public static class JobsApi
{
    public sealed record JobView(
        string Name, string Title, string? About, string Schedule, bool IsLate, DateTimeOffset? RunningSince, DateTimeOffset? NextRunAt, string? LastOutcome,
        DateTimeOffset? LastStartedAt, DateTimeOffset? LastFinishedAt, string? LastResult, DateTimeOffset? LastSucceededAt)
    {
        public static JobView From(JobStatus s, DateTimeOffset now) => new(s.Job.Name, s.Job.Title, s.Job.About, ScheduleWords.Of(s.Job, TimeZoneInfo.Utc, DisplayFormat.Default, now),
            s.IsLate, s.Live?.RunningSince, s.Live?.NextRunAt, s.State?.Outcome.ToString(), s.State?.StartedAt, s.State?.FinishedAt, s.State?.Result,
            s.State?.SucceededAt);
    }

    public sealed record JobRunView(Guid Id, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, string Outcome, string? Result);

    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/jobs");
        api.MapGet("", async (JobQueries jobs, TimeProvider clock, CancellationToken cancellationToken) =>
            new ApiList<JobView>([.. (await jobs.AllAsync(cancellationToken)).Select(s => JobView.From(s, clock.GetUtcNow()))], null)).RequireAuthorization(JobsPermissions.View);
        api.MapGet("/{name}/runs", RunsAsync).RequireAuthorization(JobsPermissions.View);
        api.MapPost("/{name}/run", RunAsync).RequireAuthorization(JobsPermissions.Run);
    }

    private static async Task<Results<Ok<ApiList<JobRunView>>, ProblemHttpResult>> RunsAsync(
        string name, string? cursor, JobQueries jobs, JobRunner runner, CancellationToken cancellationToken)
    {
        if (runner.Find(name) is not { } job) return ApiResults.Problem(Refusal.NotFound);
        var page = await jobs.RunsAsync(job.Name, cursor, cancellationToken);
        return TypedResults.Ok(new ApiList<JobRunView>(
            [.. page.Items.Select(r => new JobRunView(r.Id, r.StartedAt, r.FinishedAt, r.Outcome.ToString(), r.Result))], page.Next));
    }

    /// <summary>202: it was started; ask for the job or its runs to see how it went.</summary>
    private static async Task<Results<Accepted, ProblemHttpResult>> RunAsync(string name, JobStarter starter, CancellationToken cancellationToken)
    {
        var started = await starter.RunAsync(name, cancellationToken);
        return started.Ok ? TypedResults.Accepted($"/api/jobs/{started.Value.Name}/runs") : ApiResults.Problem(started.Refusal);
    }
}
