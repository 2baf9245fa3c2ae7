using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>What came of one account in a pass.</summary>
/// <param name="Conflict">A person must decide; tried again only when the wish changes or somebody asks.</param>
public sealed record AccountOutcome(WantedAccount Wanted, bool Applied, bool Conflict, RouterOsErrorKind? ErrorKind, string? Error, bool SessionEnded)
{
    /// <summary>Stopped by the brake; nothing was sent for it.</summary>
    public bool Held { get; init; }

    public static AccountOutcome Done(WantedAccount wanted, bool sessionEnded) => new(wanted, true, false, null, null, sessionEnded);

    /// <summary>Would be cut off together with too many others; a person must say so.</summary>
    public static AccountOutcome Waiting(WantedAccount wanted) => new(wanted, false, false, null, null, false) { Held = true };

    public static AccountOutcome Conflicting(WantedAccount wanted, string why) => new(wanted, false, true, RouterOsErrorKind.Duplicate, why, false);

    public static AccountOutcome Failed(WantedAccount wanted, RouterOsException e) => new(wanted, false, false, e.Kind, e.Message, false);

    public static AccountOutcome Unsettled(WantedAccount wanted, string why) => new(wanted, false, false, RouterOsErrorKind.Failed, why, false);
}
