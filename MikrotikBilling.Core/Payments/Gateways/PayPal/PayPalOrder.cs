using System.Text.Json;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.PayPal;

/// <summary>Money that PayPal took for an order, or tried to: the only thing that says whether it was paid.</summary>
/// <param name="Status">COMPLETED, PENDING, DECLINED, FAILED, PARTIALLY_REFUNDED, REFUNDED.</param>
internal sealed record PayPalCapture(string Id, string Status, Money Amount)
{
    public string? CustomId { get; init; }
    public string? OrderId { get; init; }

    /// <summary>Why it waits, or did not come about.</summary>
    public string? Reason { get; init; }

    public string? PayerName { get; init; }
    public DateTimeOffset? At { get; init; }

    /// <summary>All that was given back so far, where it is known.</summary>
    public Money? Refunded { get; init; }

    public bool IsPaid => Status is "COMPLETED" or "PARTIALLY_REFUNDED" or "REFUNDED";

    public bool IsWaiting => Status == "PENDING";

    /// <summary>Null where it cannot be read.</summary>
    public static PayPalCapture? Read(JsonElement said)
    {
        if (PayPalValues.IdOf(said.Word("id")) is not { } id || said.Word("status") is not { } status || PayPalValues.AmountIn(said, "amount") is not { } amount) return null;
        return new PayPalCapture(id, status, amount)
        {
            CustomId = ProviderJson.Line(said.Word("custom_id"), 80),
            OrderId = PayPalValues.IdOf(said.Inner("supplementary_data")?.Inner("related_ids")?.Word("order_id")),
            Reason = ProviderJson.Line(said.Inner("status_details")?.Word("reason"), 60),
            At = PayPalValues.TimeOf(said.Word("create_time")),
            Refunded = status == "REFUNDED" ? amount : null,
        };
    }

    /// <summary>What it says of the request and of the money.</summary>
    /// <param name="waiting">The state of a request whose money PayPal still holds.</param>
    /// <exception cref="GatewaySilentException">It says nothing that is known.</exception>
    public GatewayNews News(AttemptState waiting = AttemptState.Pending)
    {
        var (movement, attempt, words) = Status switch
        {
            _ when IsPaid => (MovementState.Succeeded, AttemptState.Succeeded, (string?)null),
            _ when IsWaiting => (MovementState.Pending, waiting, $"PayPal has the payer's money and holds it{(Reason is null ? "" : $" ({Reason})")}."),
            "DECLINED" or "FAILED" => (MovementState.Failed, AttemptState.Failed, "PayPal could not take the money: the payer's bank or PayPal itself refused it."),
            _ => throw new GatewaySilentException($"PayPal says of {Id} what is not known: {ProviderJson.Line(Status, 40)}."),
        };
        var ours = PayPalValues.AttemptIn(CustomId);
        var fact = new MovementFact(Id, movement, Amount)
        {
            // What is no request of ours may name an account or an invoice.
            Account = ours is null ? CustomId : null,
            PayerName = PayerName,
            Refunded = IsPaid ? Refunded : null,
            At = At,
            MayBeLate = true,
        };
        var told = ours is null && OrderId is null ? null : new AttemptNews(attempt) { AttemptId = ours, ProviderId = OrderId, Code = IsPaid ? null : Reason ?? Status, Words = words };
        return new GatewayNews { Money = fact, Attempt = told };
    }
}

/// <summary>An order at PayPal, and what was taken for it.</summary>
internal sealed record PayPalOrder(string Id, string Status, PayPalCapture? Capture)
{
    public bool IsApproved => Status == "APPROVED";

    /// <summary>Null where it cannot be read.</summary>
    public static PayPalOrder? Read(JsonElement said)
    {
        if (PayPalValues.IdOf(said.Word("id")) is not { } id || said.Word("status") is not { } status) return null;
        var payments = said.Rows("purchase_units").Select(u => u.Inner("payments")).OfType<JsonElement>().ToList();
        var captures = payments.SelectMany(p => p.Rows("captures")).Select(PayPalCapture.Read).OfType<PayPalCapture>().ToList();
        var capture = captures.Find(c => c.IsPaid) ?? captures.Find(c => c.IsWaiting) ?? captures.LastOrDefault();
        if (capture is null) return new PayPalOrder(id, status, null);
        return new PayPalOrder(id, status, capture with { OrderId = id, PayerName = PayerIn(said), Refunded = capture.Refunded ?? GivenIn(payments.SelectMany(p => p.Rows("refunds")), capture) });
    }

    /// <summary>All refunds of a payment together; null where there is none.</summary>
    private static Money? GivenIn(IEnumerable<JsonElement> refunds, PayPalCapture capture)
    {
        var given = refunds.Where(r => r.Word("status") == "COMPLETED" && (PayPalValues.CaptureAbove(r) ?? capture.Id) == capture.Id).Select(r => PayPalValues.AmountIn(r, "amount"))
            .OfType<Money>().Where(a => a.Currency == capture.Amount.Currency).Sum(a => a.Minor);
        return given == 0 ? null : capture.Amount with { Minor = Math.Min(given, capture.Amount.Minor) };
    }

    private static string? PayerIn(JsonElement said)
    {
        var payer = said.Inner("payer");
        return ProviderJson.Line($"{payer?.Inner("name")?.Word("given_name")} {payer?.Inner("name")?.Word("surname")}", 160) ?? ProviderJson.Line(payer?.Word("email_address"), 160);
    }
}
