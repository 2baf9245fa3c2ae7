using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Provisioning.Adoption;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Provisioning.Adoption;

/// <summary>What readings, their rows and decisions are called.</summary>
internal static class AdoptText
{
    public static (Tone Tone, Phrase Text) State(AdoptionLine run) => run.State switch
    {
        AdoptionState.Reading or AdoptionState.Adopting when run.StopRequested => (Tone.Warn, "Stopping"),
        AdoptionState.Reading => (Tone.Info, "Being read"),
        AdoptionState.Incomplete => (Tone.Bad, "Not read to its end"),
        AdoptionState.Proposed => (Tone.Info, "To be decided"),
        AdoptionState.Adopting => (Tone.Info, "At work"),
        AdoptionState.Stopped => (Tone.Warn, "Stopped"),
        _ when run.Failed > 0 => (Tone.Warn, "Done, with failures"),
        _ => (Tone.Good, "Done"),
    };

    public static (Tone Tone, Phrase Text) Row(AdoptionRowLine row) => row switch
    {
        { State: AdoptionRowState.Adopted } => (Tone.Good, "Adopted"),
        { State: AdoptionRowState.Failed } => (Tone.Bad, "Failed"),
        { State: AdoptionRowState.Ours } => (Tone.Neutral, "In the books"),
        { MayDecide: false } => (Tone.Neutral, "Stays as it is"),
        { Decision: AdoptionDecision.None } => (Tone.Warn, "To be decided"),
        _ => (row.Decision == AdoptionDecision.LeaveAlone ? Tone.Neutral : Tone.Good, Decision(row.Decision)),
    };

    public static Phrase Decision(AdoptionDecision decision) => decision switch
    {
        AdoptionDecision.Adopt => "Adopt",
        AdoptionDecision.Together => "Adopt as one person",
        AdoptionDecision.Match => "Adopt for a known customer",
        AdoptionDecision.LeaveAlone => "Leave alone",
        _ => "Not decided",
    };

    public static Phrase Kind(AccountKind kind) => kind switch
    {
        AccountKind.HotspotUser => "Hotspot user",
        AccountKind.SimpleQueue => "Queue",
        _ => "PPP secret",
    };

    public static Phrase Way(AdoptionWay? way) => way == AdoptionWay.MarkRows ? "marked on the router" : "into the books only";

    public static Tone DoubtTone(AdoptionDoubts doubt) => doubt.Has(Doubts.Blocking) ? Tone.Neutral : doubt.Has(Doubts.Asking) ? Tone.Warn : Tone.Info;

    public static IReadOnlyList<StepItem> Steps(string url, AdoptionState? state) =>
        [new("Read"), new("Profiles", state == AdoptionState.Proposed ? $"{url}?step=profiles" : null), new("Customers"), new("Adopt")];

    public static Phrase Rows(int count) => count == 1 ? "1 row" : Phrase.Of($"{Units.Count(count)} rows");

    public static Phrase Services(int count) => count == 1 ? "1 service" : Phrase.Of($"{Units.Count(count)} services");
}
