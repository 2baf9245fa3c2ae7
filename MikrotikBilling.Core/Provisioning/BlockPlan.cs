using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>Compares the list of the blocked with the static services without access; only entries with our mark are touched.</summary>
internal static class BlockPlan
{
    public const string Menu = "/ip/firewall/address-list";

    public static RouterOsCommand Print(string list) => RouterOsCommand.Of("/ip/firewall/address-list/print").Columns(".id", "address", "comment").WhereEquals("list", list);

    public static bool IsBlocked(WantedQueue wanted) => wanted is { IsWanted: true, Enabled: false };

    /// <summary>Entries of this service that must go, and whether one must come.</summary>
    public static (List<RouterOsRow> Wrong, bool Missing) Of(WantedQueue wanted, ILookup<OwnershipMark?, RouterOsRow> entries) => (
        [.. entries[wanted.BlockMark].Where(e => !IsBlocked(wanted) || e.Text("address") != wanted.Address)],
        IsBlocked(wanted) && !entries[wanted.BlockMark].Any(e => e.Text("address") == wanted.Address));

    public static RouterOsCommand Add(WantedQueue wanted, string list) => RouterOsCommand.Of("/ip/firewall/address-list/add").With("list", list)
        .With("address", wanted.Address).With("comment", wanted.BlockMark.ToComment(wanted.Name));
}
