using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>The address lists that take a fixed address its access.</summary>
/// <param name="Blocked">Of those who are shut out.</param>
/// <param name="Unpaid">Of those who are led to the pay page.</param>
internal sealed record BlockLists(string Blocked, string Unpaid)
{
    public string Of(WantedQueue wanted) => wanted.IsRedirected ? Unpaid : Blocked;
}

/// <summary>Compares the lists of the blocked and the unpaid with the static services without access; only entries with our mark are touched.</summary>
internal static class BlockPlan
{
    public const string Menu = "/ip/firewall/address-list";

    public static RouterOsCommand Print(BlockLists lists) => RouterOsCommand.Of("/ip/firewall/address-list/print").Columns(".id", "list", "address", "comment")
        .WhereEquals("list", lists.Blocked).WhereEquals("list", lists.Unpaid).Where("?#|");

    public static bool IsBlocked(WantedQueue wanted) => wanted is { IsWanted: true, Enabled: false };

    /// <summary>Entries of this service that must go, and whether one must come.</summary>
    public static (List<RouterOsRow> Wrong, bool Missing) Of(WantedQueue wanted, ILookup<OwnershipMark?, RouterOsRow> entries, BlockLists lists) => (
        [.. entries[wanted.BlockMark].Where(e => !IsBlocked(wanted) || !IsRight(e, wanted, lists))],
        IsBlocked(wanted) && !entries[wanted.BlockMark].Any(e => IsRight(e, wanted, lists)));

    public static RouterOsCommand Add(WantedQueue wanted, BlockLists lists) => RouterOsCommand.Of("/ip/firewall/address-list/add").With("list", lists.Of(wanted))
        .With("address", wanted.Address).With("comment", wanted.BlockMark.ToComment(wanted.Name));

    private static bool IsRight(RouterOsRow entry, WantedQueue wanted, BlockLists lists) => entry.Text("address") == wanted.Address && entry.Text("list") == lists.Of(wanted);
}
