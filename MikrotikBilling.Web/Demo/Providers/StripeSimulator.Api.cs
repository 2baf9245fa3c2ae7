using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace MikrotikBilling.Web.Demo.Providers;

/// <summary>The interface that the program calls, and the page that payers see.</summary>
public sealed partial class StripeSimulator
{
    private const string Version = "2026-10-28.endive";

    private static readonly (StripeCard Card, string Words)[] Choices =
    [
        (StripeCard.Pays, "Visa ending in 4242: pays"),
        (StripeCard.Declined, "Visa ending in 0002: declined by the bank"),
        (StripeCard.NoMoney, "Visa ending in 9995: no money on it"),
        (StripeCard.PaysLate, "Bank debit: the money comes a little later"),
        (StripeCard.NeverPays, "Bank debit: the bank does not pay in the end"),
        (StripeCard.Disputed, "Visa ending in 0259: pays, and is contested a little later"),
        (StripeCard.WantsPayer, "Visa ending in 3184: pays; the bank wants its owner each time"),
        (StripeCard.Emptied, "Visa ending in 0341: pays once, and is empty after that"),
    ];

    protected override void Map(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapPost("v1/checkout/sessions", context => DoAsync(context, MakeSession));
        app.MapPost("v1/checkout/sessions/{id}/expire", context => DoAsync(context, _ => Close(Id(context))));
        app.MapGet("v1/checkout/sessions/{id}", context => ShowAsync(context, expands => _sessions.TryGetValue(Id(context), out var session) ? (200, session.ToJson(Address, expands)) : Missing("checkout.session", Id(context))));
        app.MapPost("v1/payment_intents", context => DoAsync(context, Charge));
        app.MapPost("v1/payment_intents/{id}/cancel", context => DoAsync(context, _ => Cancel(Id(context))));
        app.MapGet("v1/payment_intents", context => ShowAsync(context, _ => (200, ListOf(context, Intents.Select(i => (i.Id, i.CreatedAt, i.ToJson(_ => false)))))));
        app.MapGet("v1/payment_intents/{id}", context => ShowAsync(context, expands => _intents.TryGetValue(Id(context), out var intent) ? (200, intent.ToJson(expands)) : Missing("payment_intent", Id(context))));
        app.MapPost("v1/refunds", context => DoAsync(context, GiveBack));
        app.MapGet("v1/charges", context => ShowAsync(context, _ => (200, ListOf(context, Intents.Where(i => i.IsPaid).Select(i => (i.ChargeId, i.CreatedAt, i.Charge()))))));
        app.MapGet("v1/payment_methods/{id}", context => ShowAsync(context, _ => _methods.TryGetValue(Id(context), out var method) ? (200, method.ToJson()) : Missing("PaymentMethod", Id(context))));
        app.MapPost("v1/payment_methods/{id}/detach", context => DoAsync(context, _ => Detach(Id(context))));
        app.MapGet("v1/balance", context => ShowAsync(context, _ => (200, new JsonObject { ["object"] = "balance", ["livemode"] = false, ["available"] = new JsonArray() })));
        app.MapGet("c/pay/{id}", context => PageAsync(context, null));
        app.MapPost("c/pay/{id}", PressAsync);
    }

    /// <summary>Something is to be done: once for each key, whatever becomes of the answer.</summary>
    private async Task DoAsync(HttpContext context, Func<IReadOnlyDictionary<string, string>, (int Status, JsonObject Body)> work)
    {
        var form = (await context.Request.ReadFormAsync(context.RequestAborted)).ToDictionary(f => f.Key, f => f.Value.ToString(), StringComparer.Ordinal);
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        Calls.Enqueue(new StripeCall("POST", context.Request.Path, key.Length == 0 ? null : key, form));
        StripeFault? fault = Faults.TryDequeue(out var next) ? next : null;
        if (IsAway || fault == StripeFault.LosesCall)
        {
            context.Abort();
            return;
        }
        var (status, body) = Refused(context) is { } refused ? Written(refused) : Do(context.Request.Path, key, form, fault, work);
        if (fault == StripeFault.LosesAnswer) context.Abort();
        else await WriteAsync(context, status, body);
        await TellByItselfAsync(CancellationToken.None);
    }

    private (int Status, string Body) Do(string path, string key, Dictionary<string, string> form, StripeFault? fault, Func<IReadOnlyDictionary<string, string>, (int Status, JsonObject Body)> work) => fault switch
    {
        StripeFault.TooMany => Written(Error(429, "rate_limit_error", "rate_limit", "Too many requests")),
        StripeFault.Refuses => Written(Error(403, "invalid_request_error", null, "The provided key does not have the required permissions.")),
        StripeFault.Breaks => Once(path, key, form, () => Error(500, "api_error", null, "An unknown error occurred")),
        _ => Once(path, key, form, () => work(form)),
    };

    private (int Status, string Body) Once(string path, string key, Dictionary<string, string> form, Func<(int Status, JsonObject Body)> work)
    {
        lock (_gate)
        {
            if (key.Length == 0) return Written(work());
            var asked = $"{path}?{string.Join('&', form.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}={f.Value}"))}";
            if (_done.TryGetValue(key, out var done))
                return done.Asked == asked ? (done.Status, done.Body) : Written(Error(400, "idempotency_error", null, "Keys for idempotent requests can only be used with the same parameters they were first used with."));
            var said = Written(work());
            // What was refused for its shape is not kept.
            if (said.Status is not (400 or 404)) _done[key] = (asked, said.Status, said.Body);
            return said;
        }
    }

    private async Task ShowAsync(HttpContext context, Func<Func<string, bool>, (int Status, JsonObject Body)> answer)
    {
        Calls.Enqueue(new StripeCall("GET", context.Request.Path, null, context.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal)));
        if (IsAway)
        {
            context.Abort();
            return;
        }
        var (status, body) = Written(Refused(context) ?? answer(Expanding(context.Request.Query["expand[]"].Select(e => e ?? ""))));
        await WriteAsync(context, status, body);
    }

    private (int Status, JsonObject Body)? Refused(HttpContext context) =>
        context.Request.Headers.Authorization != $"Bearer {SecretKey}" ? Error(401, "invalid_request_error", null, "Invalid API Key provided")
        : context.Request.Headers["Stripe-Version"] != Version ? Error(400, "invalid_request_error", null, "Invalid Stripe API version")
        : null;

    private (int Status, JsonObject Body) Close(string id)
    {
        if (!_sessions.TryGetValue(id, out var session)) return Missing("checkout.session", id);
        if (session.Status != "open") return Error(400, "invalid_request_error", null, "Only Checkout Sessions with a status in [\"open\"] can be expired.");
        Expire(session);
        return (200, session.ToJson(Address, _ => false));
    }

    private (int Status, JsonObject Body) Cancel(string id)
    {
        if (!_intents.TryGetValue(id, out var intent)) return Missing("payment_intent", id);
        if (intent.Status is "succeeded" or "processing" or "canceled") return Error(400, "invalid_request_error", "payment_intent_unexpected_state", $"You cannot cancel this PaymentIntent because it has a status of {intent.Status}.");
        intent.Status = "canceled";
        return (200, intent.ToJson(_ => false));
    }

    private (int Status, JsonObject Body) Detach(string id)
    {
        if (!_methods.TryGetValue(id, out var method)) return Missing("PaymentMethod", id);
        if (method.IsDetached || method.Customer is null) return Error(400, "invalid_request_error", null, "The payment method you provided is not attached to a customer so detachment is impossible.");
        method.IsDetached = true;
        return (200, method.ToJson());
    }

    /// <summary>Newest first, a page at a time.</summary>
    private static JsonObject ListOf(HttpContext context, IEnumerable<(string Id, long CreatedAt, JsonObject Body)> all)
    {
        long? Of(string name) => long.TryParse(context.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        var wanted = all.Where(a => a.CreatedAt >= (Of("created[gte]") ?? 0) && a.CreatedAt < (Of("created[lt]") ?? long.MaxValue) && a.CreatedAt <= (Of("created[lte]") ?? long.MaxValue)).OrderByDescending(a => a.Id, StringComparer.Ordinal).ToList();
        var after = context.Request.Query["starting_after"].ToString();
        if (after.Length > 0) wanted.RemoveRange(0, wanted.FindIndex(a => a.Id == after) + 1);
        var page = wanted.Take((int)(Of("limit") ?? 10)).ToList();
        return new JsonObject { ["object"] = "list", ["data"] = new JsonArray([.. page.Select(a => (JsonNode)a.Body)]), ["has_more"] = page.Count < wanted.Count };
    }

    private async Task PressAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (!_sessions.TryGetValue(Id(context), out var session) || !Enum.TryParse<StripeCard>(form["card"], out var card))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        await PayAsync(session.Id, card, CancellationToken.None);
        if (session.Status == "open")
        {
            await PageAsync(context, session.Intent?.Words);
            return;
        }
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = session.Form["success_url"];
    }

    private Task PageAsync(HttpContext context, string? said)
    {
        if (!_sessions.TryGetValue(Id(context), out var session))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(PageOf(session, said), context.RequestAborted);
    }

    private static string PageOf(StripeSession session, string? said)
    {
        var (back, name) = (WebUtility.HtmlEncode(session.Form["cancel_url"]), WebUtility.HtmlEncode(session.Form["line_items[0][price_data][product_data][name]"]));
        var page = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Simulated Stripe</title>")
            .Append("<style>body{font:16px/1.5 system-ui;max-width:30rem;margin:3rem auto;padding:0 1rem}label{display:block;padding:.3rem 0}button{font:inherit;padding:.6rem 2rem;margin-top:1rem}p.no{color:#b00020}</style>")
            .Append(CultureInfo.InvariantCulture, $"<h1>Simulated Stripe</h1><p>No money moves here.</p><p><strong>{name}</strong>: {session.Currency.ToUpperInvariant()} {session.Amount} in its smallest coin</p>");
        if (session.Status != "open") return page.Append(CultureInfo.InvariantCulture, $"<p>This page is {session.Status}.</p><p><a href=\"{back}\">Back</a></p></html>").ToString();
        if (said is not null) page.Append(CultureInfo.InvariantCulture, $"<p class=\"no\" role=\"alert\">{WebUtility.HtmlEncode(said)}</p>");
        page.Append("<form method=\"post\">");
        foreach (var (i, (card, words)) in Choices.Index()) page.Append(CultureInfo.InvariantCulture, $"<label><input type=\"radio\" name=\"card\" value=\"{card}\"{(i == 0 ? " checked" : "")}> {words}</label>");
        return page.Append(CultureInfo.InvariantCulture, $"<button>Pay</button></form><p><a href=\"{back}\">Cancel</a></p></html>").ToString();
    }

    private static Func<string, bool> Expanding(IEnumerable<string> wanted)
    {
        var names = wanted.ToHashSet(StringComparer.Ordinal);
        return name => names.Any(n => n == name || n.StartsWith($"{name}.", StringComparison.Ordinal));
    }

    private static Func<string, bool> Expanding(IReadOnlyDictionary<string, string> form) => Expanding((form.GetValueOrDefault("expand[]") ?? "").Split(','));

    private static string Id(HttpContext context) => context.Request.RouteValues["id"]?.ToString() ?? "";

    private static (int Status, string Body) Written((int Status, JsonObject Body) said) => (said.Status, said.Body.ToJsonString());

    private static Task WriteAsync(HttpContext context, int status, string body)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, "application/json");
        return context.Response.WriteAsync(body, context.RequestAborted);
    }
}
