using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Billing.Invoices;

/// <summary>What is taken back of an invoice, as a document of its own: each line gives in proportion, net and tax alike.</summary>
public static class InvoicePart
{
    /// <param name="lines">Those that it is taken from.</param>
    /// <param name="taxes">Of the whole invoice.</param>
    /// <param name="amount">With tax; at most what the lines come to.</param>
    public static PricedDocument Of(IReadOnlyList<InvoiceLine> lines, IReadOnlyList<InvoiceTax> taxes, Money amount)
    {
        var currency = amount.Currency;
        var whole = lines.Sum(l => l.Total.Minor);
        if (amount.Minor <= 0 || amount.Minor > whole) throw new ArgumentOutOfRangeException(nameof(amount), $"{amount} is not between nothing and {whole}.");
        var totals = Pricer.Split(amount, [.. lines.Select(l => l.Total.Minor)]);
        var priced = new List<PricedLine>(lines.Count);
        for (var i = 0; i < lines.Count; i++)
        {
            var (line, total) = (lines[i], totals[i]);
            if (total.IsZero) continue;
            var tax = line.Total == total ? line.Tax : Pricer.Split(total, [line.Net.Minor, line.Tax.Minor])[1];
            var source = new PriceLine(line.Kind, line.Text, 1, "part", total - tax) { SubscriptionId = line.SubscriptionId, ProfileId = line.ProfileId, PeriodStart = line.PeriodStart, PeriodEnd = line.PeriodEnd };
            priced.Add(new PricedLine(source, total - tax, Money.Zero(currency), total - tax, tax, total, []));
        }
        var sum = new Money(priced.Sum(l => l.Tax.Minor), currency);
        var net = amount - sum;
        // Which rate the tax was: as the invoice divides it.
        var perRate = taxes.Count == 0 ? [] : Pricer.Split(sum, [.. taxes.Select(t => t.Tax.Minor)]);
        return new PricedDocument(priced, [.. taxes.Select((t, i) => new TaxTotal(t.RateId, t.Name, t.Percent, net, perRate[i]))], [], Money.Zero(currency), net, sum, amount);
    }
}
