using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>What came of one account in a pass.</summary>
/// <param name="Conflict">A person must decide; tried again only when the wish changes or somebody asks.</param>
public sealed record AccountOutcome(WantedSecret Wanted, bool Applied, bool Conflict, RouterOsErrorKind? ErrorKind, string? Error, bool SessionEnded)
{
    public static AccountOutcome Done(WantedSecret wanted, bool sessionEnded) => new(wanted, true, false, null, null, sessionEnded);

    public static AccountOutcome Conflicting(WantedSecret wanted, string why) => new(wanted, false, true, RouterOsErrorKind.Duplicate, why, false);

    public static AccountOutcome Failed(WantedSecret wanted, RouterOsException e) => new(wanted, false, false, e.Kind, e.Message, false);

    public static AccountOutcome Unsettled(WantedSecret wanted, string why) => new(wanted, false, false, RouterOsErrorKind.Failed, why, false);
}
