using System.Globalization;
using System.Text.Json.Nodes;

namespace MikrotikBilling.Web.Demo.Providers;

/// <summary>What the card does that is chosen on the simulated page.</summary>
public enum StripeCard
{
    Pays,

    /// <summary>The bank says no; another card may be tried.</summary>
    Declined,

    NoMoney,

    /// <summary>A bank debit: the payer is done, and the money comes later.</summary>
    PaysLate,

    /// <summary>A bank debit that the bank does not pay in the end.</summary>
    NeverPays,

    /// <summary>It pays, and its owner contests it.</summary>
    Disputed,

    /// <summary>It pays here; charged again without the payer, the bank wants to hear from him.</summary>
    WantsPayer,

    /// <summary>It pays here; charged again, there is no money on it.</summary>
    Emptied,

    /// <summary>It pays here; charged again, Stripe works on it for a while.</summary>
    Slow,
}

/// <summary>What goes wrong with the next call that is to do something.</summary>
public enum StripeFault
{
    /// <summary>It is done, and not answered.</summary>
    LosesAnswer,

    /// <summary>It never arrives.</summary>
    LosesCall,

    /// <summary>500, and the same again for the same key.</summary>
    Breaks,

    /// <summary>429, and nothing is done.</summary>
    TooMany,

    /// <summary>The account may not do this.</summary>
    Refuses,
}

/// <summary>How the simulated Stripe tells of what happens.</summary>
public enum StripeTelling
{
    AtOnce,
    Twice,
    Backwards,

    /// <summary>Only when it is told to.</summary>
    Never,
}

/// <param name="Body">As it is sent.</param>
public sealed record StripeEvent(string Id, string Type, string Body);

/// <summary>A call that came in.</summary>
public sealed record StripeCall(string Method, string Path, string? OnceKey, IReadOnlyDictionary<string, string> Form);

/// <summary>A card or bank account that a payer used.</summary>
public sealed record StripeMethod(string Id, string? Customer, StripeCard Card)
{
    public bool IsDetached { get; set; }

    internal JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["object"] = "payment_method",
        ["customer"] = IsDetached ? null : Customer,
        ["type"] = "card",
        ["card"] = new JsonObject { ["brand"] = "visa", ["exp_month"] = 2, ["exp_year"] = 2028, ["last4"] = Card == StripeCard.Pays ? "4242" : "0341" },
    };
}

/// <summary>A page that was asked for.</summary>
public sealed record StripeSession(string Id, IReadOnlyDictionary<string, string> Form, long CreatedAt)
{
    public string Status { get; set; } = "open";
    public string PaymentStatus { get; set; } = "unpaid";
    public StripeIntent? Intent { get; set; }
    public string? Customer { get; set; }

    public long Amount { get; set; } = long.Parse(Form["line_items[0][price_data][unit_amount]"], CultureInfo.InvariantCulture);
    public string Currency => Form["line_items[0][price_data][currency]"];

    internal JsonObject ToJson(Uri address, Func<string, bool> expands) => new()
    {
        ["id"] = Id,
        ["object"] = "checkout.session",
        ["amount_subtotal"] = Amount,
        ["amount_total"] = Amount,
        ["client_reference_id"] = Form.GetValueOrDefault("client_reference_id"),
        ["created"] = CreatedAt,
        ["currency"] = Currency,
        ["customer"] = Customer,
        ["customer_details"] = new JsonObject { ["email"] = Form.GetValueOrDefault("customer_email") ?? "payer@isp.example", ["name"] = "Test Payer", ["phone"] = null },
        ["expires_at"] = long.Parse(Form["expires_at"], CultureInfo.InvariantCulture),
        ["livemode"] = false,
        ["metadata"] = StripeForm.Under(Form, "metadata"),
        ["mode"] = "payment",
        ["payment_intent"] = Intent is null ? null : expands("payment_intent") ? Intent.ToJson(name => expands($"payment_intent.{name}")) : Intent.Id,
        ["payment_status"] = PaymentStatus,
        ["status"] = Status,
        ["url"] = Status == "open" ? $"{address}c/pay/{Id}" : null,
    };
}

/// <summary>A payment, paid or not.</summary>
public sealed record StripeIntent(string Id, string ChargeId, long Amount, string Currency, JsonObject Metadata, long CreatedAt)
{
    public string Status { get; set; } = "requires_payment_method";
    public string? Customer { get; set; }
    public StripeMethod? Method { get; set; }
    public bool IsKept { get; init; }
    public long Refunded { get; set; }
    public bool IsDisputed { get; set; }
    public string? Code { get; set; }
    public string? DeclineCode { get; set; }
    public string? Words { get; set; }

    public bool IsPaid => Status == "succeeded";

    internal JsonObject ToJson(Func<string, bool> expands) => new()
    {
        ["id"] = Id,
        ["object"] = "payment_intent",
        ["amount"] = Amount,
        ["amount_received"] = IsPaid ? Amount : 0,
        ["client_secret"] = $"{Id}_secret_simulated",
        ["created"] = CreatedAt,
        ["currency"] = Currency,
        ["customer"] = Customer,
        ["last_payment_error"] = Error,
        ["latest_charge"] = IsPaid ? expands("latest_charge") ? Charge() : ChargeId : null,
        ["livemode"] = false,
        ["metadata"] = Metadata.DeepClone(),
        ["payment_method"] = Method is null ? null : expands("payment_method") ? Method.ToJson() : Method.Id,
        ["setup_future_usage"] = IsKept ? "off_session" : null,
        ["status"] = Status,
    };

    internal JsonObject Charge() => new()
    {
        ["id"] = ChargeId,
        ["object"] = "charge",
        ["amount"] = Amount,
        ["amount_captured"] = Amount,
        ["amount_refunded"] = Refunded,
        ["billing_details"] = new JsonObject { ["name"] = "Test Payer" },
        ["captured"] = true,
        ["created"] = CreatedAt,
        ["currency"] = Currency,
        ["disputed"] = IsDisputed,
        ["livemode"] = false,
        ["metadata"] = Metadata.DeepClone(),
        ["paid"] = true,
        ["payment_intent"] = Id,
        ["refunded"] = Refunded == Amount,
        ["status"] = "succeeded",
    };

    internal JsonObject? Error => Code is null ? null : new JsonObject { ["type"] = "card_error", ["code"] = Code, ["decline_code"] = DeclineCode, ["message"] = Words };

    internal void Fail(string code, string? decline, string words) => (Status, Code, DeclineCode, Words) = ("requires_payment_method", code, decline, words);

    internal void Succeed() => (Status, Code, DeclineCode, Words) = ("succeeded", null, null, null);
}

/// <summary>Forms with names in brackets.</summary>
internal static class StripeForm
{
    /// <summary>The values of <c>name[…]</c>.</summary>
    public static JsonObject Under(IReadOnlyDictionary<string, string> form, string name)
    {
        var found = new JsonObject();
        foreach (var (key, value) in form)
            if (key.StartsWith($"{name}[", StringComparison.Ordinal) && key[(name.Length + 1)..^1] is var inner && !inner.Contains('[', StringComparison.Ordinal)) found[inner] = value;
        return found;
    }
}
