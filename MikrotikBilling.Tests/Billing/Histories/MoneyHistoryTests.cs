using System.Globalization;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Tests.Support;
using Xunit.Abstractions;

namespace MikrotikBilling.Tests.Billing.Histories;

/// <summary>What holds in the books after each step of random histories. A failure names the seed and the steps that led to it.</summary>
public class MoneyHistoryTests(ITestOutputHelper output)
{
    private const int Steps = 90;

    /// <summary>The same ones each time, so that a run says what changed; new ones as many as are asked for.</summary>
    private static readonly int[] Seeds =
        [1, 2, 3, 4, 5, 886575, .. Enumerable.Range(0, int.Parse(Environment.GetEnvironmentVariable("MIKROTIKBILLING_TEST_HISTORIES") ?? "0", CultureInfo.InvariantCulture)).Select(_ => Random.Shared.Next(1000, 1_000_000))];

    public static IEnumerable<object[]> Runs => EachDatabaseAttribute.Providers.SelectMany(p => Seeds.Select(seed => new object[] { p, seed }));

    [Theory, MemberData(nameof(Runs))]
    public async Task History_OfAnyKind_LeavesTheBooksRightAfterEachStep(DatabaseProvider provider, int seed)
    {
        var random = new Random(seed);
        var house = HouseRules.Draw(seed, random);
        output.WriteLine($"Seed {seed} on {provider}: {house}, rates {string.Join(", ", house.Rates)}");
        var clock = new FakeClock(new DateTimeOffset(2026, 1, 29, 21, 30, 0, TimeSpan.Zero));
        await using var app = await TestApp.StartAsync(provider, clock);
        var history = new MoneyHistory(app, clock, house, random);
        try
        {
            await history.BeginAsync();
            for (var step = 0; step < Steps; step++)
            {
                await history.StepAsync();
                (await history.WrongAsync()).ShouldBeEmpty($"after step {step}");
            }
        }
        finally
        {
            foreach (var line in history.Log) output.WriteLine(line);
            foreach (var (what, times) in history.Done) output.WriteLine($"{times,4} × {what}");
        }
        history.Done.Where(d => !d.Key.Contains(':', StringComparison.Ordinal)).Sum(d => d.Value).ShouldBeGreaterThan(Steps / 3);
    }
}
