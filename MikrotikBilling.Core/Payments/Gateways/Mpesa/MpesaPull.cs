using System.Globalization;
using System.Text.Json;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.Mpesa;

/// <summary>A payment as M-Pesa's own list has it.</summary>
/// <param name="Phone">Digits, perhaps with stars.</param>
internal sealed record PulledPayment(MovementFact Money, DateTimeOffset At, string? Phone);

/// <summary>M-Pesa's list of what was paid to the short code; it goes 48 hours back.</summary>
internal sealed class MpesaPull(MpesaClient client, TimeProvider clock)
{
    private const int MostPages = 50;
    private const string Format = "yyyy-MM-dd HH:mm:ss";
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(2);

    public static bool IsOn(GatewayConnection connection) => connection.Setting(MpesaFields.PullNumber).Length > 0;

    /// <summary>Said once, before the list can be asked for.</summary>
    public async Task<MpesaAnswer> RegisterAsync(GatewayConnection connection, CancellationToken cancellationToken) => await client.PostAsync(connection, "pull registration", "pulltransactions/v1/register", new Dictionary<string, object>(StringComparer.Ordinal)
    {
        ["ShortCode"] = connection.Setting(MpesaFields.ShortCode),
        ["RequestType"] = "Pull",
        ["NominatedNumber"] = connection.Setting(MpesaFields.PullNumber),
        ["CallBackURL"] = connection.CallbackUrl(MpesaRoles.Result),
    }, null, cancellationToken);

    /// <summary>Oldest first as M-Pesa gives them. A refusal in its words.</summary>
    public async Task<Result<IReadOnlyList<PulledPayment>>> ListAsync(GatewayConnection connection, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, PulledPayment>(StringComparer.Ordinal);
        for (var (page, offset) = (0, 0); page < MostPages; page++)
        {
            var answer = await client.PostAsync(connection, "pull", "pulltransactions/v1/query", new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["ShortCode"] = connection.Setting(MpesaFields.ShortCode),
                ["StartDate"] = from.ToOffset(MpesaPush.Nairobi).ToString(Format, CultureInfo.InvariantCulture),
                ["EndDate"] = to.ToOffset(MpesaPush.Nairobi).ToString(Format, CultureInfo.InvariantCulture),
                ["OffSetValue"] = offset.ToString(CultureInfo.InvariantCulture),
            }, null, cancellationToken);
            if (answer is not { Status: 200, Json: { } json } || json.Text("ResponseCode") is not ("1000" or "0")) return new Refusal("gateway.list", $"M-Pesa gives no list: {answer.ErrorWords}");
            var (rows, before) = (RowsOf(json), found.Count);
            foreach (var row in rows)
                if (Read(row) is { } payment) found.TryAdd(payment.Money.TransactionId, payment);
            if (rows.Count == 0 || found.Count == before) return found.Values.ToList();
            offset += rows.Count;
        }
        return new Refusal("gateway.list", "M-Pesa's list has no end.");
    }

    /// <summary>The money of a request that was paid: the only payment of its phone and amount since. Null where there is none, or more than one.</summary>
    public async Task<MovementFact?> FindAsync(GatewayConnection connection, PaymentAttempt attempt, CancellationToken cancellationToken)
    {
        var listed = await ListAsync(connection, (attempt.SentAt ?? attempt.CreatedAt) - Slack, clock.GetUtcNow() + Slack, cancellationToken);
        return listed.Ok && listed.Value.Where(p => p.Money.Amount == attempt.Amount && MpesaPush.PhoneOf(p.Phone) is { Ok: true, Value: var phone } && phone == attempt.Phone).ToList() is [var one] ? one.Money : null;
    }

    /// <summary>A list in a list.</summary>
    private static List<JsonElement> RowsOf(JsonElement json) => json.TryGetProperty("Response", out var lists) && lists.ValueKind == JsonValueKind.Array
        ? [.. lists.EnumerateArray().SelectMany(l => l.ValueKind == JsonValueKind.Array ? l.EnumerateArray().ToList() : [l]).Where(r => r.ValueKind == JsonValueKind.Object)]
        : [];

    private static PulledPayment? Read(JsonElement row)
    {
        if (MpesaJson.ReceiptOf(row.Text("transactionId")) is not { } receipt || MpesaJson.AmountOf(row.Text("amount")) is not { } amount) return null;
        // Local time, whatever stands behind it.
        if (!DateTime.TryParse((row.Text("trxDate") ?? "").TrimEnd('Z'), CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)) return null;
        var fact = new MovementFact(receipt, MovementState.Succeeded, amount) { Account = MpesaJson.Line(row.Text("billreference"), 80), MethodText = MpesaJson.Line(row.Text("transactiontype"), 40), MayBeLate = true };
        return new PulledPayment(fact, new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Unspecified), MpesaPush.Nairobi).ToUniversalTime(), MpesaJson.Line(row.Text("msisdn"), 32));
    }
}
