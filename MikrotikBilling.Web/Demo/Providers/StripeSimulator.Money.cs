using System.Globalization;
using System.Text.Json.Nodes;

namespace MikrotikBilling.Web.Demo.Providers;

/// <summary>What becomes of money, and what is said of it.</summary>
public sealed partial class StripeSimulator
{
    /// <summary>False where the page is closed.</summary>
    private bool Use(StripeSession session, StripeCard card)
    {
        lock (_gate)
        {
            if (session.Status != "open") return false;
            var isKept = session.Form.GetValueOrDefault("payment_intent_data[setup_future_usage]") == "off_session";
            if (session.Form.GetValueOrDefault("customer_creation") == "always") session.Customer ??= Next("cus");
            session.Amount = OtherAmount ?? session.Amount;
            var intent = session.Intent ??= Keep(new StripeIntent(Next("pi"), Next("ch"), session.Amount, session.Currency, StripeForm.Under(session.Form, "payment_intent_data[metadata]"), Now) { IsKept = isKept, Customer = session.Customer });
            if (card is StripeCard.Declined or StripeCard.NoMoney)
            {
                intent.Fail("card_declined", card == StripeCard.NoMoney ? "insufficient_funds" : "generic_decline", card == StripeCard.NoMoney ? "Your card has insufficient funds." : "Your card was declined.");
                Happened("payment_intent.payment_failed", intent.ToJson(_ => false));
                return true;
            }
            intent.Method = Keep(new StripeMethod(Next("pm"), session.Customer, card));
            session.Status = "complete";
            if (card is StripeCard.PaysLate or StripeCard.NeverPays) intent.Status = "processing";
            else Succeed(session, intent, "checkout.session.completed");
            if (intent.Status == "processing") Happened("checkout.session.completed", session.ToJson(Address, _ => false));
            if (card is StripeCard.PaysLate or StripeCard.NeverPays or StripeCard.Disputed) SettleLater();
            return true;
        }
    }

    private void Succeed(StripeSession session, StripeIntent intent, string type)
    {
        intent.Succeed();
        session.PaymentStatus = "paid";
        Happened("payment_intent.succeeded", intent.ToJson(_ => false));
        Happened(type, session.ToJson(Address, _ => false));
    }

    private void Settle()
    {
        lock (_gate)
        {
            foreach (var session in Sessions.Where(s => s.Intent?.Status == "processing"))
            {
                if (session.Intent!.Method!.Card == StripeCard.PaysLate)
                {
                    Succeed(session, session.Intent, "checkout.session.async_payment_succeeded");
                    continue;
                }
                session.Intent.Fail("payment_intent_payment_attempt_failed", null, "The customer's bank did not pay.");
                Happened("payment_intent.payment_failed", session.Intent.ToJson(_ => false));
                Happened("checkout.session.async_payment_failed", session.ToJson(Address, _ => false));
            }
            foreach (var intent in Intents.Where(i => i.Status == "processing" && !Sessions.Any(s => s.Intent == i)))
            {
                intent.Succeed();
                Happened("payment_intent.succeeded", intent.ToJson(_ => false));
            }
            foreach (var intent in Intents.Where(i => i is { IsPaid: true, IsDisputed: false, Method.Card: StripeCard.Disputed })) Dispute(intent, "created", null, "needs_response");
        }
    }

    private void Refund(StripeIntent intent, long amount)
    {
        intent.Refunded += amount;
        Happened("charge.refunded", intent.Charge());
    }

    private void Dispute(StripeIntent intent, string what, long? amount, string status)
    {
        intent.IsDisputed = true;
        Happened($"charge.dispute.{what}", new JsonObject
        {
            ["id"] = intent.Id.Replace("pi_", "dp_", StringComparison.Ordinal),
            ["object"] = "dispute",
            ["amount"] = amount ?? intent.Amount,
            ["charge"] = intent.ChargeId,
            ["currency"] = intent.Currency,
            ["evidence_details"] = new JsonObject { ["due_by"] = clock.GetUtcNow().AddDays(10).ToUnixTimeSeconds() },
            ["livemode"] = false,
            ["payment_intent"] = intent.Id,
            ["reason"] = "fraudulent",
            ["status"] = status,
        });
    }

    private void Expire(StripeSession session)
    {
        session.Status = "expired";
        Happened("checkout.session.expired", session.ToJson(Address, _ => false));
    }

    private (int Status, JsonObject Body) MakeSession(IReadOnlyDictionary<string, string> form)
    {
        string Of(string name) => form.GetValueOrDefault(name) ?? "";
        if (Of("mode") != "payment") return Wrong("mode");
        foreach (var name in (string[])["success_url", "cancel_url"])
            if (!Uri.TryCreate(Of(name), UriKind.Absolute, out _)) return Wrong(name);
        if (!IsAmount(Of("line_items[0][price_data][unit_amount]"))) return Wrong("line_items[0][price_data][unit_amount]");
        if (!IsCurrency(Of("line_items[0][price_data][currency]"))) return Wrong("line_items[0][price_data][currency]");
        if (Of("line_items[0][price_data][product_data][name]").Length is 0 or > 250) return Wrong("line_items[0][price_data][product_data][name]");
        if (Of("line_items[0][quantity]") != "1") return Wrong("line_items[0][quantity]");
        if (!long.TryParse(Of("expires_at"), NumberStyles.None, CultureInfo.InvariantCulture, out var expires) || expires < Now + 1800 || expires > Now + 86400) return Wrong("expires_at");
        if (form.TryGetValue("customer_email", out var email) && !email.Contains('@', StringComparison.Ordinal)) return Wrong("customer_email");
        var session = new StripeSession(Next("cs_test"), form, Now);
        _sessions[session.Id] = session;
        if (WebhookPath is { } path) Webhook = new Uri(new Uri(Of("success_url")), path);
        return (200, session.ToJson(Address, _ => false));
    }

    /// <summary>A card is charged without its owner.</summary>
    private (int Status, JsonObject Body) Charge(IReadOnlyDictionary<string, string> form)
    {
        string Of(string name) => form.GetValueOrDefault(name) ?? "";
        if (!IsAmount(Of("amount"))) return Wrong("amount");
        if (!IsCurrency(Of("currency"))) return Wrong("currency");
        if (Of("confirm") != "true" || Of("off_session") != "true") return Wrong("confirm");
        if (Of("automatic_payment_methods[allow_redirects]") != "never" && Of("return_url").Length == 0) return Wrong("return_url");
        if (!_methods.TryGetValue(Of("payment_method"), out var method) || method.IsDetached) return Missing("payment_method", Of("payment_method"));
        if (method.Customer is null || method.Customer != Of("customer")) return Wrong("customer");
        var intent = Keep(new StripeIntent(Next("pi"), Next("ch"), OtherAmount ?? long.Parse(Of("amount"), CultureInfo.InvariantCulture), Of("currency"), StripeForm.Under(form, "metadata"), Now) { Customer = method.Customer, Method = method });
        var expands = Expanding(form);
        switch (method.Card)
        {
            case StripeCard.Slow:
                intent.Status = "processing";
                return (200, intent.ToJson(expands));
            case StripeCard.WantsPayer or StripeCard.Emptied:
                if (method.Card == StripeCard.Emptied) intent.Fail("card_declined", "insufficient_funds", "Your card has insufficient funds.");
                else intent.Fail("authentication_required", "authentication_required", "Your card was declined. This transaction requires authentication.");
                Happened("payment_intent.payment_failed", intent.ToJson(_ => false));
                var error = intent.Error!;
                error["payment_intent"] = intent.ToJson(_ => false);
                return (402, new JsonObject { ["error"] = error });
            default:
                intent.Succeed();
                Happened("payment_intent.succeeded", intent.ToJson(_ => false));
                return (200, intent.ToJson(expands));
        }
    }

    private (int Status, JsonObject Body) GiveBack(IReadOnlyDictionary<string, string> form)
    {
        if (!_intents.TryGetValue(form.GetValueOrDefault("payment_intent") ?? "", out var intent)) return Missing("payment_intent", form.GetValueOrDefault("payment_intent") ?? "");
        if (!IsAmount(form.GetValueOrDefault("amount") ?? "")) return Wrong("amount");
        var amount = long.Parse(form["amount"], CultureInfo.InvariantCulture);
        if (intent.Refunded == intent.Amount) return Error(400, "invalid_request_error", "charge_already_refunded", $"Charge {intent.ChargeId} has already been refunded.");
        if (!intent.IsPaid || intent.Refunded + amount > intent.Amount) return Error(400, "invalid_request_error", null, "Refund amount is greater than unrefunded amount on charge.");
        Refund(intent, amount);
        return (200, new JsonObject { ["id"] = Next("re"), ["object"] = "refund", ["amount"] = amount, ["charge"] = intent.ChargeId, ["currency"] = intent.Currency, ["payment_intent"] = intent.Id, ["status"] = "succeeded" });
    }

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    private StripeIntent Keep(StripeIntent intent) => _intents[intent.Id] = intent;

    private StripeMethod Keep(StripeMethod method) => _methods[method.Id] = method;

    private static bool IsAmount(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var amount) && amount is > 0 and <= 99_999_999;

    private static bool IsCurrency(string text) => text.Length == 3 && text.All(char.IsAsciiLetterLower);

    private static (int Status, JsonObject Body) Wrong(string parameter) => Error(400, "invalid_request_error", "parameter_invalid", $"Invalid {parameter}");

    private static (int Status, JsonObject Body) Missing(string kind, string id) => Error(404, "invalid_request_error", "resource_missing", $"No such {kind}: '{id}'");

    private static (int Status, JsonObject Body) Error(int status, string type, string? code, string words) =>
        (status, new JsonObject { ["error"] = new JsonObject { ["type"] = type, ["code"] = code, ["message"] = words } });
}
