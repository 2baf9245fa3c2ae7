using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;

namespace MikrotikBilling.Tests.Payments.Gateways.Reconciling;

/// <summary>The comparison itself, without a database.</summary>
public sealed class ComparisonTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(StatementState.Paid, 0, null, 0, null, DifferenceKind.Missing)]
    [InlineData(StatementState.Paid, 100, null, 0, null, null)] // came and went
    [InlineData(StatementState.Paid, 40, null, 0, null, DifferenceKind.Missing)]
    [InlineData(StatementState.Failed, 0, null, 0, null, null)]
    [InlineData(StatementState.Paid, 0, MovementState.Pending, 0, 100, DifferenceKind.Missing)]
    [InlineData(StatementState.Paid, 0, MovementState.Failed, 0, 90, DifferenceKind.Amount)]
    [InlineData(StatementState.Pending, 0, MovementState.Pending, 0, 100, null)]
    [InlineData(StatementState.Paid, 0, MovementState.Succeeded, 0, 100, null)]
    [InlineData(StatementState.Paid, 0, MovementState.Succeeded, 0, 90, DifferenceKind.Amount)]
    [InlineData(StatementState.Failed, 0, MovementState.Succeeded, 0, 100, DifferenceKind.NotPaidThere)]
    [InlineData(StatementState.Pending, 0, MovementState.Succeeded, 0, 100, DifferenceKind.NotPaidThere)]
    [InlineData(StatementState.Failed, 0, MovementState.Reversed, 100, 100, null)]
    [InlineData(StatementState.Paid, 100, MovementState.Succeeded, 0, 100, DifferenceKind.BackThere)]
    [InlineData(StatementState.Paid, 40, MovementState.Succeeded, 0, 100, DifferenceKind.BackThere)]
    [InlineData(StatementState.Paid, 40, MovementState.Succeeded, 40, 100, null)]
    [InlineData(StatementState.Paid, 100, MovementState.Reversed, 100, 100, null)]
    [InlineData(StatementState.Paid, 0, MovementState.Reversed, 100, 100, DifferenceKind.BackHere)]
    [InlineData(StatementState.Paid, 40, MovementState.Reversed, 100, 100, DifferenceKind.BackHere)]
    public void Line_AgainstTheBooks_IsNamedForWhatDiffers(StatementState state, long back, MovementState? own, long ownBack, int? ownAmount, DifferenceKind? expected) =>
        Comparison.KindOf(Line("A", 100, state, back), own is { } booked ? Own("A", ownAmount!.Value, booked, ownBack) : null).ShouldBe(expected);

    [Fact]
    public void Line_InAnotherCurrency_IsNamedSo() =>
        Comparison.KindOf(Line("A", 100), Own("A", 100) with { Currency = "USD" }).ShouldBe(DifferenceKind.Currency);

    [Fact]
    public void Sums_DifferByExactlyWhatIsNamed()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var lines = Enumerable.Range(0, 30).Select(n => Line($"A{n}", random.Next(1, 5) * 100, (StatementState)random.Next(3), 0)).Select(l => l with { BackMinor = l.State == StatementState.Paid ? Math.Min(l.Amount.Minor, random.Next(3) * 100) : 0 })
                .Where(_ => random.Next(4) > 0).ToList();
            var ours = Enumerable.Range(0, 30).Where(_ => random.Next(4) > 0).Select(n => Own($"A{n}", random.Next(1, 5) * 100, (MovementState)random.Next(4), 0)).ToDictionary(o => o.Key);

            var compared = Comparison.Make(Guid.NewGuid(), Guid.NewGuid(), new Statement(lines, [], 0, 0), ours, new HashSet<string>(), Noon.AddHours(-1), Noon.AddHours(1));

            var named = compared.Rows.Sum(r => NetOf(lines.Find(l => l.Id == r.TransactionId)) - NetOf(ours.GetValueOrDefault(r.TransactionId!)));
            compared.Sums.Sum(s => s.Difference.Minor).ShouldBe(named, $"seed {seed}, round {round}");
            compared.Rows.Select(r => r.Position).ShouldBe(Enumerable.Range(1, compared.Rows.Count));
        }
    }

    [Fact]
    public void Books_WithMoreThanTheList_NameIt_UnlessAnotherListHasIt()
    {
        var ours = new[] { Own("A", 100), Own("B", 200), Own("C", 300), Own("D", 400) with { At = Noon.AddHours(2) }, Own("E", 500, MovementState.Pending), Own("F", 600, MovementState.Reversed) }.ToDictionary(o => o.Key);

        var compared = Comparison.Make(Guid.NewGuid(), Guid.NewGuid(), new Statement([Line("a", 100)], [], 0, 0), ours, new HashSet<string> { "C" }, Noon.AddHours(-1), Noon.AddHours(1));

        compared.Rows.ShouldHaveSingleItem().ShouldSatisfyAllConditions(r => r.Kind.ShouldBe(DifferenceKind.Extra), r => r.TransactionId.ShouldBe("B"), r => r.OurMinor.ShouldBe(200));
        compared.Sums.ShouldHaveSingleItem().ShouldBe(new ReconciliationSum("KES", 100, 300));
        compared.Equal.ShouldBe(1);
    }

    private static long NetOf(StatementLine? line) => line?.NetMinor ?? 0;

    private static long NetOf(OurMovement? own) => own?.NetMinor ?? 0;

    private static StatementLine Line(string id, long minor, StatementState state = StatementState.Paid, long back = 0) => new(id, Noon, new Money(minor, "KES"), state) { BackMinor = back };

    private static OurMovement Own(string id, long minor, MovementState state = MovementState.Succeeded, long back = 0) => new()
    {
        MovementId = Guid.NewGuid(),
        TransactionId = id,
        Minor = minor,
        Currency = "KES",
        State = state,
        At = Noon,
        RefundedMinor = state == MovementState.Succeeded ? back : 0,
    };
}
