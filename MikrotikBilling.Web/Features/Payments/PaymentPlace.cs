using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Web.Features.Provisioning.Diagnosis;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments;

internal sealed class PaymentPlace(IAuthorizationService authorization) : IPaymentPlace
{
    public async Task<string?> UrlAsync(Guid customerId, ClaimsPrincipal user) =>
        await authorization.MayAsync(user, PaymentsPermissions.Take) ? $"/payments/new?customerId={customerId}" : null;
}
