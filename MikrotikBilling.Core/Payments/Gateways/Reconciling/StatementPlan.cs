using System.Text.Json;
using System.Text.Json.Serialization;

namespace MikrotikBilling.Core.Payments.Gateways.Reconciling;

/// <summary>What a column of a provider's list holds.</summary>
public enum StatementColumn { Id, Time, Clock, Zone, Amount, Out, Currency, Status, Back, Account, Payer, Phone, Kind, Original }

/// <summary>Which of two numbers is the day, where a list writes both as numbers.</summary>
public enum DateOrder { Guess, DayFirst, MonthFirst }

/// <summary>How a provider's list is read: by a format that is known, or as a person said. Kept for each account.</summary>
public sealed record StatementPlan
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() }, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Names of columns, by what they hold.</summary>
    public Dictionary<StatementColumn, string> Columns { get; init; } = [];

    public DateOrder Dates { get; init; }

    /// <summary>IANA name of the zone that its times are in; null is the company's own.</summary>
    public string? Zone { get; init; }

    /// <summary><see cref="StatementFormat.Key"/> where the list was recognised; null where a person chose.</summary>
    public string? Format { get; init; }

    public static IReadOnlyList<StatementColumn> Needed { get; } = [StatementColumn.Id, StatementColumn.Time, StatementColumn.Amount];

    /// <summary>All that it names stands in these heads.</summary>
    public bool Fits(IReadOnlyCollection<string> headers) => Columns.Count > 0 && Columns.Values.All(name => headers.Contains(name, StringComparer.Ordinal));

    public string Write() => JsonSerializer.Serialize(this, Json);

    public static StatementPlan? Read(string? text) => string.IsNullOrEmpty(text) ? null : JsonSerializer.Deserialize<StatementPlan>(text, Json);
}

/// <summary>A list that is known by its heads.</summary>
/// <param name="Columns">The heads that a column goes by, the best first, as <see cref="Plain"/> has them.</param>
/// <param name="Zone">Of its times where they name none; null is the company's own.</param>
public sealed record StatementFormat(string Key, string Name, IReadOnlyDictionary<StatementColumn, string[]> Columns, StatementColumn[] Marks, string? Zone)
{
    private const string Nairobi = "Africa/Nairobi";
    private const string Dhaka = "Asia/Dhaka";

    public DateOrder Dates { get; init; }

    /// <summary>A kind of line that is no payer's money, by a word of it.</summary>
    public IReadOnlyList<string> OtherKinds { get; init; } = [];

    public static IReadOnlyList<StatementFormat> All { get; } =
    [
        new("mpesa", "M-Pesa organisation statement", new Dictionary<StatementColumn, string[]>
        {
            [StatementColumn.Id] = ["receiptno"],
            [StatementColumn.Time] = ["completiontime"],
            [StatementColumn.Amount] = ["paidin"],
            [StatementColumn.Out] = ["withdrawn"],
            [StatementColumn.Status] = ["transactionstatus"],
            [StatementColumn.Kind] = ["reasontype", "details"],
            [StatementColumn.Payer] = ["otherpartyinfo"],
            [StatementColumn.Original] = ["linkedtransactionid"],
            [StatementColumn.Account] = ["acno", "accountno"],
            [StatementColumn.Currency] = ["currency"],
        }, [StatementColumn.Id, StatementColumn.Time, StatementColumn.Amount, StatementColumn.Out], Nairobi) { Dates = DateOrder.DayFirst },
        new("paypal", "PayPal activity", new Dictionary<StatementColumn, string[]>
        {
            [StatementColumn.Id] = ["transactionid"],
            [StatementColumn.Time] = ["date"],
            [StatementColumn.Clock] = ["time"],
            [StatementColumn.Zone] = ["timezone"],
            [StatementColumn.Amount] = ["gross"],
            [StatementColumn.Currency] = ["currency"],
            [StatementColumn.Status] = ["status"],
            [StatementColumn.Kind] = ["type"],
            [StatementColumn.Payer] = ["name"],
            [StatementColumn.Account] = ["customnumber", "invoicenumber"],
            [StatementColumn.Original] = ["referencetxnid"],
        }, [StatementColumn.Id, StatementColumn.Time, StatementColumn.Zone, StatementColumn.Amount], "America/Los_Angeles")
        { Dates = DateOrder.MonthFirst, OtherKinds = ["conversion", "transfer", "withdrawal", "hold", "authorization", "fee"] },
        new("stripe", "Stripe payments", new Dictionary<StatementColumn, string[]>
        {
            [StatementColumn.Id] = ["paymentintentid", "paymentintent", "id"],
            [StatementColumn.Time] = ["createdutc", "createddateutc", "created"],
            [StatementColumn.Amount] = ["amount"],
            [StatementColumn.Currency] = ["currency"],
            [StatementColumn.Status] = ["status"],
            [StatementColumn.Back] = ["amountrefunded"],
            [StatementColumn.Payer] = ["customeremail", "cardname"],
            [StatementColumn.Account] = ["invoicemetadata", "customermetadata"],
        }, [StatementColumn.Id, StatementColumn.Time, StatementColumn.Amount, StatementColumn.Currency, StatementColumn.Back], "UTC"),
        new("bkash", "bKash merchant report", new Dictionary<StatementColumn, string[]>
        {
            [StatementColumn.Id] = ["trxid", "transactionid"],
            [StatementColumn.Time] = ["transactiondatetime", "trxdatetime", "datetime", "transactiondate", "completedtime"],
            [StatementColumn.Amount] = ["transactionamount", "amountbdt", "amount"],
            [StatementColumn.Status] = ["transactionstatus", "status"],
            [StatementColumn.Kind] = ["transactiontype", "type"],
            [StatementColumn.Phone] = ["fromwallet", "customerwallet", "payermsisdn", "customermsisdn", "debitmsisdn"],
            [StatementColumn.Account] = ["transactionreference", "merchantinvoicenumber", "reference"],
            [StatementColumn.Currency] = ["currency"],
        }, [StatementColumn.Id, StatementColumn.Time, StatementColumn.Amount, StatementColumn.Phone], Dhaka) { Dates = DateOrder.DayFirst, OtherKinds = ["cash out", "settlement", "fund transfer"] },
        new("sslcommerz", "SSLCommerz transactions", new Dictionary<StatementColumn, string[]>
        {
            [StatementColumn.Id] = ["banktranid", "banktransactionid", "tranid"],
            [StatementColumn.Time] = ["trandate", "transactiondate", "date"],
            [StatementColumn.Amount] = ["amount", "transactionamount"],
            [StatementColumn.Currency] = ["currency", "currencytype"],
            [StatementColumn.Status] = ["status", "transactionstatus"],
            [StatementColumn.Back] = ["refundamount", "refundedamount"],
            [StatementColumn.Payer] = ["cusname", "customername"],
            [StatementColumn.Phone] = ["cusphone", "customerphone"],
        }, [StatementColumn.Id, StatementColumn.Time, StatementColumn.Amount, StatementColumn.Status], Dhaka) { Dates = DateOrder.DayFirst },
    ];

    /// <summary>The plan for a list with these heads; null where some that tell it apart are not there.</summary>
    public StatementPlan? PlanFor(IReadOnlyList<string> headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        var heads = headers.Where(h => h.Length > 0).DistinctBy(Plain).ToDictionary(Plain, h => h, StringComparer.Ordinal);
        var columns = Columns.Select(c => (c.Key, Name: c.Value.Select(name => heads.GetValueOrDefault(name)).FirstOrDefault(name => name is not null)))
            .Where(c => c.Name is not null).ToDictionary(c => c.Key, c => c.Name!);
        return Marks.All(columns.ContainsKey) ? new StatementPlan { Columns = columns, Dates = Dates, Zone = Zone, Format = Key } : null;
    }

    /// <summary>Letters and digits in small ones: <c>A/C No.</c> and <c>AC no</c> are one head.</summary>
    public static string Plain(string header) => string.Concat((header ?? "").Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
