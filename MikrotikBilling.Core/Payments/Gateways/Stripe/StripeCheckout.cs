using System.Globalization;
using System.Net.Mail;
using System.Text.Json;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.Stripe;

/// <summary>A payment on Stripe's page: a session is made, the payer is sent there, and the session says how it stands.</summary>
internal sealed class StripeCheckout(TimeProvider clock)
{
    /// <summary>Stripe's word for it, and ours.</summary>
    public const string Unpaid = "unpaid";
    public const string BankPays = "Stripe waits for the bank; that may take some days.";

    private const string Sessions = "checkout/sessions";
    private const int LongestText = 200;

    public static async Task<StartAnswer> StartAsync(GatewayConnection connection, PaymentOrder order, CancellationToken cancellationToken)
    {
        try
        {
            return Read(await StripeClient.PostAsync(connection, "checkout session", Sessions, FormOf(order), order.Attempt.Id, order.Attempt.Id, cancellationToken), order.Attempt, connection.IsLive);
        }
        catch (GatewaySilentException e)
        {
            // Nobody was sent to its page, and nobody knows its address: what Stripe has of it comes to nothing.
            return StartAnswer.Refused(null, e.Message);
        }
    }

    internal static List<(string Name, string Value)> FormOf(PaymentOrder order)
    {
        var form = new List<(string Name, string Value)>
        {
            ("mode", "payment"),
            ("client_reference_id", order.Attempt.Id.ToString("N")),
            ("success_url", order.BackUrl),
            ("cancel_url", order.BackUrl),
            ("expires_at", order.Attempt.ExpiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
            ("line_items[0][quantity]", "1"),
            ("line_items[0][price_data][currency]", StripeAmount.WriteCurrency(order.Attempt.Amount)),
            ("line_items[0][price_data][unit_amount]", StripeAmount.Write(order.Attempt.Amount)),
            ("line_items[0][price_data][product_data][name]", ProviderJson.Line(order.Text, LongestText) ?? "Internet"),
        };
        foreach (var (name, value) in StripeIntents.MetadataOf(order))
        {
            form.Add(($"metadata[{name}]", value));
            form.Add(($"payment_intent_data[metadata][{name}]", value));
        }
        form.Add(($"payment_intent_data[metadata][{StripePayment.Way}]", StripePayment.ByPage));
        if (EmailOf(order.PayerEmail) is { } email) form.Add(("customer_email", email));
        if (!order.KeepsMethod) return form;
        form.Add(("customer_creation", "always"));
        form.Add(("payment_intent_data[setup_future_usage]", "off_session"));
        return form;
    }

    /// <summary>Stripe refuses the whole request for an address that is none.</summary>
    private static string? EmailOf(string? email) => email is { Length: <= 200 } && email.All(char.IsAscii) && MailAddress.TryCreate(email, out var read) && read.Address == email && read.Host.Contains('.', StringComparison.Ordinal) ? email : null;

    private static StartAnswer Read(StripeAnswer answer, PaymentAttempt attempt, bool isLive)
    {
        if (answer.Error is { } error) return StartAnswer.Refused(error.Code, error.Words) with { NeedsPerson = error.IsSetUp };
        var session = answer.Json;
        if (session.Flag("livemode") != isLive) return StartAnswer.Refused(StripeCode.WrongKeys, "Stripe answered from its other system, real or test.") with { NeedsPerson = true };
        if (session.Id("id") is not { } id || !StripePayment.IsOf(session, attempt)) return StartAnswer.Refused(null, "Stripe answered to another request.");
        return PageOf(session.Exact("url"), isLive) is { } page ? new StartAnswer(AttemptState.Pending) { ProviderId = id, RedirectUrl = page } : StartAnswer.Refused(null, "Stripe named no page to pay at.");
    }

    private static string? PageOf(string? url, bool isLive) =>
        Uri.TryCreate(url, UriKind.Absolute, out var page) && (page.Scheme == Uri.UriSchemeHttps || (!isLive && page.Scheme == Uri.UriSchemeHttp)) && page.AbsoluteUri.Length <= 2000 ? page.AbsoluteUri : null;

    /// <summary>How it stands.</summary>
    public async Task<GatewayNews> AskAsync(GatewayConnection connection, PaymentAttempt attempt, string id, CancellationToken cancellationToken)
    {
        var answer = await StripeClient.GetAsync(connection, "session query", $"{Sessions}/{id}", ["payment_intent.payment_method", "payment_intent.latest_charge"], attempt.Id, cancellationToken);
        if (answer.Error is { } error) throw new GatewaySilentException(answer.IsUnknown ? "Stripe does not know the request. Perhaps the secret key belongs to another account at Stripe." : error.Words);
        var session = answer.Json;
        if (session.Id("id") != id || !StripePayment.IsOf(session, attempt) || session.Flag("livemode") != connection.IsLive) return StripeIntents.Another();
        var intent = session.Inner("payment_intent");
        return (session.Exact("status"), session.Exact("payment_status")) switch
        {
            (_, "paid") => Paid(session, intent),
            ("expired", _) => Told(AttemptState.Expired, "Nobody paid in time."),
            ("complete", _) => intent is { } waits && StripeIntents.EndOf(waits) is { } end ? new GatewayNews { Attempt = end } : StripeIntents.Waits(attempt, clock.GetUtcNow()),
            _ => intent?.Inner("last_payment_error") is { } declined ? Told(AttemptState.Pending, StripeCode.Of(declined)) : Told(AttemptState.Pending, (string?)null),
        };
    }

    private static GatewayNews Paid(JsonElement session, JsonElement? intent)
    {
        var fact = StripePayment.OfSession(session, null);
        var whole = intent is { } known ? StripePayment.OfIntent(known, null) : null;
        var money = fact is not null && whole is not null ? whole with { PayerName = fact.PayerName, PayerPhone = fact.PayerPhone } : whole ?? fact;
        return new GatewayNews
        {
            Attempt = new AttemptNews(AttemptState.Succeeded) { Words = money is null ? "Paid, says Stripe; how much is not told yet." : null },
            Money = money,
            Method = intent is { } paid ? StripePayment.MethodOf(paid) : null,
        };
    }

    /// <summary>Its page is closed; false where the payer was faster.</summary>
    public static async Task<bool> WithdrawAsync(GatewayConnection connection, PaymentAttempt attempt, CancellationToken cancellationToken)
    {
        if (attempt.ProviderId is not { } id) return false;
        if (StripeIntents.IsIntent(id)) return await StripeIntents.CancelAsync(connection, attempt, id, cancellationToken);
        var answer = await StripeClient.PostAsync(connection, "close page", $"{Sessions}/{id}/expire", [], null, attempt.Id, cancellationToken);
        if (answer.IsOk) return answer.Json.Exact("status") == "expired";
        var stands = await StripeClient.GetAsync(connection, "session query", $"{Sessions}/{id}", [], attempt.Id, cancellationToken);
        return stands.IsOk && stands.Json.Exact("status") == "expired";
    }

    private static GatewayNews Told(AttemptState state, string? words) => new() { Attempt = new AttemptNews(state) { Words = words } };

    private static GatewayNews Told(AttemptState state, StripeCode code) => new() { Attempt = new AttemptNews(state) { Code = code.Code, Words = code.Words } };
}
