using MikrotikBilling.Core.Payments.Clocks;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Web.Features.Payments.Clocks;

/// <summary>The clocks of one payment, as <see cref="PaidClock"/> draws them wherever it stands.</summary>
public sealed record PaidClockView(Guid PaymentId, IReadOnlyList<ClockLine> Clocks, TenantTime Time)
{
    public string Url => UrlOf(PaymentId);

    /// <summary>Asked again while something may change and somebody may still be looking.</summary>
    public bool IsFollowed => Clocks.Any(c => c.IsFollowed(Time.Now));

    public static string UrlOf(Guid paymentId) => $"{PaymentsPages.Payments}/{paymentId}/clock";
}
