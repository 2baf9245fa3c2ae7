namespace MikrotikBilling.Core.Payments.Gateways.Mpesa;

/// <summary>Why a payer did not pay, by M-Pesa's code, which is a number in one message, a text in another and a word in a third.</summary>
internal sealed record MpesaCode(string Code, string Words)
{
    public const string Paid = "0";

    /// <summary>It may have been paid all the same: M-Pesa is asked before the request is closed.</summary>
    public bool IsDoubtful { get; init; }

    /// <summary>How long to wait before the same payer is asked again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The account is set up wrongly: pushing goes on failing.</summary>
    public bool IsSetUp { get; init; }

    private static readonly Dictionary<string, MpesaCode> Known = new MpesaCode[]
    {
        new("1", "There is not enough money on the phone."),
        new("2", "M-Pesa does not take so small an amount."),
        new("3", "M-Pesa does not take so large an amount at once."),
        new("4", "The payer's limit for the day is reached."),
        new("8", "M-Pesa's limit for the account that is paid to is reached."),
        new("17", "The same amount was paid to the same account within two minutes.") { RetryAfter = TimeSpan.FromMinutes(2) },
        new("26", "M-Pesa is busy.") { IsDoubtful = true, RetryAfter = TimeSpan.FromMinutes(1) },
        new("1001", "Another M-Pesa session is open on the phone.") { IsDoubtful = true, RetryAfter = TimeSpan.FromMinutes(2) },
        new("1019", "The request expired before the phone answered.") { IsDoubtful = true },
        new("1025", "The request could not be shown on the phone.") { IsDoubtful = true },
        new("1032", "The payer cancelled."),
        new("1037", "The phone could not be reached, or nobody answered.") { IsDoubtful = true },
        new("2001", "The PIN was wrong."),
        new("2028", "M-Pesa does not allow this kind of request for the short code: kind, number or store number of the account are wrong.") { IsSetUp = true },
        new("8006", "The PIN is locked. Safaricom unlocks it."),
        new("9999", "The request could not be shown on the phone.") { IsDoubtful = true },
        new("SFC_IC0003", "M-Pesa does not know who is to be paid: kind, number or store number of the account are wrong.") { IsSetUp = true },
    }.ToDictionary(c => c.Code, StringComparer.Ordinal);

    public static IReadOnlyList<string> SetUpCodes { get; } = [.. Known.Values.Where(c => c.IsSetUp).Select(c => c.Code)];

    public static MpesaCode Of(string code, string? description) => Known.GetValueOrDefault(code) ?? new MpesaCode(code, $"M-Pesa: {MpesaJson.Line(description, 200) ?? "no reason given"}");
}
