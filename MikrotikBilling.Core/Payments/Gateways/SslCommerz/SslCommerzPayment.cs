using System.Globalization;
using System.Text.RegularExpressions;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Attempts;

namespace MikrotikBilling.Core.Payments.Gateways.SslCommerz;

/// <summary>A payment as SSLCommerz tells of it, in a message, in its answer to a number of it, or in the list of those that were tried for a request.</summary>
/// <param name="TranId">Ours.</param>
/// <param name="ValId">Its own; only where it was paid.</param>
/// <param name="BankId">Of the bank or wallet that paid.</param>
/// <param name="Amount">What we asked for, in our currency. What was charged in taka and what is left after fees are other things.</param>
internal sealed partial record SslCommerzPayment(string Status, string TranId, string? ValId, string? BankId, Money? Amount)
{
    private const int LongestId = 80;
    private static readonly TimeSpan Dhaka = TimeSpan.FromHours(6);

    public bool IsRisky { get; init; }
    public string? Risk { get; init; }
    public string? Card { get; init; }
    public string? Error { get; init; }

    /// <summary>What the payer knows it by; we sent it along.</summary>
    public string? Account { get; init; }

    public DateTimeOffset? At { get; init; }

    /// <summary>Told for the first time, or once more.</summary>
    public bool IsPaid => Status is "VALID" or "VALIDATED";

    /// <param name="field">A field's text; null where it is not there or empty.</param>
    public static Result<SslCommerzPayment> Read(Func<string, string?> field)
    {
        if (field("status") is not { } status || !WordShape().IsMatch(status)) return ProviderJson.Bad("status is missing.");
        if (field("tran_id") is not { } tran || !TranShape().IsMatch(tran)) return ProviderJson.Bad("tran_id: 1 to 30 letters and digits.");
        var (val, bank) = (field("val_id"), field("bank_tran_id"));
        if (val is not null && !IdShape().IsMatch(val)) return ProviderJson.Bad("val_id: up to 50 letters and digits.");
        if (bank is not null && !IdShape().IsMatch(bank)) return ProviderJson.Bad("bank_tran_id: up to 80 letters and digits.");
        var payment = new SslCommerzPayment(status, tran, val, bank, AmountOf(field("currency_amount"), field("currency_type")))
        {
            IsRisky = field("risk_level") is { } risk && risk != "0",
            Risk = ProviderJson.Line(field("risk_title"), 40),
            Card = ProviderJson.Line(field("card_type"), 40),
            Error = ProviderJson.Line(field("error"), 200),
            Account = ProviderJson.Line(field("value_a"), 80),
            At = DateTime.TryParseExact(field("tran_date"), "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? new DateTimeOffset(at, Dhaka).ToUniversalTime() : null,
        };
        if (payment.IsPaid && (val is null || bank is null)) return ProviderJson.Bad("val_id or bank_tran_id is missing.");
        return !payment.IsPaid || payment.Amount is not null ? payment : ProviderJson.Bad("currency_amount or currency_type: above zero, with no more digits than the currency has.");
    }

    /// <summary>Both numbers, as either alone may come twice; where they are too long together, its own.</summary>
    public string MovementId => BankId!.Length + 1 + ValId!.Length <= LongestId ? $"{BankId}+{ValId}" : ValId;

    /// <summary>Where it was paid.</summary>
    public MovementFact Fact(string movementId) => new(movementId, MovementState.Succeeded, Amount!.Value)
    {
        Account = Account,
        MethodText = Card,
        Hold = IsRisky ? $"SSLCommerz calls it risky{(Risk is null ? "" : $" ({Risk})")}. Look it up in the merchant panel before anything is given for it." : null,
        At = At,
        MayBeLate = true,
    };

    /// <summary>What became of the request; null while it is still under way.</summary>
    public AttemptNews? Attempt => Status switch
    {
        "VALID" or "VALIDATED" => new AttemptNews(AttemptState.Succeeded),
        "FAILED" => new AttemptNews(AttemptState.Failed) { Words = Error ?? "The bank or wallet refused it." },
        "CANCELLED" => new AttemptNews(AttemptState.Failed) { Words = "The payer cancelled." },
        "UNATTEMPTED" => new AttemptNews(AttemptState.Expired) { Words = "The payer left without paying." },
        "EXPIRED" => new AttemptNews(AttemptState.Expired) { Words = "Nobody paid in time." },
        _ => null,
    } is { } told
        ? told with { ProviderId = TranId, AttemptId = SslCommerzTranId.AttemptIn(TranId), Code = IsPaid ? null : Status }
        : null;

    private static Money? AmountOf(string? amount, string? currency)
    {
        if (amount is null || currency is null || !AmountShape().IsMatch(amount) || !Currency.IsWellFormed(currency)) return null;
        return decimal.Parse(amount, CultureInfo.InvariantCulture) is > 0 and var value && Money.Fits(value, currency) ? Money.FromDecimal(value, currency) : null;
    }

    [GeneratedRegex(@"\A[A-Z_]{1,40}\z", RegexOptions.None, 1000)]
    private static partial Regex WordShape();

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,30}\z", RegexOptions.None, 1000)]
    private static partial Regex TranShape();

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,80}\z", RegexOptions.None, 1000)]
    private static partial Regex IdShape();

    [GeneratedRegex(@"\A[0-9]{1,10}(\.[0-9]{1,4})?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AmountShape();
}
