using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Shell;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it can do its work.</summary>
internal static class Health
{
    private const string Ready = "ready";

    public static void AddHealth(this IServiceCollection services) => services.AddHealthChecks()
        .AddCheck<DatabaseCheck>("database", tags: [Ready])
        .AddCheck<JobsCheck>("jobs", tags: [Ready])
        .AddCheck<EmailCheck>("email", tags: [Ready])
        .AddCheck<PrintingCheck>("pdf", tags: [Ready]);

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        routes.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(Ready),
            ResponseWriter = (context, report) => context.Response.WriteAsJsonAsync(new
            {
                status = report.Status.ToString(),
                checks = report.Entries.Select(e => new { name = e.Key, status = e.Value.Status.ToString(), e.Value.Description }),
            }, context.RequestAborted),
        }).AllowAnonymous();
    }
}

internal sealed class DatabaseCheck(AppDbContext db) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await db.Database.ExecuteSqlRawAsync("SELECT 1", cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.");
        }
    }
}

/// <summary>Names jobs that have not succeeded for too long. The program still serves: degraded, not unhealthy.</summary>
internal sealed class JobsCheck(JobQueries jobs) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var late = await jobs.LateAsync(cancellationToken);
        return late.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"Late: {string.Join(", ", late.Select(s => s.Job.Name))}.");
    }
}

/// <summary>Tells of emails that wait for a way out. Nothing else waits for them: degraded, not unhealthy.</summary>
internal sealed class EmailCheck(EmailQueries emails) : IHealthCheck
{
    private const int Most = 1000;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var stuck = await emails.StuckAsync(Most, cancellationToken);
        return stuck == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"E-mail is not set up: {(stuck == Most ? $"{Most} or more" : stuck)} wait.");
    }
}
