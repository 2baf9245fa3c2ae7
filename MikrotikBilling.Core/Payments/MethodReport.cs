using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments;

/// <summary>Money of one method over some days.</summary>
/// <param name="Count">Payments that were taken.</param>
/// <param name="Refunds">Given back by this method, whatever the money came by.</param>
/// <param name="Reversals">Payments that were undone, whenever they were taken.</param>
public sealed record MethodSums(int Count, Money Gross, Money Refunds, Money Reversals)
{
    public Money Net => Gross - Refunds - Reversals;

    public static MethodSums None(string currency) => new(0, Money.Zero(currency), Money.Zero(currency), Money.Zero(currency));

    public static MethodSums operator +(MethodSums one, MethodSums other) =>
        new(one.Count + other.Count, one.Gross + other.Gross, one.Refunds + other.Refunds, one.Reversals + other.Reversals);

    public static MethodSums Add(MethodSums one, MethodSums other) => one + other;
}

/// <param name="Before">The days before these.</param>
/// <param name="Booked">What the ledger says came into the method's till.</param>
public sealed record MethodLine(PaymentMethod Method, MethodSums Sums, MethodSums Before, Money Booked);

/// <summary>What came in by each method, on the days it was booked.</summary>
/// <param name="Booked">What the ledger says came into all tills.</param>
public sealed record MethodReport(DateOnly From, DateOnly To, DateOnly BeforeFrom, DateOnly BeforeTo, string Currency, IReadOnlyList<MethodLine> Lines, Money Booked)
{
    public MethodSums Total => Lines.Aggregate(MethodSums.None(Currency), (sum, line) => sum + line.Sums);

    public MethodSums Before => Lines.Aggregate(MethodSums.None(Currency), (sum, line) => sum + line.Before);

    public bool Agrees => Total.Net == Booked && Lines.All(l => l.Sums.Net == l.Booked);

    /// <summary>In percent of the net of all; null while that says nothing.</summary>
    public decimal? Share(MethodLine line) =>
        Total.Net.Minor <= 0 || line.Sums.Net.Minor < 0 ? null : Math.Round(100m * line.Sums.Net.Minor / Total.Net.Minor, 1, MidpointRounding.AwayFromZero);
}
