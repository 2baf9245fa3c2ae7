using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Vouchers.Reports;

/// <summary>Adds up what was read, by profile, seller, router and day.</summary>
internal sealed class VoucherReportSheet(
    DateOnly from, DateOnly to, string currency, IReadOnlyList<VoucherMovement> moved, IReadOnlyDictionary<Guid, VoucherPriced> batches, IReadOnlyDictionary<Guid, string> names)
{
    private static string OwnDesk => Said.T("Our own desk");
    private static string NobodyYet => Said.T("Nobody yet");
    private static string NoRouter => Said.T("Not at a router");
    private static string Gone => Said.T("Removed since");

    public VoucherReport Report(Money opening, Money reversed, Money booked) => new(
        from, to, currency,
        Lines(moved, m => (batches[m.BatchId].Profile, batches[m.BatchId].ProfileId, null)),
        Lines(moved.Where(m => m.Kind != MovementKind.Unused), m => (m.IsSold ? Name(m.PointOfSaleId, OwnDesk) : NobodyYet, m.PointOfSaleId, null)),
        Lines(moved.Where(m => m.Kind == MovementKind.Used), m => (Name(m.RouterId, NoRouter), m.RouterId, null)),
        [.. Lines(moved.Where(m => m.Kind != MovementKind.Unused), m => (DisplayFormat.Current.Date(m.Day), null, m.Day)).OrderBy(l => l.Day)],
        Sum(moved),
        new VoucherLiability(opening, Owed(MovementKind.Sold), Owed(MovementKind.Used), Owed(MovementKind.Expired), reversed, booked));

    private List<VoucherReportLine> Lines(IEnumerable<VoucherMovement> some, Func<VoucherMovement, (string Name, Guid? Id, DateOnly? Day)> by) =>
        [.. some.GroupBy(by).Select(g => new VoucherReportLine(g.Key.Name, g.Key.Id, g.Key.Day, Sum(g)))
            .Where(l => l.Sums != VoucherSums.None(currency)).OrderBy(l => l.Name, StringComparer.OrdinalIgnoreCase)];

    private VoucherSums Sum(IEnumerable<VoucherMovement> some)
    {
        var (counts, money, taken) = (new int[5], new long[5], 0L);
        foreach (var m in some)
        {
            var batch = batches[m.BatchId];
            // Of a batch that is still made, or was given up, nothing can be used.
            if (m.Kind == MovementKind.Unused && !batch.IsReady) continue;
            counts[(int)m.Kind] += m.Count;
            money[(int)m.Kind] += m.Count * batch.Face.Minor;
            taken += m.TakenMinor;
        }
        return new VoucherSums(
            counts[0], Of(money[0]), Of(taken), counts[1], Of(money[1]), counts[2], Of(money[2]), counts[3], Of(money[3]), counts[4], Of(money[4]));
    }

    private Money Owed(MovementKind kind) => Of(moved.Where(m => m.Kind == kind).Sum(m => m.Owed * batches[m.BatchId].Face.Minor));

    private string Name(Guid? id, string none) => id is { } known ? names.GetValueOrDefault(known, Gone) : none;

    private Money Of(long minor) => new(minor, currency);
}
