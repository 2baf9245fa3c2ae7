using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Payments;

/// <summary>What methods are called, and where their money lies.</summary>
public static class PaymentWords
{
    /// <summary>Those that a person enters.</summary>
    public static IReadOnlyList<PaymentMethod> ByHand { get; } = [PaymentMethod.Cash, PaymentMethod.BankTransfer, PaymentMethod.Cheque, PaymentMethod.MobileMoney];

    public static Phrase Of(PaymentMethod method) => method switch
    {
        PaymentMethod.Cash => "cash",
        PaymentMethod.BankTransfer => "bank transfer",
        PaymentMethod.Cheque => "cheque",
        PaymentMethod.MobileMoney => "mobile money",
        PaymentMethod.Mpesa => "M-Pesa",
        PaymentMethod.Stripe => "Stripe",
        PaymentMethod.PayPal => "PayPal",
        PaymentMethod.Bkash => "bKash",
        PaymentMethod.SslCommerz => "SSLCommerz",
        PaymentMethod.Voucher => "voucher",
        _ => "callback",
    };

    /// <summary>The detail of money in the books that came for vouchers: it is nobody's payment until they are redeemed.</summary>
    public const string VoucherSales = "Vouchers";

    /// <summary>The same where it came in cash, and so lies in the drawer.</summary>
    public const string VoucherCash = "VoucherCash";

    public static bool IsVoucherSale(string detail) => detail is VoucherSales or VoucherCash;

    /// <summary>It came by a provider, who holds the money until he pays us out.</summary>
    public static bool IsByProvider(PaymentMethod method) => method != PaymentMethod.Voucher && !ByHand.Contains(method);

    /// <summary>With a provider until it pays us out, else in hand or at the bank; a voucher was paid for before.</summary>
    public static LedgerAccount AccountOf(PaymentMethod method) =>
        method == PaymentMethod.Voucher ? LedgerAccount.VoucherLiability : IsByProvider(method) ? LedgerAccount.GatewayClearing : LedgerAccount.Cash;
}
