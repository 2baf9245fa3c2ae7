using System.Globalization;
using System.Text.Json;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;

namespace MikrotikBilling.Core.Payments.Gateways.Stripe;

/// <summary>Stripe's list of what was charged, with what went back of it since.</summary>
internal static class StripeList
{
    private const int MostPages = 200;

    public static async Task<Result<IReadOnlyList<StatementLine>>> ReadAsync(GatewayConnection connection, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var (lines, after) = (new List<StatementLine>(), "");
        var path = string.Create(CultureInfo.InvariantCulture, $"charges?limit=100&created[gte]={from.ToUnixTimeSeconds()}&created[lt]={to.ToUnixTimeSeconds()}");
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await StripeClient.GetAsync(connection, "list", path + after, [], null, cancellationToken);
            if (answer.Error is { } error) return new Refusal("gateway.list", $"Stripe gives no list. {error.Words}");
            var charges = answer.Json.Items("data");
            lines.AddRange(charges.Select(Read).OfType<StatementLine>());
            if (answer.Json.Flag("has_more") != true || charges.Count == 0 || charges[^1].Id("id") is not { } last) return lines;
            after = $"&starting_after={last}";
        }
        return new Refusal("gateway.list", "Stripe's list has no end.");
    }

    /// <summary>Null for what is no money: a card that was declined, or only held.</summary>
    private static StatementLine? Read(JsonElement charge)
    {
        var isPending = charge.Exact("status") == "pending";
        if (!isPending && (charge.Exact("status") != "succeeded" || charge.Flag("captured") != true)) return null;
        if ((charge.Id("payment_intent") ?? charge.Id("id")) is not { Length: <= StatementLine.LongestId } id || charge.At("created") is not { } at) return null;
        if (StripeAmount.Of(isPending ? charge.Number("amount") : charge.Number("amount_captured") ?? charge.Number("amount"), charge.Exact("currency")) is not { } amount) return null;
        return new StatementLine(id, at, amount, isPending ? StatementState.Pending : StatementState.Paid)
        {
            BackMinor = Math.Min(charge.Number("amount_refunded") ?? 0, amount.Minor),
            Account = ProviderJson.Line(charge.Inner("metadata")?.Exact(StripePayment.Invoice), 80),
            PayerName = ProviderJson.Line(charge.Inner("billing_details")?.Exact("name"), 160),
            Status = ProviderJson.Line(charge.Exact("status"), 40),
        };
    }
}
