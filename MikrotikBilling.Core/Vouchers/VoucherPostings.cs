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
        var (face, owed) = (Times(batch.SalesPrice, sale.Quantity - sale.UsedBefore), Times(batch.Price, sale.UsedBefore));
        return new Posting(LedgerKind.VoucherSale, sale.Id, null, $"Sold {Words(sale.Quantity)} of {batch.NumberText}")
            .Debit(LedgerAccount.Cash, sale.Amount, Till(sale))
            // What nobody keeps of those that were used before comes off what was set aside for their seller.
            .Debit(LedgerAccount.Concessions, face + owed - sale.Amount, Commission)
            .Credit(LedgerAccount.VoucherLiability, sale.IsRevenue ? Money.Zero(face.Currency) : face, PaymentWords.VoucherSales)
            .Credit(LedgerAccount.VouchersOwed, owed, batch.NumberText);
    }

    /// <summary>The other way round. Where it was revenue at once, <see cref="VoucherTaxes.TakeOutAsync"/> has to add the other side of it.</summary>
    public static Posting Returned(VoucherReturn back, VoucherSale sale, VoucherBatch batch)
    {
        var face = Times(batch.SalesPrice, back.Quantity);
        return new Posting(LedgerKind.VoucherSale, back.Id, null, $"Took {Words(back.Quantity)} of {batch.NumberText} back and gave the money back")
            .Credit(LedgerAccount.Cash, back.Amount, Till(sale))
            .Credit(LedgerAccount.Concessions, face - back.Amount, Commission)
            .Debit(LedgerAccount.VoucherLiability, sale.IsRevenue ? Money.Zero(face.Currency) : face, PaymentWords.VoucherSales);
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
        new Posting(LedgerKind.VoucherExpiry, runId, null, $"{Words(count)} of {batch.NumberText}, sold, expired").Debit(LedgerAccount.VoucherLiability, Times(batch.SalesPrice, count), PaymentWords.VoucherSales);

    public static string Words(int count) => count == 1 ? "1 voucher" : $"{count} vouchers";

    /// <summary>What came in cash lies in the drawer, and is given back from it.</summary>
    private static string Till(VoucherSale sale) => sale.Method == PaymentMethod.Cash ? PaymentWords.VoucherCash : PaymentWords.VoucherSales;

    private static Money Times(Money each, int count) => each with { Minor = checked(each.Minor * count) };
}
