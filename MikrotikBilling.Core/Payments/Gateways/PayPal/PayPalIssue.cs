namespace MikrotikBilling.Core.Payments.Gateways.PayPal;

/// <summary>What an issue of PayPal's means for a payment.</summary>
internal enum PayPalMeaning
{
    /// <summary>Nothing was taken, and nothing will be.</summary>
    Refused,

    /// <summary>Nothing was taken yet: the payer has to confirm.</summary>
    NotYet,

    /// <summary>The order is over.</summary>
    Over,
}

/// <summary>Why PayPal did not do what it was told to, in plain words.</summary>
internal sealed record PayPalIssue(string Code, string Words, PayPalMeaning Meaning = PayPalMeaning.Refused)
{
    public const string AlreadyCaptured = "ORDER_ALREADY_CAPTURED";
    private const string Confirm = "The payer has not confirmed yet.";
    private const string Gone = "The order at PayPal is over.";
    private const string Payer = "The payer's PayPal account may not pay this. PayPal tells him why.";
    private const string Merchant = "The merchant's PayPal account cannot be paid to now. PayPal tells why there.";
    private const string Rights = "The REST app may not do this: look at its features at developer.paypal.com.";

    /// <summary>The account is set up wrongly: whoever is asked next fails too.</summary>
    public bool IsSetUp { get; init; }

    private static readonly Dictionary<string, PayPalIssue> Known = new PayPalIssue[]
    {
        new("INSTRUMENT_DECLINED", "The bank or card that the payer chose refused it. He may pay again with another."),
        new("PAYER_CANNOT_PAY", Payer),
        new("PAYER_ACCOUNT_RESTRICTED", Payer),
        new("PAYER_ACCOUNT_LOCKED_OR_CLOSED", Payer),
        new("PAYEE_BLOCKED_TRANSACTION", "The settings of the merchant's PayPal account keep this payment out."),
        new("TRANSACTION_REFUSED", "PayPal refused the payment."),
        new("TRANSACTION_LIMIT_EXCEEDED", "It is more than the payer may pay at once."),
        new("MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED", "It was tried too often."),
        new("COMPLIANCE_VIOLATION", "PayPal may not carry out this payment by law."),
        new("DUPLICATE_INVOICE_ID", "PayPal has taken a payment with this number before."),
        new("ORDER_NOT_APPROVED", Confirm, PayPalMeaning.NotYet),
        new("PAYER_ACTION_REQUIRED", Confirm, PayPalMeaning.NotYet),
        new("ORDER_EXPIRED", Gone, PayPalMeaning.Over),
        new("ORDER_VOIDED", Gone, PayPalMeaning.Over),
        new("RESOURCE_NOT_FOUND", Gone, PayPalMeaning.Over),
        new("INVALID_RESOURCE_ID", Gone, PayPalMeaning.Over),
        new("CURRENCY_NOT_SUPPORTED", "The merchant's PayPal account does not take this currency.") { IsSetUp = true },
        new("PAYEE_ACCOUNT_INVALID", Merchant) { IsSetUp = true },
        new("PAYEE_ACCOUNT_RESTRICTED", Merchant) { IsSetUp = true },
        new("PAYEE_ACCOUNT_LOCKED_OR_CLOSED", Merchant) { IsSetUp = true },
        new("PAYEE_ACCOUNT_NOT_VERIFIED", Merchant) { IsSetUp = true },
        new("NOT_AUTHORIZED", Rights) { IsSetUp = true },
        new("PERMISSION_DENIED", Rights) { IsSetUp = true },
    }.ToDictionary(i => i.Code, StringComparer.Ordinal);

    public static IReadOnlyList<string> SetUpCodes { get; } = [.. Known.Values.Where(i => i.IsSetUp).Select(i => i.Code)];

    public static PayPalIssue Of(PayPalAnswer answer) => Known.GetValueOrDefault(answer.Issue) ?? new PayPalIssue(answer.Issue, $"PayPal: {answer.Words}");
}
