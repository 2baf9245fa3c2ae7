using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Notifications.Notices;

/// <summary>Jobs that are late or whose last run failed.</summary>
internal sealed class JobNotices(JobQueries jobs) : INoticeSource
{
    internal static NoticeCause Cause { get; } = new("job-trouble", NoticeAreas.System, "Jobs late or failing", "A background job failed, or has not succeeded for more than twice its usual time.",
        JobsPermissions.View, NoticeSeverity.Warning);

    public IReadOnlyList<string> Causes { get; } = [Cause.Key];

    public Phrase Ending => "Running well again";

    public async Task<IReadOnlyList<NoticeNews>> LookAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        [.. (await jobs.TroubledAsync(cancellationToken)).Select(job => new NoticeNews(Cause.Key, job.Job.Name, $"The job “{job.Job.Title}” {(job.IsLate ? "is late" : "failed")}",
            job.HasFailed ? job.State?.Result : "It has not succeeded for more than twice its usual time.", $"/jobs/{job.Job.Name}"))];
}

/// <summary>Emails that do not leave the house.</summary>
internal sealed class EmailNotices(AppDbContext db, EmailSettingsQueries settings) : INoticeSource
{
    private const int Most = 1000;

    /// <summary>A server that is away for a moment is nobody's business.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    internal static NoticeCause Cause { get; } = new("emails-stuck", NoticeAreas.System, "Emails do not go out", "The mail server refuses emails or cannot be reached, or none is set up while emails wait.",
        NotificationsPermissions.View, NoticeSeverity.Warning);

    public IReadOnlyList<string> Causes { get; } = [Cause.Key];

    public Phrase Ending => "Going out again";

    public async Task<IReadOnlyList<NoticeNews>> LookAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = now - Patience;
        var isSetUp = (await settings.CurrentAsync(cancellationToken)).IsSetUp;
        // One that waits for its invoice to be printed is not the server's.
        var stuck = db.Set<OutgoingEmail>().Where(m => m.State == EmailState.Waiting && m.CreatedAt <= before && (!isSetUp || (m.LastError != null && m.Attempts > 0)));
        var rows = await stuck.OrderByDescending(m => m.NextTryAt).Take(Most).Select(m => m.LastError).ToListAsync(cancellationToken);
        if (rows.Count == 0) return [];
        var count = rows.Count == Most ? $"{Most} emails or more wait" : rows.Count == 1 ? "One email waits" : $"{rows.Count} emails wait";
        return
        [
            isSetUp
                ? new NoticeNews(Cause.Key, "server", "The mail server does not take our emails", $"{count}. It said: {rows.OfType<string>().FirstOrDefault()}", "/emails?state=Waiting")
                : new NoticeNews(Cause.Key, "server", "Emails wait for a mail server", $"{count} until one is set up under Settings, Email.", "/emails?state=Waiting"),
        ];
    }
}

/// <summary>Where the page of choices puts causes.</summary>
public static class NoticeAreas
{
    public const string Money = "Money";
    public const string Network = "Network";
    public const string System = "System";
}
