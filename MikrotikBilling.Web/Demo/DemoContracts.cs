using Bogus;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Web.Demo;

/// <summary>How the life of an invented customer went so far.</summary>
/// <param name="JoinedAt">When the customer was entered.</param>
/// <param name="StartsAt">When the first period begins; later than <paramref name="JoinedAt"/> for one who waits for it.</param>
/// <param name="RenewedAt">When the last period was bought; null while it is the first one.</param>
/// <param name="EndsAt">End of that last period; null leaves it to the profile's duration.</param>
/// <param name="SuspendedAt">When somebody switched the service off.</param>
internal sealed record DemoContract(
    DemoPerson Person, int Router, int Offer, DateTimeOffset JoinedAt, DateTimeOffset StartsAt, DateTimeOffset? RenewedAt, DateTimeOffset? EndsAt,
    DateTimeOffset? SuspendedAt);

/// <summary>Invents contracts: most are active, some end soon, some are over, suspended or yet to begin. The same seed gives the same ones.</summary>
internal sealed class DemoContracts(int seed, int routers, DateTimeOffset now, TimeZoneInfo zone)
{
    private readonly DemoPeople _people = new(seed);
    private readonly Randomizer _random = new(seed + 1);

    public DemoContract Next()
    {
        var person = _people.Next();
        var router = Math.Min(_random.Number(0, routers - 1), _random.Number(0, routers - 1)); // some towers serve more than others
        var offer = PickOffer();
        var duration = DemoOffers.All[offer].Duration;
        var fate = _random.Number(0, 99);
        var joined = now.AddDays(-_random.Number(1, 330)).AddMinutes(-_random.Number(1, 600));
        if (fate < 4) return Waiting(person, router, offer);

        var length = duration.AddTo(now, zone) - now;
        var left = fate switch
        {
            < 10 => TimeSpan.FromMinutes(_random.Number(20, 1200)),
            < 20 => TimeSpan.FromMinutes(_random.Number(1440, 8640)),
            < 30 => -TimeSpan.FromMinutes(_random.Number(30, 130_000)),
            _ => length * _random.Double(0.15, 0.98),
        };
        if (left > length * 0.98) left = length * _random.Double(0.2, 0.95);
        var bought = Start(now + left, duration);
        DateTimeOffset? suspended = fate is >= 30 and < 36 ? Between(bought, now) : null;
        return bought - joined < TimeSpan.FromDays(2)
            ? new DemoContract(person, router, offer, bought, bought, null, null, suspended)
            : new DemoContract(person, router, offer, joined, joined, bought, now + left, suspended);
    }

    /// <summary>Contracts of one period only, for filling a database in bulk.</summary>
    public DemoContract NextFresh()
    {
        var contract = Next();
        return contract.RenewedAt is not { } bought ? contract : contract with { JoinedAt = bought, StartsAt = bought, RenewedAt = null, EndsAt = null };
    }

    private DemoContract Waiting(DemoPerson person, int router, int offer) => new(
        person, router, offer, now.AddMinutes(-_random.Number(5, 2000)), now.AddMinutes(_random.Number(200, 10_000)), null, null, null);

    private DateTimeOffset Between(DateTimeOffset from, DateTimeOffset to) => from + ((to - from) * _random.Double(0.2, 0.9));

    /// <summary>When a period of this length must begin to end then.</summary>
    private DateTimeOffset Start(DateTimeOffset end, CalendarSpan duration)
    {
        var start = end - (duration.AddTo(end, zone) - end);
        return start < now ? start : now.AddMinutes(-10);
    }

    private int PickOffer()
    {
        var pick = _random.Number(0, DemoOffers.All.Sum(o => o.Weight) - 1);
        for (var i = 0; ; i++)
            if ((pick -= DemoOffers.All[i].Weight) < 0) return i;
    }
}
