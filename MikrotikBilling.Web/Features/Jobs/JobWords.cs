using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Jobs;

internal static class JobWords
{
    public static (Tone Tone, Phrase Text) State(JobStatus status) => status switch
    {
        { Live.RunningSince: not null } => (Tone.Info, "Running"),
        { Live.IsAsked: true } => (Tone.Info, "Starting"),
        { HasFailed: true } => (Tone.Bad, "Failed"),
        { IsLate: true } => (Tone.Warn, "Late"),
        { State: null } => (Tone.Neutral, "Not yet"),
        _ => (Tone.Good, "Done"),
    };

    public static bool IsBusy(JobStatus status) => status.Live is { RunningSince: not null } or { IsAsked: true };

    public static string Took(TimeSpan took) => took < TimeSpan.FromSeconds(1) ? Phrase.Of($"{(int)took.TotalMilliseconds} ms") : Units.Duration(took);

    public static string Took(JobRun run) => run.FinishedAt is { } end ? Took(end - run.StartedAt) : "";
}
