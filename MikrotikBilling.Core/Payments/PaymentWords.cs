using MikrotikBilling.Core.Billing.Ledger;

namespace MikrotikBilling.Core.Payments;

/// <summary>What methods are called, and where their money lies.</summary>
public static class PaymentWords
{
    /// <summary>Those that a person enters.</summary>
    public static IReadOnlyList<PaymentMethod> ByHand { get; } = [PaymentMethod.Cash, PaymentMethod.BankTransfer, PaymentMethod.Cheque, PaymentMethod.MobileMoney];

    public static string Of(PaymentMethod method) => method switch
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
        _ => "callback",
    };

    /// <summary>With a provider until it pays us out, else in hand or at the bank.</summary>
    public static LedgerAccount AccountOf(PaymentMethod method) => ByHand.Contains(method) ? LedgerAccount.Cash : LedgerAccount.GatewayClearing;
}
