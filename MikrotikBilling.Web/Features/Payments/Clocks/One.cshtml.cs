using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Clocks;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Payments.Clocks;

/// <summary>How far a payment has come, for whatever page embeds <see cref="PaidClock"/>; alone for those without script.</summary>
[Authorize(PaymentsPermissions.View)]
public sealed class OneModel(ClockQueries clocks, PaymentQueries payments, TenantClock clock) : PageModel
{
    public PaidClockView View { get; private set; } = null!;

    public IReadOnlyList<Crumb> Crumbs { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        View = new PaidClockView(id, await clocks.OfPaymentAsync(id, cancellationToken), await clock.NowAsync(cancellationToken));
        // One that has a clock is there; of the others that must be asked.
        var number = View.Clocks.Count > 0 ? View.Clocks[0].Number : await payments.NumberAsync(id, cancellationToken);
        if (number is null) return NotFound();
        Crumbs = [new("Payments", PaymentsPages.Payments), new(number, $"{PaymentsPages.Payments}/{id}")];
        return Request.IsHtmx() ? this.Fragment<PaidClock>(new { View }) : Page();
    }
}
