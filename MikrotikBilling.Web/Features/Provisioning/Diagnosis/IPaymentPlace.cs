using System.Security.Claims;

namespace MikrotikBilling.Web.Features.Provisioning.Diagnosis;

/// <summary>Where money is taken for what keeps a service suspended.</summary>
public interface IPaymentPlace
{
    /// <summary>Null for somebody who may not take any.</summary>
    Task<string?> UrlAsync(Guid customerId, ClaimsPrincipal user);
}
