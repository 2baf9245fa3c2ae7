using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways.Reconciling;

/// <summary>What a comparison found.</summary>
public sealed record Compared(IReadOnlyList<ReconciliationRow> Rows, IReadOnlyList<ReconciliationSum> Sums, int Equal, int Ignored);

/// <summary>Holds a provider's list against the books: a function of both, that changes neither.</summary>
public static class Comparison
{
    /// <param name="ours">By key: at least what the list names and what was booked in its time.</param>
    /// <param name="toldElsewhere">Keys that another list has told of.</param>
    public static Compared Make(Guid tenantId, Guid runId, Statement statement, IReadOnlyDictionary<string, OurMovement> ours, IReadOnlySet<string> toldElsewhere, DateTimeOffset from, DateTimeOffset to)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(ours);
        ArgumentNullException.ThrowIfNull(toldElsewhere);
        var (found, theirSums, ourSums) = (new List<Difference>(), new Dictionary<string, long>(StringComparer.Ordinal), new Dictionary<string, long>(StringComparer.Ordinal));
        var (equal, ignored, named) = (0, statement.Ignored, new HashSet<string>(StringComparer.Ordinal));
        foreach (var line in statement.Lines)
        {
            named.Add(line.Key);
            var own = ours.GetValueOrDefault(line.Key);
            Add(theirSums, line.Amount.Currency, line.NetMinor);
            // Of money that came before the list begins, only what went back belongs to it.
            if (own is not null) Add(ourSums, own.Currency, line.IsBackOnly ? -own.BackMinor : own.NetMinor);
            if (KindOf(line, own) is { } kind) found.Add(new Difference(kind, line, own));
            else if (own is { IsBooked: true } && !line.IsBackOnly) equal++;
            else if (!line.IsBackOnly) ignored++;
        }
        var unreadable = statement.Problems.Where(p => p.Id is not null).Select(p => StatementLine.KeyOf(p.Id!)).ToHashSet(StringComparer.Ordinal);
        foreach (var own in ours.Values.Where(o => o.MovementId is not null && o.State == MovementState.Succeeded && o.At >= from && o.At < to && o.BackMinor < o.Minor))
        {
            if (named.Contains(own.Key) || toldElsewhere.Contains(own.Key)) continue;
            Add(ourSums, own.Currency, own.NetMinor);
            if (!unreadable.Contains(own.Key)) found.Add(new Difference(DifferenceKind.Extra, null, own));
        }
        var rows = found.OrderBy(d => d.Line?.At ?? d.Own!.At).ThenBy(d => d.Line?.Number ?? 0).ThenBy(d => d.Own?.TransactionId, StringComparer.Ordinal).Select((d, i) => d.Row(tenantId, runId, i + 1)).ToList();
        rows.AddRange(statement.Problems.OrderBy(p => p.Number).Select((p, i) => Row(tenantId, runId, rows.Count + i + 1, p)));
        var sums = theirSums.Keys.Union(ourSums.Keys).Order(StringComparer.Ordinal).Select(c => new ReconciliationSum(c, theirSums.GetValueOrDefault(c), ourSums.GetValueOrDefault(c))).ToList();
        return new Compared(rows, sums, equal, ignored);
    }

    /// <summary>Null where both say the same, or neither of them has any money.</summary>
    public static DifferenceKind? KindOf(StatementLine line, OurMovement? own)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (line.IsBackOnly) return own is { IsBooked: true } && own.BackMinor >= line.BackMinor ? null : DifferenceKind.BackThere;
        if (own is not { IsBooked: true })
        {
            // It came and went before anybody told of it.
            if (line.State != StatementState.Paid || line.NetMinor == 0) return null;
            return own is null ? DifferenceKind.Missing : Apart(line, own) ?? DifferenceKind.Missing;
        }
        if (line.State != StatementState.Paid) return own.BackMinor == own.Minor ? null : DifferenceKind.NotPaidThere;
        if (Apart(line, own) is { } apart) return apart;
        return line.BackMinor == own.BackMinor ? null : line.BackMinor > own.BackMinor ? DifferenceKind.BackThere : DifferenceKind.BackHere;
    }

    private static DifferenceKind? Apart(StatementLine line, OurMovement own) =>
        line.Amount.Currency != own.Currency ? DifferenceKind.Currency : line.Amount.Minor != own.Minor ? DifferenceKind.Amount : null;

    private static void Add(Dictionary<string, long> sums, string currency, long minor) => sums[currency] = sums.GetValueOrDefault(currency) + minor;

    private static ReconciliationRow Row(Guid tenantId, Guid runId, int position, StatementProblem problem) => new()
    {
        TenantId = tenantId,
        RunId = runId,
        Position = position,
        Kind = DifferenceKind.Unreadable,
        TransactionId = problem.Id,
        Line = problem.Number,
        Words = TextRules.Cut(problem.Words, 300),
    };

    private sealed record Difference(DifferenceKind Kind, StatementLine? Line, OurMovement? Own)
    {
        public ReconciliationRow Row(Guid tenantId, Guid runId, int position) => new()
        {
            TenantId = tenantId,
            RunId = runId,
            Position = position,
            Kind = Kind,
            TransactionId = Own is { MovementId: not null } ? Own.TransactionId : Line!.Id,
            Line = Line?.Number ?? 0,
            At = Line?.At ?? Own!.At,
            TheirMinor = Line?.Amount.Minor,
            TheirCurrency = Line?.Amount.Currency,
            TheirBackMinor = Line?.BackMinor ?? 0,
            TheirStatus = Line?.Status,
            OurMinor = Own is { IsBooked: true } ? Own.Minor : null,
            OurCurrency = Own is { IsBooked: true } ? Own.Currency : null,
            OurBackMinor = Own?.BackMinor ?? 0,
            Account = Line?.Account ?? Own?.Account,
            PayerName = Line?.PayerName ?? Own?.PayerName,
            PayerPhone = Line?.PayerPhone ?? Own?.PayerPhone,
            MovementId = Own?.MovementId,
            PaymentId = Own?.PaymentId,
            SuspenseId = Own?.SuspenseId,
        };
    }
}
