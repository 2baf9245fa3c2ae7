using System.Globalization;
using System.Text;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.Mpesa;

/// <summary>Asks a payer on his phone (STK push), and how that went.</summary>
internal sealed class MpesaPush(MpesaClient client, TimeProvider clock)
{
    private const int LongestReference = 12;
    private const int LongestText = 13;

    /// <summary>What everybody sends, in every system of theirs.</summary>
    public static readonly TimeSpan Nairobi = TimeSpan.FromHours(3);

    private static readonly TimeSpan Session = TimeSpan.FromMinutes(2);

    /// <summary><c>0712 345 678</c>, <c>+254712345678</c>, <c>712345678</c>: as M-Pesa writes it, twelve digits.</summary>
    public static Result<string> PhoneOf(string? phone)
    {
        var digits = string.Concat((phone ?? "").Where(c => c is not (' ' or '-' or '+')));
        var whole = digits switch
        {
            { Length: 10 } when digits.StartsWith("07", StringComparison.Ordinal) || digits.StartsWith("01", StringComparison.Ordinal) => $"254{digits[1..]}",
            { Length: 9 } when digits[0] == '7' => $"254{digits}",
            _ => digits,
        };
        var isRight = whole.Length == 12 && whole.All(char.IsAsciiDigit) && (whole.StartsWith("2547", StringComparison.Ordinal) || whole.StartsWith("2541", StringComparison.Ordinal));
        return isRight ? whole : new Refusal("attempt.phone", "M-Pesa needs a Kenyan mobile number, like 0712 345 678.", nameof(RequestPayment.Phone));
    }

    /// <summary>Whole shillings; what is more than due becomes credit.</summary>
    public static Result<Money> AskFor(Money due) => due.Currency == MpesaJson.Currency
        ? Money.FromDecimal(decimal.Ceiling(due.ToDecimal()), MpesaJson.Currency)
        : new Refusal("attempt.currency", $"M-Pesa takes shillings of Kenya, not {due.Currency}.");

    public async Task<StartAnswer> StartAsync(GatewayConnection connection, PaymentOrder order, CancellationToken cancellationToken)
    {
        if (WrongSetUp(connection) is { } wrong) return StartAnswer.Refused(null, wrong);
        var (isTill, number, attempt) = (IsTill(connection), connection.Setting(MpesaFields.ShortCode), order.Attempt);
        var callback = connection.CallbackUrl(MpesaRoles.Push, attempt.Id);
        if (connection.IsLive && !callback.StartsWith("https://", StringComparison.Ordinal)) return StartAnswer.Refused(null, "M-Pesa answers to https addresses only: Gateways:PublicUrl does not begin so.");
        var body = Signed(connection);
        body["TransactionType"] = isTill ? "CustomerBuyGoodsOnline" : "CustomerPayBillOnline";
        body["Amount"] = (long)attempt.Amount.ToDecimal();
        (body["PartyA"], body["PhoneNumber"]) = (attempt.Phone!, attempt.Phone!);
        body["PartyB"] = number;
        body["CallBackURL"] = callback;
        body["AccountReference"] = ReferenceOf(order);
        body["TransactionDesc"] = TextOf(order.Text);
        return Read(await client.PostAsync(connection, "stk push", "mpesa/stkpush/v1/processrequest", body, attempt.Id, cancellationToken));
    }

    /// <summary>
    /// Whether the phone paid: null while it is still at it, <see cref="MpesaCode.Paid"/> as the code where it did. Neither receipt nor amount are told.
    /// </summary>
    /// <exception cref="GatewaySilentException">No answer, or none that says it.</exception>
    public async Task<MpesaCode?> AskAsync(GatewayConnection connection, string id, Guid? attemptId, CancellationToken cancellationToken)
    {
        var body = Signed(connection);
        body["CheckoutRequestID"] = id;
        var answer = await client.PostAsync(connection, "stk query", "mpesa/stkpushquery/v1/query", body, attemptId, cancellationToken);
        if (answer.Says("being processed")) return null;
        var (code, words) = (MpesaJson.IdOf(answer.Json?.Text("ResultCode")), answer.Json?.Text("ResultDesc"));
        if (!answer.IsAccepted || code is null) throw new GatewaySilentException($"M-Pesa does not say how it stands: {answer.ErrorWords}");
        return (words ?? "").Contains("under processing", StringComparison.OrdinalIgnoreCase) ? null : MpesaCode.Of(code, words);
    }

    private static StartAnswer Read(MpesaAnswer answer)
    {
        if (answer.IsAccepted)
            return MpesaJson.IdOf(answer.Json?.Text("CheckoutRequestID")) is { } id
                ? new StartAnswer(AttemptState.Pending) { ProviderId = id, ProviderReference = MpesaJson.IdOf(answer.Json?.Text("MerchantRequestID")) }
                : throw new GatewaySilentException("M-Pesa took the request and named no number of it.");
        // An error without its own code is nobody's word that nothing was sent.
        if (answer.ErrorCode is null && answer.Json?.Text("ResponseCode") is null) throw new GatewaySilentException($"M-Pesa: {answer.ErrorWords}");
        var refused = StartAnswer.Refused(answer.ErrorCode ?? answer.Json?.Text("ResponseCode"), $"M-Pesa: {answer.ErrorWords}");
        if (answer.Rest is { } rest) return refused with { RetryAfter = rest };
        if (answer.Says("unable to lock subscriber", "already in process")) return refused with { Words = "Another M-Pesa session is open on the phone.", RetryAfter = Session };
        return refused with { NeedsPerson = answer.IsTokenUnknown || answer.Says("wrong credentials", "merchant does not exist", "shortcode", "password") };
    }

    private static string? WrongSetUp(GatewayConnection connection) =>
        connection.Setting(MpesaFields.ShortCode).Length == 0 || connection.Secret(MpesaFields.PassKey).Length == 0 ? "The M-Pesa account lacks its number or pass key."
        : IsTill(connection) && connection.Setting(MpesaFields.StoreNumber).Length == 0 ? "A till needs its store number too."
        : null;

    private static bool IsTill(GatewayConnection connection) => connection.Setting(MpesaFields.Kind) == MpesaFields.Till;

    /// <summary>The password is the short code, the pass key and the very same time, one behind the other.</summary>
    private Dictionary<string, object> Signed(GatewayConnection connection)
    {
        var code = connection.Setting(IsTill(connection) ? MpesaFields.StoreNumber : MpesaFields.ShortCode);
        var stamp = clock.GetUtcNow().ToOffset(Nairobi).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        return new(StringComparer.Ordinal) { ["BusinessShortCode"] = code, ["Password"] = PasswordOf(code, connection.Secret(MpesaFields.PassKey), stamp), ["Timestamp"] = stamp };
    }

    public static string PasswordOf(string shortCode, string passKey, string stamp) => Convert.ToBase64String(Encoding.UTF8.GetBytes(shortCode + passKey + stamp));

    private static string ReferenceOf(PaymentOrder order)
    {
        var number = string.Concat(order.CustomerNumber.Where(char.IsAsciiLetterOrDigit));
        return number.Length <= LongestReference ? number : number[^LongestReference..];
    }

    /// <summary>Other signs make requests fail without a word.</summary>
    public static string TextOf(string text)
    {
        var clean = string.Join(' ', string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c == '-' ? c : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (clean.Length <= LongestText) return clean.Length == 0 ? "Internet" : clean;
        return clean.LastIndexOf(' ', LongestText) is > 0 and var end ? clean[..end] : clean[..LongestText];
    }
}
