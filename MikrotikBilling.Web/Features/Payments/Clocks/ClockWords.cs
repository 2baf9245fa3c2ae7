using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments.Clocks;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Payments.Clocks;

/// <summary>Clocks as pages write them.</summary>
internal static class ClockWords
{
    public static IReadOnlyList<SelectOption> Choices { get; } = [new(nameof(ClockChoice.Waiting), "Waiting for their router"), new(nameof(ClockChoice.Slow), "Slow")];

    /// <summary><c>.4</c>, <c>1.9</c>, <c>1 min 5 s</c>.</summary>
    public static string Short(TimeSpan time) => time < TimeSpan.Zero ? ".0" : time < TimeSpan.FromMinutes(1) ? time.TotalSeconds.ToString(time < TimeSpan.FromSeconds(0.95) ? ".0" : "0.0", DisplayFormat.Current.Numbers) : Units.Duration(time);

    /// <summary><c>0.4 s</c>.</summary>
    public static string Long(TimeSpan time) => time < TimeSpan.FromMinutes(1) ? $"{time.TotalSeconds.ToString("0.0", DisplayFormat.Current.Numbers)} s" : Units.Duration(time);

    public static string Within(OnlineSpread spread) => spread.Count == 0 ? "—" : Long(spread.Median);

    public static Phrase Most(OnlineSpread spread) => spread.Count == 0 ? "no payment" : Phrase.Of($"95 % within {Long(spread.Most)}, {Units.Count(spread.Count)} {(spread.Count == 1 ? Phrase.Of("payment") : Phrase.Of("payments"))}");

    /// <summary>What has happened, in its order, each with the time since the money.</summary>
    public static IEnumerable<(Phrase What, string When)> Steps(ClockLine clock, TenantTime time)
    {
        yield return ("paid", DisplayFormat.Current.Tenths(time.Local(clock.ReceivedAt)));
        yield return ("booked", Short(clock.Since(clock.BookedAt)));
        if (clock.State == OnlineState.WasOnline) yield break;
        yield return ("queued", Short(clock.Since(clock.QueuedAt)));
        if (clock.AppliedAt is { } applied) yield return ("applied", Short(clock.Since(applied)));
        if (clock.SeenAt is { } seen) yield return ("session seen", Short(clock.Since(seen)));
    }

    /// <summary>What stands instead of the step that is not there; null where all are.</summary>
    public static Phrase? Rest(ClockLine clock, DateTimeOffset now) => clock.State switch
    {
        OnlineState.Waiting when clock.WaitsForRouter(now) => Phrase.Of($"waiting for {clock.Router} for {Units.Duration(clock.Since(now))}"),
        OnlineState.Waiting => Phrase.Of($"on its way to {clock.Router}"),
        OnlineState.Applied => "the device may dial now",
        OnlineState.Unseen => "no device dialled within the hour",
        OnlineState.WasOnline => "was online already",
        OnlineState.CalledOff => "called off",
        _ => null,
    };

    public static (Phrase Text, Tone Tone) Of(ClockLine clock, DateTimeOffset now) => clock.State switch
    {
        OnlineState.Waiting when clock.WaitsForRouter(now) => ("Waits for router", Tone.Bad),
        OnlineState.Waiting => ("Waiting", clock.IsSlow ? Tone.Warn : Tone.Info),
        OnlineState.Applied => ("Applied", clock.IsSlow ? Tone.Warn : Tone.Info),
        OnlineState.Online => (clock.IsSlow ? "Online, slow" : "Online", clock.IsSlow ? Tone.Warn : Tone.Good),
        OnlineState.Unseen => ("Not dialled", Tone.Neutral),
        OnlineState.WasOnline => ("Was online", Tone.Neutral),
        _ => ("Called off", Tone.Neutral),
    };

    public static bool HasSessions(ClockLine clock) => clock.Kind != AccountKind.SimpleQueue;
}
