using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;

namespace MikrotikBilling.Core.Vouchers;

/// <summary>
/// How vouchers stand in the books. Sold, each is a liability over what stands on it, or revenue (<see cref="VoucherSale.IsRevenue"/>); what the seller keeps is
/// a concession. Redeemed, the liability becomes the customer's credit (<see cref="PaymentMethod.Voucher"/>). Who sells is not always asked before a code is
/// used: then he owes its price.
/// </summary>
internal static class VoucherPostings
{
    private const string Commission = "Voucher commission";

    /// <summary>Where it is revenue at once, <see cref="VoucherTaxes.EarnAsync"/> has to add the other side of it.</summary>
    public static Posting Sold(VoucherSale sale, VoucherBatch batch)
    {
        var unused = sale.Quantity - sale.UsedBefore;
        var (price, face) = (Times(batch.Price, unused), Times(batch.SalesPrice, unused));
        return new Posting(LedgerKind.VoucherSale, sale.Id, null, $"Sold {sale.Quantity} vouchers of {batch.NumberText}")
            .Debit(LedgerAccount.Cash, Times(batch.Price, sale.Quantity), PaymentWords.VoucherSales)
            .Debit(LedgerAccount.Concessions, face - price, Commission)
            .Credit(LedgerAccount.VoucherLiability, sale.IsRevenue ? Money.Zero(face.Currency) : face, PaymentWords.VoucherSales)
            .Credit(LedgerAccount.VouchersOwed, Times(batch.Price, sale.UsedBefore), batch.NumberText);
    }

    public static Posting Unsold(VoucherUse use, VoucherBatch batch, int serial) => new Posting(LedgerKind.VoucherSale, use.Id, null, $"Voucher {batch.NumberText}, no. {serial}, used before it was sold in the books")
        .Debit(LedgerAccount.VouchersOwed, batch.Price, batch.NumberText)
        .Debit(LedgerAccount.Concessions, batch.SalesPrice - batch.Price, Commission)
        .Credit(LedgerAccount.VoucherLiability, batch.SalesPrice, PaymentWords.VoucherSales);

    /// <summary>A guest has no account: what the code is worth is sold at once. The other side is <see cref="VoucherTaxes.EarnAsync"/>.</summary>
    public static Posting Served(VoucherUse use, VoucherBatch batch, int serial) => new Posting(LedgerKind.VoucherUse, use.Id, use.CustomerId, $"Voucher {batch.NumberText}, no. {serial}, used at a hotspot")
        .Debit(LedgerAccount.VoucherLiability, batch.SalesPrice, PaymentWords.VoucherSales);

    /// <summary>Was revenue at its sale and is owed again: an invoice of the customer makes it revenue. The other side is <see cref="VoucherTaxes.TakeOutAsync"/>.</summary>
    public static Posting OwedAgain(VoucherUse use, VoucherBatch batch, int serial) =>
        new Posting(LedgerKind.VoucherSale, use.Id, null, $"Voucher {batch.NumberText}, no. {serial}, revenue at its sale, becomes a customer's").Credit(LedgerAccount.VoucherLiability, batch.SalesPrice, PaymentWords.VoucherSales);

    /// <summary>Nobody can claim them any more. The other side is <see cref="VoucherTaxes.EarnAsync"/>.</summary>
    public static Posting Expired(Guid runId, VoucherBatch batch, int count) =>
        new Posting(LedgerKind.VoucherExpiry, runId, null, $"{count} sold vouchers of {batch.NumberText} expired").Debit(LedgerAccount.VoucherLiability, Times(batch.SalesPrice, count), PaymentWords.VoucherSales);

    private static Money Times(Money each, int count) => each with { Minor = checked(each.Minor * count) };
}
