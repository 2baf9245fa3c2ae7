using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Jobs;

/// <summary>A job that is late or failed, in words.</summary>
public sealed record JobAlert(string Name, Phrase Title, Phrase Why);

/// <summary>Late and failed jobs: the same for everyone, so they are read every few seconds at most.</summary>
internal sealed class JobsDashboard(JobQueries jobs) : IDashboardSource
{
    private const string Trouble = "jobs";
    private static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(15);

    public IReadOnlyList<DashboardPart> Parts { get; } =
        [new(Trouble, DashboardPlace.Note, 30, "Jobs that need a look", "Background jobs that are late or failed. Shown while there are any.", JobsPermissions.View)];

    public async Task<IReadOnlyList<DashboardContent>> ReadAsync(DashboardRequest request, CancellationToken cancellationToken)
    {
        if (!request.Wants(Trouble)) return [];
        var alerts = await request.KeptAsync(Trouble, KeepFor, async () => (IReadOnlyList<JobAlert>)[.. (await jobs.TroubledAsync(cancellationToken)).Select(s => new JobAlert(s.Job.Name, s.Job.Title,
            s.IsLate ? "has not succeeded for more than twice its usual time" : $"failed: {s.State?.Result}"))]);
        return alerts.Count == 0 ? [] : [DashboardContent.Of<JobsInTrouble>(Trouble, (nameof(JobsInTrouble.Jobs), alerts))];
    }
}
