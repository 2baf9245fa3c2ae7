using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Billing.Renewals;

/// <summary>An open invoice and how much of it will be paid.</summary>
public sealed record PlannedSettlement(Guid InvoiceId, string Number, DateOnly? DueOn, Money Due, Money Amount);

/// <summary>
/// What money coming in leads to, in this order: open invoices are settled, then the renewal that was asked for, and the rest stays credit. Computed
/// the same for the panel that shows it before and for the posting.
/// </summary>
/// <param name="Incoming">The payment; zero when credit alone is spent.</param>
/// <param name="Renewal">What will be renewed; null when nothing was asked for or the money does not do.</param>
/// <param name="Missing">What the renewal that was asked for would still need.</param>
public sealed record MoneyPlan(
    Guid CustomerId, Money Incoming, Money CreditBefore, IReadOnlyList<PlannedSettlement> Settlements, RenewalPlan? Renewal, Money Missing, Money CreditAfter)
{
    /// <summary>The renewal that was asked for, whether or not the money does.</summary>
    public RenewalPlan? Wanted { get; init; }

    /// <summary>What is open and the whole price of what was asked for.</summary>
    public Money Needed { get; init; }

    /// <summary>Many times what is needed, so rather a slip of the hand: whoever takes it says that it is right.</summary>
    public bool IsUnlikely { get; init; }

    /// <summary>Names the facts that it rests on: a posting with another stamp was looked at before something changed.</summary>
    public string Stamp { get; private init; } = "";

    public static MoneyPlan Make(CustomerBalance balance, IReadOnlyList<Invoice> open, Money incoming, RenewalPlan? wanted, Func<RenewalPlan, Money, RenewalPlan?>? share = null)
    {
        var credit = balance.Credit + incoming;
        var settlements = new List<PlannedSettlement>();
        foreach (var invoice in open)
        {
            var amount = credit < invoice.Due ? credit : invoice.Due;
            if (!amount.IsZero) settlements.Add(new PlannedSettlement(invoice.Id, invoice.Number!, invoice.DueOn, invoice.Due, amount));
            credit -= amount;
        }
        var missing = Money.Zero(balance.Currency);
        var renewal = wanted;
        if (wanted is not null && wanted.Total > credit)
        {
            renewal = share?.Invoke(wanted, credit);
            if (renewal is null) missing = wanted.Total - credit;
        }
        if (renewal is not null) credit -= renewal.Total;
        return new MoneyPlan(balance.CustomerId, incoming, balance.Credit, settlements, renewal, missing, credit)
        {
            Wanted = wanted,
            Needed = wanted is null ? balance.Owed : balance.Owed + wanted.Total,
            Stamp = StampOf(balance, open, incoming, wanted),
        };
    }

    /// <summary>Facts only, not the minute: a late renewal begins when it is posted.</summary>
    private static string StampOf(CustomerBalance balance, IReadOnlyList<Invoice> open, Money incoming, RenewalPlan? wanted)
    {
        var facts = new StringBuilder();
        facts.Append(CultureInfo.InvariantCulture, $"{balance.CustomerId}|{balance.CreditMinor}|{incoming.Minor}{incoming.Currency}");
        foreach (var invoice in open) facts.Append(CultureInfo.InvariantCulture, $"|{invoice.Id}:{invoice.Due.Minor}");
        if (wanted is not null)
        {
            var end = wanted.IsLate ? "late" : wanted.EndsAt.UtcTicks.ToString(CultureInfo.InvariantCulture);
            facts.Append(CultureInfo.InvariantCulture, $"|{wanted.SubscriptionId}:{wanted.SubscriptionVersion}:{wanted.ProfileId}:{wanted.Periods}:{wanted.Total.Minor}:{wanted.Document.Tax.Minor}:{end}");
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts.ToString())))[..24];
    }
}
