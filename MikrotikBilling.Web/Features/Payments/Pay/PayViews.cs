using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;

namespace MikrotikBilling.Web.Features.Payments.Pay;

/// <summary>Everything the pay page of an invoice draws.</summary>
/// <param name="Phone">As it was typed, or the customer's with its middle hidden: the link may lie open somewhere.</param>
public sealed record PayView(string Token, PayableInvoice Payable, IReadOnlyList<PayChoice> Choices, string? Phone)
{
    public string? Refusal { get; init; }
    public string Keepers => PayChoice.KeepersOf(Choices);
    public bool AsksPhone => Choices.Any(c => c.Way == RequestWay.Prompt);
    public string Url => PayPages.Of(Token);
}

internal static class PayPages
{
    public const string Pay = "/pay";

    public static string Of(string token) => $"{Pay}/{token}";

    public static string OfRequest(Guid id) => $"{Pay}/request/{id:N}";

    /// <summary>Not for search engines, and not to be kept by anybody between.</summary>
    public static void Hide(HttpResponse response)
    {
        response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        response.Headers.CacheControl = "no-store";
    }
}

/// <summary>Where a payer goes on who came by a road of another feature. Features above implement it.</summary>
public interface IPayWayBack
{
    Task<string?> PageAsync(Guid attemptId, CancellationToken cancellationToken);
}

/// <summary>Opens the company that a link belongs to, and reads what its page shows.</summary>
public sealed class PayViews(PayLinkQueries links, AttemptQueries attempts, GatewayCatalog gateways, CurrentTenant tenant, CurrentActor actor, IEnumerable<IPayWayBack> waysBack)
{
    public const string Payer = "The payer";

    public async Task<PayView?> OpenAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length is 0 or > 32 || !Enter(await links.TenantOfAsync(token, cancellationToken))) return null;
        return await links.FindAsync(token, cancellationToken) is { } payable
            ? new PayView(token, payable, payable.Invoice.IsOpen ? [.. (await attempts.ChoicesAsync(cancellationToken)).Where(c => Takes(c, payable.Invoice.Due))] : [], Masked(payable.Phone))
            : null;
    }

    /// <summary>A provider of another country cannot be paid by at all.</summary>
    private bool Takes(PayChoice choice, Money due) => gateways.Find(choice.Gateway) is IRequestsPayments way && way.AskFor(due).Refusal?.Code != "attempt.currency";

    /// <summary>A request of the company whose it is.</summary>
    public async Task<PaymentAttempt?> AttemptAsync(Guid id, CancellationToken cancellationToken) => Enter(await links.TenantOfAttemptAsync(id, cancellationToken)) ? await links.AttemptAsync(id, cancellationToken) : null;

    /// <summary>The page that a payer comes back to.</summary>
    public async Task<string> PageOfAsync(PaymentAttempt attempt, CancellationToken cancellationToken)
    {
        foreach (var way in waysBack)
            if (await way.PageAsync(attempt.Id, cancellationToken) is { } page) return page;
        return attempt.InvoiceId is { } invoice && await links.TokenOfAsync(invoice, cancellationToken) is { } token ? PayPages.Of(token) : PayPages.OfRequest(attempt.Id);
    }

    /// <summary><c>+254 7•• ••• 126</c>: enough to know one's own.</summary>
    internal static string? Masked(string? phone) => phone is null ? null : phone.Length <= 6 ? phone : $"{phone[..^6].TrimEnd()}•••{phone[^3..]}";

    private bool Enter(Guid? id)
    {
        // Somebody of another company is signed in in this browser: the link is not his to open.
        if (id is not { } found || (tenant.Id is { } present && present != found)) return false;
        tenant.Use(found);
        if (actor.Kind == ActorKind.System) actor.SpeakAs(Payer);
        return true;
    }
}
