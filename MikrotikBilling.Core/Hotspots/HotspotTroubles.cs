using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Hotspots;

/// <summary>What went wrong, in the guest's words: refusals of ours by their code, those of the router by what they hold.</summary>
public static class HotspotTroubles
{
    /// <summary>Beginning of a router's text, and what it means. In the order they are looked for.</summary>
    private static readonly (string Part, HotspotWord Word)[] OfRouter =
    [
        ("uptime limit", HotspotWord.TimeUp), ("traffic limit", HotspotWord.VolumeUp), ("no more sessions", HotspotWord.TooManyDevices), ("mac address", HotspotWord.OtherDevice),
        ("invalid", HotspotWord.WrongLogin), ("wrong", HotspotWord.WrongLogin), ("challenge", HotspotWord.RouterBusy), ("not logged in", HotspotWord.TimeUp),
    ];

    public static HotspotWord Of(Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return refusal.Code switch
        {
            "voucher.unknown" => HotspotWord.Unknown,
            "voucher.throttled" => HotspotWord.Throttled,
            "voucher.used" or "voucher.already-redeemed" => HotspotWord.Used,
            "voucher.void" => HotspotWord.Expired,
            "voucher.expired" => HotspotWord.Expired,
            "voucher.not-ready" => HotspotWord.NotReady,
            "voucher.router" => HotspotWord.OtherHotspot,
            "voucher.pin" => HotspotWord.AsksPin,
            "voucher.kind" => HotspotWord.OtherKind,
            "voucher.time-over" => HotspotWord.TimeUp,
            "attempt.phone" or "guest.phone" => HotspotWord.PhoneWrong,
            "guest.package" => HotspotWord.PackageMissing,
            _ => HotspotWord.Failed,
        };
    }

    /// <summary>Null where the router said nothing.</summary>
    public static HotspotWord? OfRouterText(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null
        : Array.Find(OfRouter, t => text.Contains(t.Part, StringComparison.OrdinalIgnoreCase)) is { Part: not null } known ? known.Word : HotspotWord.Failed;
}
