using System.Globalization;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>
/// Simple queues for fixed addresses (RouterOS manual, "Queues"). A queue limits; what shuts an address out is its entry in the list of
/// the blocked, which one firewall rule of the operator drops.
/// </summary>
internal sealed class QueueWriter(IRouterOsConnection connection, string blockedList) : AccountWriter<WantedQueue>(connection)
{
    protected override string Menu => "/queue/simple";

    protected override string Noun => "simple queue";

    protected override string[] Columns => [".id", "name", "target", "max-limit", "burst-limit", "burst-threshold", "burst-time", "disabled", "comment"];

    protected override RouterOsCommand Add(WantedQueue wanted)
    {
        var limits = Limits.Of(wanted.Rate);
        var add = RouterOsCommand.Of("/queue/simple/add").With("name", wanted.Name).With("target", Target(wanted)).With("max-limit", limits.Max);
        if (wanted.Rate.HasBurst) add = add.With("burst-limit", limits.Burst).With("burst-threshold", limits.Threshold).With("burst-time", limits.Time);
        return add.With("comment", wanted.Comment);
    }

    protected override IEnumerable<RouterOsCommand> Changes(WantedQueue wanted, RouterOsRow row)
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

    protected override bool IsAsWanted(WantedQueue wanted, RouterOsRow row) =>
        row.Text("target") == Target(wanted) && RateString.Same(row["max-limit"], Limits.Of(wanted.Rate).Max) && !row.Flag("disabled");

    /// <summary>Who has no access is put on the list of the blocked, who has it again is taken off; only entries with our mark are touched.</summary>
    protected override async Task FinishAsync(IReadOnlyList<Step> steps, CancellationToken cancellationToken)
    {
        var before = await EntriesAsync(cancellationToken);
        var changes = new List<(Step Step, Task Work)>();
        foreach (var step in steps.Where(s => s.Failure is null))
        {
            var wrong = before[step.Wanted.BlockMark].Where(e => !IsBlocked(step.Wanted) || e.Text("address") != step.Wanted.Address).ToList();
            var missing = IsBlocked(step.Wanted) && !before[step.Wanted.BlockMark].Any(e => e.Text("address") == step.Wanted.Address);
            if (wrong.Count > 0 || missing) changes.Add((step, ChangeAsync(step, wrong, missing, cancellationToken)));
        }
        if (changes.Count == 0) return;
        await Task.WhenAll(changes.Select(c => c.Work));
        var after = await EntriesAsync(cancellationToken);
        foreach (var (step, _) in changes.Where(c => c.Step.Failure is null && IsBlocked(c.Step.Wanted) != after[c.Step.Wanted.BlockMark].Any()))
            step.Failure = AccountOutcome.Unsettled(step.Wanted, $"The list {blockedList} does not hold what it should for {step.Wanted.Address}.");
    }

    private async Task ChangeAsync(Step step, List<RouterOsRow> wrong, bool missing, CancellationToken cancellationToken)
    {
        var wanted = step.Wanted;
        try
        {
            await RowMenu.RemoveAsync(Connection, "/ip/firewall/address-list", wrong, cancellationToken);
            if (missing)
                await Connection.RunAsync(RouterOsCommand.Of("/ip/firewall/address-list/add").With("list", blockedList).With("address", wanted.Address)
                    .With("comment", wanted.BlockMark.ToComment(wanted.Name)), cancellationToken);
        }
        catch (RouterOsException e) when (e.Kind == RouterOsErrorKind.Duplicate)
        {
            step.Failure = AccountOutcome.Conflicting(wanted, $"The list {blockedList} has an entry for {wanted.Address} that is not ours. It was left alone; the address stays blocked until it is removed there.");
        }
        catch (RouterOsException e) when (e is { IsConnectionFault: false, IsTransient: false })
        {
            step.Failure = AccountOutcome.Failed(wanted, e);
        }
    }

    private async Task<ILookup<OwnershipMark?, RouterOsRow>> EntriesAsync(CancellationToken cancellationToken) =>
        (await RowMenu.AllAsync(Connection, RouterOsCommand.Of("/ip/firewall/address-list/print").Columns(".id", "address", "comment").WhereEquals("list", blockedList), cancellationToken))
            .ToLookup(r => OwnershipMark.Parse(r["comment"]));

    private static bool IsBlocked(WantedQueue wanted) => wanted is { IsWanted: true, Enabled: false };

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
