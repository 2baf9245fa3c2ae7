using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Features.Routers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Dashboard;

/// <summary>What belongs to no one feature: the first steps of an empty installation, and a row of what one does all day.</summary>
internal sealed class OwnParts(CustomerQueries customers, RouterQueries routers, ProfileQueries profiles) : IDashboardSource
{
    private const string First = "first-steps";
    private const string Quick = "quick-actions";

    private static readonly (string Permission, QuickAction Action)[] Actions =
    [
        (CustomersPermissions.Manage, new("Add customer", "/customers/new", "user-plus")),
        (PaymentsPermissions.View, new("Find a payment", "/payments/find", "search")),
        (VouchersPermissions.Redeem, new("Redeem a voucher", "/vouchers/redeem", "ticket")),
        (VouchersPermissions.Manage, new("Make vouchers", "/vouchers/new", "plus")),
        (SubscriptionsPermissions.Manage, new("Bulk changes", "/bulk", "list")),
        (RoutersPermissions.Manage, new("Add router", "/routers/new", "router")),
    ];

    public IReadOnlyList<DashboardPart> Parts { get; } =
    [
        new(First, DashboardPlace.Note, 0, "First steps", "What an empty installation needs. Shown until there is a customer.", CustomersPermissions.View),
        new(Quick, DashboardPlace.Panel, 5, "Quick actions", "What one does all day, one press away.", CustomersPermissions.View) { IsUsual = false },
    ];

    public async Task<IReadOnlyList<DashboardContent>> ReadAsync(DashboardRequest request, CancellationToken cancellationToken)
    {
        var parts = new List<DashboardContent>();
        if (request.Wants(First) && (await CustomersDashboard.CountsAsync(request, customers, cancellationToken)).Values.Sum() == 0)
        {
            var counts = await RoutersDashboard.CountsAsync(request, routers, cancellationToken);
            parts.Add(DashboardContent.Of<FirstSteps>(First, (nameof(FirstSteps.HasRouter), counts.Online + counts.Offline + counts.Unknown > 0), (nameof(FirstSteps.HasProfile), await profiles.AnyAsync(cancellationToken))));
        }
        if (request.Wants(Quick) && Actions.Where(a => request.May(a.Permission)).Select(a => a.Action).ToList() is { Count: > 0 } actions)
            parts.Add(DashboardContent.Of<QuickActions>(Quick, (nameof(QuickActions.Actions), actions)));
        return parts;
    }
}

public sealed record QuickAction(Phrase Label, string Url, string Icon);
