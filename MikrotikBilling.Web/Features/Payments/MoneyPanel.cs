using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments;

/// <summary>One press: so much cash for so long.</summary>
/// <param name="Plan">What it leads to; its stamp goes with the press.</param>
/// <param name="Cash">To be handed over; zero when the credit does.</param>
public sealed record QuickRenewal(PayableService Service, MoneyPlan Plan, Money Cash);

/// <summary>Everything the money card draws.</summary>
public sealed record MoneyView(
    Guid CustomerId, CustomerMoney Money, IReadOnlyList<QuickRenewal> Renewals, IReadOnlyList<PaymentLine> Payments, bool MayTake, bool MaySeeInvoices, TenantTime Time)
{
    /// <summary>Why the last press did nothing.</summary>
    public string? Refusal { get; init; }

    /// <summary>What the last press did.</summary>
    public TakenPayment? Taken { get; init; }
}

/// <summary>Reads what the card shows, for the customer's page and for the answer to a press.</summary>
public sealed class MoneyViews(CustomerMoneyQueries money, RenewalService renewals, PaymentQueries payments, TenantClock clock, IAuthorizationService authorization)
{
    private const int Shown = 3;

    public async Task<MoneyView> OfAsync(Guid customerId, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var standing = await money.OfAsync(customerId, cancellationToken);
        var mayTake = await authorization.MayAsync(user, PaymentsPermissions.Take);
        var quick = new List<QuickRenewal>();
        foreach (var service in standing.Services.Where(s => mayTake && s.Mode == Core.Profiles.PaymentMode.Prepaid).Take(Shown))
            if (await QuickAsync(customerId, service, standing, cancellationToken) is { } renewal) quick.Add(renewal);
        var page = await payments.ListAsync(new PaymentFilter(CustomerId: customerId), cancellationToken, size: Shown);
        return new MoneyView(customerId, standing, quick, page.Items, mayTake, await authorization.MayAsync(user, BillingPermissions.View), await clock.NowAsync(cancellationToken));
    }

    /// <summary>What a press would do: all that is open is paid too, so that the money reaches the renewal.</summary>
    private async Task<QuickRenewal?> QuickAsync(Guid customerId, PayableService service, CustomerMoney standing, CancellationToken cancellationToken)
    {
        var wish = new RenewalWish(service.Id);
        var bare = await renewals.PlanAsync(customerId, Money.Zero(standing.Credit.Currency), wish, cancellationToken);
        if (!bare.Ok || bare.Value.Wanted is not { } wanted || wanted.Total.IsZero) return null;
        var needed = standing.Owed + wanted.Total - standing.Credit;
        if (needed.Minor <= 0) return new QuickRenewal(service, bare.Value, Money.Zero(needed.Currency));
        var plan = await renewals.PlanAsync(customerId, needed, wish, cancellationToken);
        return plan.Ok ? new QuickRenewal(service, plan.Value, needed) : null;
    }
}

/// <summary>Credit, what is owed, one press to renew, the last payments.</summary>
internal sealed class MoneyPanel(MoneyViews views, IAuthorizationService authorization) : ICustomerPanel
{
    public string Name => "money";

    public int Order => 20;

    public async Task<PanelView?> LoadAsync(Guid customerId, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await authorization.MayAsync(user, PaymentsPermissions.View)
            ? new PanelView(typeof(MoneyCard), new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(MoneyCard.View)] = await views.OfAsync(customerId, user, cancellationToken) })
            : null;
}
