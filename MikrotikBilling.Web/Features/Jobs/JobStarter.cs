using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Web.Features.Jobs;

/// <summary>Starts a job for somebody, and keeps who it was.</summary>
public sealed class JobStarter(JobRunner runner, JobSchedule schedule, AuditLog audit, AppDbContext db)
{
    public async Task<Result<JobDefinition>> RunAsync(string name, CancellationToken cancellationToken)
    {
        if (runner.Find(name) is not { } job) return Refusal.NotFound;
        var asked = await schedule.RunNowAsync(job, cancellationToken);
        if (!asked.Ok) return asked.Refusal;
        audit.Record("job.started", "job", job.Id, $"Started the job {job.Name}.");
        await db.SaveChangesAsync(cancellationToken);
        return job;
    }
}
