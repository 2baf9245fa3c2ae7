using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Life;

/// <summary>Addresses handed out to sessions, and the rows of <c>/ip/pool/used</c>.</summary>
internal sealed class AddressPools(SimulatedRouter router)
{
    private static readonly int MostPoolsInARow = 16;
    private static readonly AddressRange Fallback = new(0x0A70_7002, 0x0A70_7FFE); // 10.112.112.2, as routers fall back to

    private readonly Dictionary<uint, Row?> _taken = [];
    private readonly Dictionary<long, uint> _cursors = [];

    /// <summary>
    /// An address for a customer: the fixed one, or one from the pool (by id) or the pools after it. Null when all are taken.
    /// </summary>
    public string? Take(string? addressOrPool, string owner, string info)
    {
        if (string.IsNullOrEmpty(addressOrPool) || addressOrPool == "none")
        {
            router.Life.Log.Write("ppp,warning",
                $"<{owner}>: could not determine remote address, using {AddressRange.ToAddress(Fallback.First)}");
            return FirstFree([Fallback], -1) is { } spare ? Keep(spare, null) : null;
        }
        if (AddressValue.IsAddress(addressOrPool)) return addressOrPool;
        var pool = router.Table("/ip/pool").ById(addressOrPool) ?? router.Table("/ip/pool").ByName(addressOrPool);
        for (var i = 0; pool is not null && i < MostPoolsInARow; i++)
        {
            if (AddressRange.TryReadList(pool.Stored("ranges") ?? "", out var ranges) && FirstFree(ranges, pool.Id) is { } free)
            {
                var used = router.Table("/ip/pool/used").Insert(
                    [new("pool", pool.Name!), new("address", AddressRange.ToAddress(free).ToString()), new("owner", owner),
                        new("info", info)]);
                return Keep(free, used);
            }
            pool = router.Table("/ip/pool").ById(pool.Stored("next-pool") ?? "");
        }
        return null;
    }

    public void Release(string address)
    {
        if (!AddressRange.TryNumber(address, out var number) || !_taken.Remove(number, out var used)) return;
        if (used is not null) used.Table.Delete(used);
    }

    /// <summary>Whether the address belongs to customers, online or not.</summary>
    public bool IsCustomerAddress(uint number) =>
        Fallback.Holds(number) || router.Table("/ip/pool").Rows.Any(pool =>
            AddressRange.TryReadList(pool.Stored("ranges") ?? "", out var ranges) && ranges.Any(range => range.Holds(number)))
        || router.Table("/ppp/secret").Rows.Any(row => row.Stored("remote-address") is { } fixedAddress
            && AddressRange.TryNumber(fixedAddress, out var one) && one == number);

    private string Keep(uint number, Row? used)
    {
        _taken[number] = used;
        return AddressRange.ToAddress(number).ToString();
    }

    private uint? FirstFree(List<AddressRange> ranges, long poolId)
    {
        // From the last one handed out onwards, then once more from the front.
        var cursor = _cursors.GetValueOrDefault(poolId);
        foreach (var from in new[] { cursor, 0u })
        {
            foreach (var range in ranges)
            {
                for (var number = Math.Max(range.First, from); number <= range.Last && number != 0; number++)
                {
                    if (_taken.ContainsKey(number)) continue;
                    _cursors[poolId] = number;
                    return number;
                }
            }
        }
        return null;
    }
}
