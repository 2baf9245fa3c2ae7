using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Web.Features.Subscriptions;

/// <summary>Everything the form of a new customer draws.</summary>
/// <param name="Proposed">The user name that was proposed last; while it stands untouched, a better name may replace it.</param>
public sealed record NewCustomerView(
    NewCustomer Input, string? Proposed, IReadOnlyList<RouterChoice> Routers, IReadOnlyList<ProfileChoice> Profiles, NewServicePlan? Plan,
    TenantTime Time, string Country)
{
    public bool IsReady => Routers.Count > 0 && Profiles.Count > 0;
}
