using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Clocks;
using MikrotikBilling.Core.Payments.Gateways.Kept;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Features.Payments.Clocks;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Payments;

/// <summary>Everything the money card draws.</summary>
public sealed record MoneyView(
    Guid CustomerId, CustomerMoney Money, IReadOnlyList<QuickRenewal> Renewals, IReadOnlyList<PaymentLine> Payments, bool MayTake, bool MaySeeInvoices, TenantTime Time)
{
    public bool MayPayOut { get; init; }

    public required string Customer { get; init; }

    /// <summary>What is charged without the customer.</summary>
    public IReadOnlyList<SavedMethod> Kept { get; init; } = [];

    /// <summary>Of the last payment.</summary>
    public PaidClockView? Clock { get; init; }

    /// <summary>Why the last press did nothing.</summary>
    public string? Refusal { get; init; }

    /// <summary>What the last press did.</summary>
    public TakenPayment? Taken { get; init; }
}

/// <summary>Reads what the card shows, for the customer's page and for the answer to a press.</summary>
public sealed class MoneyViews(CustomerMoneyQueries money, PaymentQueries payments, SavedMethodQueries kept, ClockQueries clocks, TenantClock clock, IAuthorizationService authorization)
{
    private const int Shown = 3;

    public async Task<MoneyView> OfAsync(Guid customerId, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await FindAsync(customerId, user, cancellationToken) ?? throw new InvalidOperationException($"There is no customer {customerId}.");

    /// <summary>Null where there is no such customer.</summary>
    public async Task<MoneyView?> FindAsync(Guid customerId, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (await kept.CustomerAsync(customerId, cancellationToken) is not { } customer) return null;
        var mayTake = await authorization.MayAsync(user, PaymentsPermissions.Take);
        var (standing, renewals) = await money.WithRenewalsAsync(customerId, mayTake ? Shown : 0, cancellationToken);
        var page = await payments.ListAsync(new PaymentFilter(CustomerId: customerId), cancellationToken, size: Shown);
        var time = await clock.NowAsync(cancellationToken);
        return new MoneyView(customerId, standing, renewals, page.Items, mayTake, await authorization.MayAsync(user, BillingPermissions.View), time)
        {
            Customer = customer.Name,
            Kept = customer.Kept,
            MayPayOut = await authorization.MayAsync(user, PaymentsPermissions.Refund),
            Clock = page.Items is [var last, ..] ? new PaidClockView(last.Id, await clocks.OfPaymentAsync(last.Id, cancellationToken), time) : null,
        };
    }
}

/// <summary>The place of the money card; it comes once the page is there.</summary>
internal sealed class MoneyPanel(IAuthorizationService authorization) : ICustomerPanel
{
    public string Name => "money";

    public int Order => 11;

    public async Task<PanelView?> LoadAsync(Guid customerId, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        !await authorization.MayAsync(user, PaymentsPermissions.View) ? null : new PanelView(typeof(LazyPart), new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(LazyPart.Id)] = "money",
            [nameof(LazyPart.Url)] = MoneyModel.UrlOf(customerId),
            [nameof(LazyPart.Label)] = "money",
            [nameof(LazyPart.Lines)] = 5,
        });
}
