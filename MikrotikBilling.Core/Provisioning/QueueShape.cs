using System.Globalization;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>A simple queue's row (RouterOS manual, "Queues").</summary>
internal sealed class QueueShape : RowShape<WantedQueue>
{
    public override string Menu => "/queue/simple";

    public override string Noun => "simple queue";

    public override string[] Columns => [".id", "name", "target", "max-limit", "burst-limit", "burst-threshold", "burst-time", "disabled", "comment"];

    public override RouterOsCommand Add(WantedQueue wanted)
    {
        var limits = Limits.Of(wanted.Rate);
        var add = RouterOsCommand.Of("/queue/simple/add").With("name", wanted.Name).With("target", Target(wanted)).With("max-limit", limits.Max);
        if (wanted.Rate.HasBurst) add = add.With("burst-limit", limits.Burst).With("burst-threshold", limits.Threshold).With("burst-time", limits.Time);
        return add.With("comment", wanted.Comment);
    }

    public override IEnumerable<RouterOsCommand> Changes(WantedQueue wanted, RouterOsRow row)
    {
        var limits = Limits.Of(wanted.Rate);
        var set = Set(row)
            .With("name", row.Text("name") == wanted.Name ? null : wanted.Name)
            .With("target", row.Text("target") == Target(wanted) ? null : Target(wanted))
            .With("max-limit", RateString.Same(row["max-limit"], limits.Max) ? null : limits.Max)
            .With("burst-limit", RateString.Same(row["burst-limit"], limits.Burst) ? null : limits.Burst)
            .With("burst-threshold", RateString.Same(row["burst-threshold"], limits.Threshold) ? null : limits.Threshold)
            .With("burst-time", SameTime(row["burst-time"], limits.Time) ? null : limits.Time)
            .With("comment", row.Text("comment") == wanted.Comment ? null : wanted.Comment)
            .With("disabled", row.Flag("disabled") ? "no" : null);
        return IfAny(set, row);
    }

    public override bool IsAsWanted(WantedQueue wanted, RouterOsRow row) =>
        row.Text("target") == Target(wanted) && RateString.Same(row["max-limit"], Limits.Of(wanted.Rate).Max) && !row.Flag("disabled");

    /// <summary>A queue only limits.</summary>
    public override bool GivesAccess(WantedQueue wanted, RouterOsRow row) => false;

    private static string Target(WantedQueue wanted) => $"{wanted.Address}/32";

    private static bool SameTime(string? left, string right) => TimeOf(left) == TimeOf(right);

    private static (TimeSpan?, TimeSpan?) TimeOf(string? pair)
    {
        var parts = (pair ?? "").Split('/');
        return (RouterOsDuration.Parse(parts[0]) ?? TimeSpan.Zero, RouterOsDuration.Parse(parts[^1]) ?? TimeSpan.Zero);
    }

    /// <summary>Upload first: a queue's target is the customer.</summary>
    private sealed record Limits(string Max, string Burst, string Threshold, string Time)
    {
        public static Limits Of(RateLimit rate)
        {
            var max = Pair(rate.Upload, rate.Download);
            if (!rate.HasBurst) return new Limits(max, "0/0", "0/0", "0s/0s");
            var seconds = (rate.BurstSeconds ?? 8).ToString(CultureInfo.InvariantCulture);
            return new Limits(max, Pair(rate.BurstUpload ?? rate.Upload, rate.BurstDownload ?? rate.Download),
                Pair(rate.ThresholdUpload ?? rate.Upload, rate.ThresholdDownload ?? rate.Download), $"{seconds}s/{seconds}s");
        }

        private static string Pair(long upload, long download) => $"{BitRate.ToRouterOs(upload)}/{BitRate.ToRouterOs(download)}";
    }
}
