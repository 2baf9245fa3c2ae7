using System.Text.Json;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.SslCommerz;

/// <summary>A payment on SSLCommerz's page: made, and asked for by our number of it.</summary>
internal sealed class SslCommerzCheckout(SslCommerzBooks books, TimeProvider clock)
{
    public const string Currency = "BDT";

    /// <summary>Our own code for a store that is set up wrongly; SSLCommerz has none.</summary>
    public const string WrongStore = "store";

    private const int LongestReason = 200;
    private static readonly Money Least = new(1000, Currency);
    private static readonly Money Most = new(50000000, Currency);
    private static readonly string[] StoreWords = ["store", "credential", "de-active"];

    public static Result<Money> AskFor(Money due)
    {
        if (due.Currency != Currency) return new Refusal("attempt.currency", $"SSLCommerz takes taka of Bangladesh, not {due.Currency}.");
        return due < Least || due > Most ? new Refusal("attempt.amount", $"SSLCommerz takes from {Least} to {Most} at once.", nameof(RequestPayment.Amount)) : due;
    }

    public static async Task<StartAnswer> StartAsync(GatewayConnection connection, PaymentOrder order, CancellationToken cancellationToken)
    {
        var tran = SslCommerzTranId.Of(order.Attempt.Id);
        try
        {
            return Read(await SslCommerzClient.BeginAsync(connection, FieldsOf(connection, order, tran), order.Attempt.Id, cancellationToken), tran, connection.IsLive);
        }
        catch (GatewaySilentException e)
        {
            // Nobody was sent to its page. Money that comes all the same names our number, and counts.
            return StartAnswer.Refused(null, e.Message) with { ProviderId = tran };
        }
    }

    private static Dictionary<string, string> FieldsOf(GatewayConnection connection, PaymentOrder order, string tran) => new(StringComparer.Ordinal)
    {
        ["total_amount"] = order.Attempt.Amount.ToInput(),
        ["currency"] = order.Attempt.AmountCurrency,
        ["tran_id"] = tran,
        ["product_category"] = "internet",
        ["success_url"] = order.BackUrl,
        ["fail_url"] = order.BackUrl,
        ["cancel_url"] = order.BackUrl,
        ["ipn_url"] = connection.CallbackUrl(SslCommerzFields.Role),
        ["cus_name"] = ProviderJson.Line(order.PayerName, 50) ?? order.CustomerNumber,
        ["cus_email"] = ProviderJson.Line(order.PayerEmail, 50) ?? connection.Setting(SslCommerzFields.Email),
        ["cus_add1"] = connection.Setting(SslCommerzFields.City),
        ["cus_city"] = connection.Setting(SslCommerzFields.City),
        ["cus_postcode"] = connection.Setting(SslCommerzFields.Postcode),
        ["cus_country"] = "Bangladesh",
        ["cus_phone"] = ProviderJson.Line(order.PayerPhone, 20) ?? connection.Setting(SslCommerzFields.Phone),
        ["shipping_method"] = "NO",
        ["num_of_item"] = "1",
        ["product_name"] = ProviderJson.Line(order.Text, 200) ?? "Internet",
        ["product_profile"] = "non-physical-goods",
        ["value_a"] = TextRules.Cut(order.Reference, 80),
    };

    private static StartAnswer Read(JsonElement answer, string tran, bool isLive)
    {
        if (answer.Word("status") != "SUCCESS")
        {
            var words = ProviderJson.Line(answer.Word("failedreason"), 200) ?? "no reason given";
            var isStore = Array.Exists(StoreWords, w => words.Contains(w, StringComparison.OrdinalIgnoreCase));
            return StartAnswer.Refused(isStore ? WrongStore : "FAILED", $"SSLCommerz: {words}") with { NeedsPerson = isStore, ProviderId = tran };
        }
        if (PageOf(answer.Word("GatewayPageURL"), isLive) is not { } page) return StartAnswer.Refused(null, "SSLCommerz named no page to pay at.") with { ProviderId = tran };
        return new StartAnswer(AttemptState.Pending) { ProviderId = tran, ProviderReference = ProviderJson.Line(answer.Word("sessionkey"), 120), RedirectUrl = page };
    }

    private static string? PageOf(string? url, bool isLive) =>
        Uri.TryCreate(url, UriKind.Absolute, out var page) && (page.Scheme == Uri.UriSchemeHttps || (!isLive && page.Scheme == Uri.UriSchemeHttp)) && page.AbsoluteUri.Length <= 2000 ? page.AbsoluteUri : null;

    /// <summary>How it stands, by our number; where it was paid, by the payment's own number too.</summary>
    public async Task<GatewayNews> AskAsync(GatewayConnection connection, PaymentAttempt attempt, CancellationToken cancellationToken)
    {
        var tran = attempt.ProviderId ?? SslCommerzTranId.Of(attempt.Id);
        var answer = await SslCommerzClient.FindAsync(connection, tran, attempt.Id, cancellationToken);
        if (!SslCommerzClient.IsIn(answer)) throw new GatewaySilentException(SslCommerzClient.WordsOf(answer));
        var tried = TriedIn(answer, tran);
        var paid = tried.Where(t => t.IsPaid).DistinctBy(t => t.ValId, StringComparer.Ordinal).ToList();
        if (paid.Count > 0)
        {
            var news = await ProveAsync(connection, paid[0].ValId!, tran, attempt.Id, cancellationToken);
            return paid.Count == 1 ? news : news with { Attempt = news.Attempt! with { NeedsPerson = true, Words = $"SSLCommerz took it {paid.Count} times. Look the others up in the merchant panel, where they are not here as credit." } };
        }
        if (tried.Count > 0 && tried.TrueForAll(t => t.Attempt is not null)) return new GatewayNews { Attempt = tried[^1].Attempt };
        var isOver = attempt.ExpiresAt <= clock.GetUtcNow();
        return new GatewayNews { Attempt = new AttemptNews(isOver ? AttemptState.Expired : AttemptState.Pending) { Words = isOver ? "Nobody paid in time." : null } };
    }

    /// <summary>What the payment's own number stands for, by SSLCommerz's word.</summary>
    /// <exception cref="GatewaySilentException">No answer, or it does not say that this was paid.</exception>
    public async Task<GatewayNews> ProveAsync(GatewayConnection connection, string valId, string tran, Guid? attemptId, CancellationToken cancellationToken)
    {
        var answer = await SslCommerzClient.ValidateAsync(connection, valId, attemptId, cancellationToken);
        if (!SslCommerzClient.IsIn(answer)) throw new GatewaySilentException(SslCommerzClient.WordsOf(answer));
        var read = SslCommerzPayment.Read(name => answer.Word(name) is { Length: > 0 } text ? text : null);
        if (!read.Ok || !read.Value.IsPaid) throw new GatewaySilentException($"Unverified: SSLCommerz itself does not say that it was paid ({ProviderJson.Line(answer.Word("status"), 40) ?? "no status"}).");
        if (read.Value.TranId != tran || read.Value.ValId != valId) throw new GatewaySilentException("Unverified: SSLCommerz says that its number belongs to another payment.");
        return new GatewayNews { Attempt = read.Value.Attempt, Money = read.Value.Fact(await books.MovementIdAsync(connection.Account, read.Value, cancellationToken)) };
    }

    /// <summary>Gives money back; one that was asked for before goes on, and is not begun again.</summary>
    public async Task<Result<GatewayNews?>> RefundAsync(GatewayConnection connection, GatewayMovement movement, Money amount, string reason, Guid requestId, CancellationToken cancellationToken)
    {
        var bank = movement.TransactionId.Split('+')[0];
        var answer = await SslCommerzClient.RefundAsync(connection, bank, amount, ProviderJson.Line(reason, LongestReason) ?? "Refund", SslCommerzTranId.Of(requestId), movement.AttemptId, cancellationToken);
        var status = answer.Word("status");
        if (!SslCommerzClient.IsIn(answer) || status is not ("success" or "processing"))
            return new Refusal("refund.refused", ProviderJson.Line(answer.Word("errorReason"), 200) is { } why ? Phrase.Of($"SSLCommerz: {why}") : SslCommerzClient.WordsOf(answer));
        var isBooked = status == "processing" && await books.IsTakenUpAsync(connection.Account, movement.AttemptId, answer.Word("refund_ref_id"), cancellationToken);
        var given = isBooked ? movement.RefundedMinor : Math.Min(movement.RefundedMinor + amount.Minor, movement.AmountMinor);
        return new GatewayNews { Money = new MovementFact(movement.TransactionId, MovementState.Succeeded, movement.Amount) { Account = movement.Account, Refunded = new Money(given, movement.AmountCurrency), MayBeLate = true } };
    }

    /// <summary>Each try has a row of its own; what cannot be read is none of ours.</summary>
    private static List<SslCommerzPayment> TriedIn(JsonElement answer, string tran)
    {
        if (!answer.TryGetProperty("element", out var rows) || rows.ValueKind != JsonValueKind.Array) return [];
        return [.. rows.EnumerateArray().Where(r => r.ValueKind == JsonValueKind.Object).Select(row => SslCommerzPayment.Read(name => row.Word(name) is { Length: > 0 } text ? text : null))
            .Where(r => r.Ok).Select(r => r.Value!).Where(p => p.TranId == tran)];
    }
}
