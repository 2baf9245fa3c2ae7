using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Billing.Ledger;

/// <summary>One account over some days. Debits are positive; credits are written without their minus.</summary>
/// <param name="Detail">Method of payment, name of the tax, provider; empty for accounts that are not divided.</param>
public sealed record TrialBalanceLine(LedgerAccount Account, string Detail, Money Opening, Money Debits, Money Credits)
{
    public Money Closing => Opening + Debits - Credits;
}

/// <summary>All accounts of one currency. What the books hold over all of them is nothing, before and after.</summary>
public sealed record TrialBalanceSheet(string Currency, IReadOnlyList<TrialBalanceLine> Lines)
{
    public Money Opening => Sum(l => l.Opening);

    public Money Debits => Sum(l => l.Debits);

    public Money Credits => Sum(l => l.Credits);

    public Money Closing => Sum(l => l.Closing);

    public bool Balances => Opening.IsZero && Closing.IsZero && Debits == Credits;

    private Money Sum(Func<TrialBalanceLine, Money> of) => Lines.Aggregate(Money.Zero(Currency), (sum, line) => sum + of(line));
}

/// <param name="Sheets">One for each currency in the books.</param>
public sealed record TrialBalance(DateOnly From, DateOnly To, IReadOnlyList<TrialBalanceSheet> Sheets);
