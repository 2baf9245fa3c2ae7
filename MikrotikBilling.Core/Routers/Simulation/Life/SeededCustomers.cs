using System.Globalization;
using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Life;

/// <summary>The customers a router starts with: a pool, three profiles, and so many secrets.</summary>
internal static class SeededCustomers
{
    private static readonly (string Name, string Rate)[] Profiles = [("home-5M", "1M/5M"), ("home-10M", "2M/10M"), ("home-20M", "5M/20M")];

    public static void Make(SimulatedRouter router)
    {
        var count = router.Options.Secrets;
        if (count <= 0) return;
        var pool = router.Table("/ip/pool").Insert([new("name", "customers"), new("ranges", "10.64.0.2-10.127.255.254")]);
        var profiles = Profiles.Select(profile => router.Table("/ppp/profile").Insert(
        [
            new("name", profile.Name), new("local-address", "10.64.0.1"), new("remote-address", pool.Handle),
            new("rate-limit", profile.Rate),
            new("default", "false"),
        ])).ToArray();
        var secrets = router.Table("/ppp/secret");
        var never = RouterDates.PrintInstant(router.Version, DateTimeOffset.UnixEpoch);
        for (var i = 1; i <= count; i++)
        {
            // A different stride for each seed, so that routers differ and the same seed gives the same router.
            var number = unchecked((uint)((i * 2654435761L) + router.Options.Seed));
            secrets.Insert(
            [
                new("name", string.Create(CultureInfo.InvariantCulture, $"customer{i:D5}")),
                new("password", string.Create(CultureInfo.InvariantCulture, $"{number:x8}")),
                new("service", "pppoe"), new("profile", profiles[number % profiles.Length].Handle), new("last-logged-out", never),
            ]);
        }
        foreach (var name in secrets.Rows.Select(secret => secret.Name!).Where(router.Life.Ppp.DialsByItself))
            router.Life.Ppp.Dial(name, null, null, TimeSpan.Zero);
    }
}
