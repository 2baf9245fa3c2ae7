using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Gateways;

/// <summary>Who is looked for, and who was chosen.</summary>
/// <param name="Search">What was searched for, and where the page of hits begins.</param>
public sealed record SuspenseWish(Guid? CustomerId, string? Search, string? Cursor, AssignSuspense? Typed = null)
{
    /// <summary>The customer showed the receipt: how it is known whose it is.</summary>
    public bool ShowedReceipt { get; init; }

    /// <summary>It was sent with other values than its preview was made from, and is given when it is sent again.</summary>
    public bool IsToConfirm { get; init; }
}

/// <summary>Everything the page of one sum draws.</summary>
/// <param name="Suspected">Whose it might be; empty once somebody is chosen.</param>
/// <param name="Found">Who was found; null where nobody is looked for.</param>
/// <param name="Chosen">Whom it is to be given to.</param>
public sealed record SuspenseCardView(
    SuspenseView Suspense, SuspenseWish Wish, IReadOnlyList<SuspectedOwner> Suspected, Page<CustomerLine>? Found, ChosenOwner? Chosen, IReadOnlyList<AuditLine> History, string Currency, bool MayAssign,
    TenantTime Time)
{
    public SuspenseItem Item => Suspense.Item;
    public string Url => GatewaysPages.SuspenseOf(Item.Id);

    /// <summary>The books are in another currency than it came in.</summary>
    public bool IsForeign => Item.Amount.Currency != Currency;
}

/// <param name="Input">The form as it stands.</param>
/// <param name="Plan">What giving it to him leads to; null while there is none, and until it is fetched or the form was sent.</param>
/// <param name="WhyNoPlan">Why there is none.</param>
public sealed record ChosenOwner(Customer Customer, CustomerMoney Money, AssignSuspense Input, MoneyPlan? Plan, string? WhyNoPlan);

/// <summary>Gathers what the page of one sum needs.</summary>
public sealed class SuspenseViews(
    SuspenseQueries suspense, SuspenseService giving, CustomerQueries customers, CustomerMoneyQueries money, AuditQueries audit, TenantQueries tenants, TenantClock clock, IAuthorizationService authorization)
{
    private const int HistoryShown = 20;

    /// <summary>Null when there is no such sum.</summary>
    public async Task<SuspenseCardView?> MakeAsync(Guid id, SuspenseWish wish, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wish);
        if (await suspense.FindAsync(id, cancellationToken) is not { } found) return null;
        var may = await authorization.MayAsync(user, GatewaysPermissions.Suspense);
        var asks = may && found.Item.State == SuspenseState.Open;
        var chosen = asks && wish.CustomerId is { } customer ? await ChosenAsync(customer, found.Item, wish, cancellationToken) : null;
        return new SuspenseCardView(
            found, wish, asks && chosen is null ? await suspense.SuspectedAsync(found.Item, cancellationToken) : [],
            asks && chosen is null && !string.IsNullOrWhiteSpace(wish.Search) ? await customers.ListAsync(new CustomerFilter(wish.Search, Sort: CustomerSort.Match, Cursor: wish.Cursor), cancellationToken) : null,
            chosen, await audit.OfSubjectAsync(id, HistoryShown, cancellationToken), (await tenants.CurrentAsync(cancellationToken)).Currency, may, await clock.NowAsync(cancellationToken));
    }

    private async Task<ChosenOwner?> ChosenAsync(Guid customerId, SuspenseItem item, SuspenseWish wish, CancellationToken cancellationToken)
    {
        if (await customers.FindAsync(customerId, cancellationToken) is not { } customer) return null;
        var standing = await money.OfAsync(customerId, cancellationToken);
        // As a message that names him would have it: the only service that is paid beforehand is renewed.
        var service = standing.Services.Where(s => s.Mode == PaymentMode.Prepaid).ToList() is [var only] ? only.Id : (Guid?)null;
        var input = wish.Typed ?? new AssignSuspense { CustomerId = customerId, SubscriptionId = service, Amount = item.Remaining.ToDecimal(), Reason = wish.ShowedReceipt ? $"Showed the receipt {item.Reference}." : null };
        if (wish.Typed is null) return new ChosenOwner(customer, standing, input, null, null);
        var plan = await giving.PlanAsync(item, input, cancellationToken);
        return new ChosenOwner(customer, standing, input, plan.Value, plan.Refusal?.Message);
    }
}
