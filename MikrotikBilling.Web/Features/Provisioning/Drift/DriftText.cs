using System.Globalization;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Provisioning.Reconcile;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Provisioning.Drift;

/// <summary>Comparisons in words.</summary>
internal static class DriftText
{
    public static readonly IReadOnlyList<SelectOption> Categories =
        [new("missing", "Missing"), new("changed", "Changed"), new("orphaned", "Orphaned"), new("conflicting", "Conflicting"), new("foreign", "Of others")];

    public static (Tone Tone, Phrase Text) Of(DriftCategory category) => category switch
    {
        DriftCategory.Missing => (Tone.Bad, "Missing"),
        DriftCategory.Changed => (Tone.Warn, "Changed"),
        DriftCategory.Orphaned => (Tone.Warn, "Orphaned"),
        DriftCategory.Conflicting => (Tone.Bad, "Conflicting"),
        _ => (Tone.Neutral, "Of others"),
    };

    public static (Tone Tone, Phrase Text) Of(ReconcileRun run) => run.State switch
    {
        ReconcileState.Waiting => (Tone.Info, "Waiting for the router's turn"),
        ReconcileState.Running => (Tone.Info, "Reading the router"),
        ReconcileState.Failed => (Tone.Bad, "Failed"),
        _ when run.IsBraked => (Tone.Warn, "Held back"),
        _ when run.Differences == 0 => (Tone.Good, "As in the books"),
        _ when run.Conflicting > 0 => (Tone.Warn, Phrase.Of($"{Units.Count(run.Conflicting)} conflicting")),
        _ when run.Repaired > 0 => (Tone.Good, "Put right"),
        _ => (Tone.Warn, Differences(run.Differences)),
    };

    /// <summary>How a router stands, in a word.</summary>
    public static (Tone Tone, Phrase Text) Of(RouterStand router) => router switch
    {
        { Held: > 0 } or { Drift.IsBraked: true } => (Tone.Bad, "Waits for you"),
        { Drift: null } => (Tone.Neutral, router.State == RouterState.Online ? "Being compared" : "Never compared"),
        { Drift.Error: not null } => (Tone.Warn, "Could not be compared"),
        { Drift.Differences: > 0 } => (Tone.Warn, Differences(router.Drift!.Differences)),
        _ => (Tone.Good, "As in the books"),
    };

    public static Phrase Cause(ReconcileCause cause) => cause switch
    {
        ReconcileCause.Nightly => "at night",
        ReconcileCause.Return => "after it came back",
        ReconcileCause.OnDemand => "on demand",
        ReconcileCause.Command => "by command",
        _ => "by itself",
    };

    public static Phrase Noun(string menu) => menu switch
    {
        "/ppp/secret" => "PPP secret",
        "/ppp/profile" => "PPP profile",
        "/ip/hotspot/user" => "Hotspot user",
        "/ip/hotspot/user/profile" => "Hotspot user profile",
        "/queue/simple" => "Simple queue",
        "/ip/firewall/address-list" => "Address list",
        _ => menu,
    };

    public static Phrase Summary(ReconcileRun run)
    {
        var parts = new List<string>();
        Add(run.Missing, "missing");
        Add(run.Changed, "changed");
        Add(run.Orphaned, "orphaned");
        Add(run.Conflicting, "conflicting");
        return $"{(parts.Count == 0 ? Phrase.Of("No difference") : Phrase.Verbatim(string.Join(", ", parts)))} in {Units.Count(run.RowsRead)} rows; {Units.Count(run.Foreign)} of others left alone.";

        void Add(int count, string what)
        {
            if (count > 0) parts.Add($"{Units.Count(count)} {what}");
        }
    }

    /// <summary>For addresses and hidden fields.</summary>
    public static string Plain(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static Phrase Differences(int count) => count == 1 ? "1 difference" : Phrase.Of($"{Units.Count(count)} differences");
}
