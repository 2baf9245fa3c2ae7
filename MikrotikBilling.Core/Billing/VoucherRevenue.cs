namespace MikrotikBilling.Core.Billing;

/// <summary>When what a voucher costs becomes revenue, and its tax due.</summary>
public enum VoucherRevenue
{
    /// <summary>Sold, it is owed; used or expired, it is revenue.</summary>
    AtRedemption,

    AtSale,
}
