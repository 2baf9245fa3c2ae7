using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>What one profile's row needs on a router.</summary>
/// <param name="Conflict">Why the row of that name may not be touched; null when it may.</param>
/// <param name="Pool">Address pool that the router must have for it; null when none is needed.</param>
internal sealed record ProfileStep(string Name, StepKind Kind, IReadOnlyList<RouterOsCommand> Commands, RouterOsRow? Found, string? Conflict = null, string? Pool = null);

/// <summary>Compares the PPP profiles that are wanted with those a router has. Others' profiles are left alone.</summary>
internal static class ProfilePlan
{
    public const string Menu = "/ppp/profile";

    public static RouterOsCommand Print => RouterOsCommand.Of("/ppp/profile/print").Columns(".id", "name", "rate-limit", "remote-address", "local-address", "address-list", "comment");

    public static ProfileStep Of(WantedProfile wanted, RouterOsRow? row)
    {
        if (row is null)
        {
            var add = RouterOsCommand.Of("/ppp/profile/add").With("name", wanted.Name).With("rate-limit", OrNull(wanted.RateLimit))
                .With("remote-address", OrNull(wanted.RemoteAddress)).With("local-address", OrNull(wanted.LocalAddress))
                .With("address-list", OrNull(wanted.AddressList)).With("comment", wanted.Comment);
            return new ProfileStep(wanted.Name, StepKind.Add, [add], null, Pool: PoolOf(wanted));
        }
        var mark = OwnershipMark.Parse(row["comment"]);
        if (mark != OwnershipMark.Parse(wanted.Comment) && !(mark is null && wanted.Adopts))
        {
            return new ProfileStep(wanted.Name, StepKind.None, [], row,
                $"The router has a PPP profile named {wanted.Name} that is not ours. Rename it on the router, or rename ours.");
        }
        List<RouterOsCommand> commands = [.. Changes(wanted, row, mark is null)];
        return new ProfileStep(wanted.Name, commands.Count == 0 ? StepKind.None : StepKind.Set, commands, row, Pool: PoolOf(wanted));
    }

    private static string? PoolOf(WantedProfile wanted) =>
        wanted.RemoteAddress.Length == 0 || System.Net.IPAddress.TryParse(wanted.RemoteAddress, out _) ? null : wanted.RemoteAddress;

    /// <summary>A later rename of a profile touches no router: the text after the mark is for people and is not compared.</summary>
    private static IEnumerable<RouterOsCommand> Changes(WantedProfile wanted, RouterOsRow row, bool unmarked)
    {
        var bare = RouterOsCommand.Of("/ppp/profile/set").With(".id", row.Id);
        var set = bare
            .With("rate-limit", RateString.Same(row["rate-limit"], wanted.RateLimit) ? null : wanted.RateLimit)
            .With("remote-address", row.Text("remote-address") == wanted.RemoteAddress ? null : OrNull(wanted.RemoteAddress))
            .With("local-address", row.Text("local-address") == wanted.LocalAddress ? null : OrNull(wanted.LocalAddress))
            // Where we want none, a list is the operator's own.
            .With("address-list", row.Text("address-list") == wanted.AddressList ? null : OrNull(wanted.AddressList))
            .With("comment", unmarked ? wanted.Comment : null);
        if (set.Words.Count > bare.Words.Count) yield return set;
        // What the router had before us stays, where we have no opinion.
        if (wanted.Adopts) yield break;
        // An address cannot be set to nothing; it is unset.
        foreach (var (property, value) in new[] { ("remote-address", wanted.RemoteAddress), ("local-address", wanted.LocalAddress) })
        {
            if (value.Length == 0 && row.Text(property).Length > 0)
                yield return RouterOsCommand.Of("/ppp/profile/unset").With(".id", row.Id).With("value-name", property);
        }
    }

    private static string? OrNull(string text) => text.Length > 0 ? text : null;
}
