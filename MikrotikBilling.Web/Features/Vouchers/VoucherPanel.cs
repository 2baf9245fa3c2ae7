using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers;

/// <summary>Where a customer's voucher is typed, on the customer's page.</summary>
internal sealed class VoucherPanel(IAuthorizationService authorization) : ICustomerPanel
{
    public string Name => "voucher";

    public int Order => CustomerPanels.Side + 10;

    public async Task<PanelView?> LoadAsync(Guid customerId, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        !await authorization.MayAsync(user, VouchersPermissions.Redeem) ? null
            : new PanelView(typeof(CustomerVoucher), new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(CustomerVoucher.CustomerId)] = customerId });
}
