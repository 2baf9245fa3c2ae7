using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;

namespace MikrotikBilling.Core.Vouchers;

/// <summary>
/// How vouchers stand in the books. Sold, each is a liability over what stands on it; what the seller keeps is a concession. Redeemed, the liability becomes
/// the customer's credit (<see cref="PaymentMethod.Voucher"/>). Who sells is not always asked before a code is used: then he owes its price.
/// </summary>
internal static class VoucherPostings
{
    private const string Commission = "Voucher commission";

    /// <param name="unused">Codes that nobody has used yet.</param>
    /// <param name="used">Codes that were used before anybody said that they are sold.</param>
    public static Posting Sold(VoucherSale sale, VoucherBatch batch, int unused, int used)
    {
        var (price, face) = (Times(batch.Price, unused), Times(batch.SalesPrice, unused));
        return new Posting(LedgerKind.VoucherSale, sale.Id, null, $"Sold {unused + used} vouchers of {batch.NumberText}")
            .Debit(LedgerAccount.Cash, Times(batch.Price, unused + used), PaymentWords.VoucherSales)
            .Debit(LedgerAccount.Concessions, face - price, Commission)
            .Credit(LedgerAccount.VoucherLiability, face, PaymentWords.VoucherSales)
            .Credit(LedgerAccount.VouchersOwed, Times(batch.Price, used), batch.NumberText);
    }

    public static Posting Unsold(VoucherUse use, VoucherBatch batch, Voucher voucher) => new Posting(LedgerKind.VoucherSale, use.Id, null, $"Voucher {batch.NumberText}, no. {voucher.Serial}, used before it was sold in the books")
        .Debit(LedgerAccount.VouchersOwed, batch.Price, batch.NumberText)
        .Debit(LedgerAccount.Concessions, batch.SalesPrice - batch.Price, Commission)
        .Credit(LedgerAccount.VoucherLiability, batch.SalesPrice, PaymentWords.VoucherSales);

    /// <summary>A guest has no account: what the code is worth is sold at once, tax in it.</summary>
    public static Posting Served(VoucherUse use, VoucherBatch batch, Voucher voucher, PricedDocument price)
    {
        var posting = new Posting(LedgerKind.VoucherUse, use.Id, use.CustomerId, $"Voucher {batch.NumberText}, no. {voucher.Serial}, used at a hotspot")
            .Debit(LedgerAccount.VoucherLiability, batch.SalesPrice, PaymentWords.VoucherSales)
            .Credit(LedgerAccount.Revenue, price.Net);
        foreach (var tax in price.Taxes) posting.Credit(LedgerAccount.Tax, tax.Tax, tax.Name);
        return posting;
    }

    private static Money Times(Money each, int count) => each with { Minor = checked(each.Minor * count) };
}
