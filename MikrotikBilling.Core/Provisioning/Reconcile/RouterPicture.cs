using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning.Reconcile;

/// <summary>Everything on a router that our accounts are made of, read whole: each menu once, only the columns that are compared.</summary>
internal sealed class RouterPicture
{
    public required RowsOnRouter Secrets { get; init; }
    public required RowsOnRouter PppProfiles { get; init; }
    public required RowsOnRouter HotspotUsers { get; init; }
    public required RowsOnRouter HotspotProfiles { get; init; }
    public required RowsOnRouter Queues { get; init; }
    public required ILookup<OwnershipMark?, RouterOsRow> Blocked { get; init; }

    public int Count => Secrets.All.Count + PppProfiles.All.Count + HotspotUsers.All.Count + HotspotProfiles.All.Count + Queues.All.Count + Blocked.Sum(g => g.Count());

    /// <summary>
    /// Throws <see cref="RouterOsException"/> or <see cref="IncompletePictureException"/>; there is no half picture. A router without the
    /// hotspot package has an empty hotspot, unless something is wanted in it.
    /// </summary>
    public static async Task<RouterPicture> ReadAsync(IRouterOsConnection connection, string blockedList, CancellationToken cancellationToken)
    {
        var secrets = RowMenu.CountedAsync(connection, new SecretShape().Print, cancellationToken);
        var profiles = RowMenu.CountedAsync(connection, ProfilePlan.Print, cancellationToken);
        var users = WithoutPackageAsync(RowMenu.CountedAsync(connection, new HotspotShape().Print, cancellationToken));
        var userProfiles = WithoutPackageAsync(RowMenu.CountedAsync(connection, HotspotProfilePlan.Print, cancellationToken));
        var queues = RowMenu.CountedAsync(connection, new QueueShape().Print, cancellationToken);
        var blocked = RowMenu.CountedAsync(connection, BlockPlan.Print(blockedList), cancellationToken);
        await Task.WhenAll(secrets, profiles, users, userProfiles, queues, blocked);
        return new RouterPicture
        {
            Secrets = new RowsOnRouter(await secrets),
            PppProfiles = new RowsOnRouter(await profiles),
            HotspotUsers = new RowsOnRouter(await users),
            HotspotProfiles = new RowsOnRouter(await userProfiles),
            Queues = new RowsOnRouter(await queues),
            Blocked = (await blocked).ToLookup(r => OwnershipMark.Parse(r["comment"])),
        };
    }

    private static async Task<List<RouterOsRow>> WithoutPackageAsync(Task<List<RouterOsRow>> reading)
    {
        try
        {
            return await reading;
        }
        catch (RouterOsException e) when (e.Kind == RouterOsErrorKind.NoSuchCommand)
        {
            return [];
        }
    }
}
