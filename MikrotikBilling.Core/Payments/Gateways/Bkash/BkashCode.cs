namespace MikrotikBilling.Core.Payments.Gateways.Bkash;

/// <summary>What a code of bKash's means for a payment.</summary>
internal enum BkashMeaning
{
    /// <summary>Nobody's word on whether the money was taken: it is asked for.</summary>
    Doubtful,

    /// <summary>Nothing was taken, and nothing will be.</summary>
    Refused,

    /// <summary>Nothing was taken yet: the payer has not confirmed, or bKash does not work now.</summary>
    NotYet,

    /// <summary>It is in a state in which it cannot be taken: not confirmed yet, or ended.</summary>
    WrongState,
}

/// <summary>Why a payer did not pay, in plain words.</summary>
internal sealed record BkashCode(string Code, string Words, BkashMeaning Meaning = BkashMeaning.Refused)
{
    public const string Done = "0000";

    /// <summary>The account is set up wrongly: whoever is asked next fails too.</summary>
    public bool IsSetUp { get; init; }

    /// <summary>How long to wait before the same payer is asked again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    private static readonly Dictionary<string, BkashCode> Known = new BkashCode[]
    {
        new("2001", "bKash does not know the app key.") { IsSetUp = true },
        new("2006", "bKash does not take this amount."),
        new("2014", "The PIN was wrong."),
        new("2015", "The PIN was wrong too often."),
        new("2016", "The verification code was wrong."),
        new("2017", "The verification code was wrong too often."),
        new("2018", "The verification code came too late."),
        new("2019", "The PIN came too late."),
        new("2023", "There is not enough money in the wallet."),
        new("2029", "bKash was asked for the same payment a moment ago.") { RetryAfter = TimeSpan.FromMinutes(2) },
        new("2037", "The payer's wallet may not pay now. bKash tells him why."),
        new("2038", "The payer's wallet may not pay now. bKash tells him why."),
        new("2039", "The merchant's wallet cannot be paid to now, says bKash.") { IsSetUp = true },
        new("2040", "The merchant's wallet cannot be paid to now, says bKash.") { IsSetUp = true },
        new("2041", "The merchant's wallet is not set up for this kind of payment, says bKash.") { IsSetUp = true },
        new("2044", "The merchant's wallet is not set up for this kind of payment, says bKash.") { IsSetUp = true },
        new("2046", "The merchant's wallet is not set up for this kind of payment, says bKash.") { IsSetUp = true },
        new("2049", "bKash does not take this server's address to come back to: Gateways:PublicUrl.") { IsSetUp = true },
        new("2056", "It was cancelled, or its time was over.", BkashMeaning.WrongState),
        new("2057", "That number has no bKash wallet."),
        new("2058", "That wallet is no customer's."),
        new("2060", "The payer has not confirmed yet.", BkashMeaning.NotYet),
        new("2064", "bKash does not offer this kind of payment at the moment.") { RetryAfter = TimeSpan.FromMinutes(5) },
        new("2067", "The merchant account may not do this, says bKash.") { IsSetUp = true },
        new("2069", "The payer cancelled."),
        new("503", "bKash is being worked on. Try again later.", BkashMeaning.NotYet) { RetryAfter = TimeSpan.FromMinutes(5) },
    }.ToDictionary(c => c.Code, StringComparer.Ordinal);

    public static IReadOnlyList<string> SetUpCodes { get; } = [.. Known.Values.Where(c => c.IsSetUp).Select(c => c.Code)];

    public static BkashCode Of(BkashAnswer answer) => Known.GetValueOrDefault(answer.Code ?? "") ?? new BkashCode(answer.Code ?? "", $"bKash: {answer.Words}", BkashMeaning.Doubtful);
}
