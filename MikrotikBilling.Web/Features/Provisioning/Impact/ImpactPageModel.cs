using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Provisioning.Impact;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning.Impact;

/// <summary>Shows what a form would do to the routers if it were sent; changes nothing, though it is posted.</summary>
public abstract class ImpactPageModel : PageModel
{
    public RouterImpact? Impact { get; private set; }

    public string? Why { get; private set; }

    public abstract string Address { get; }

    /// <summary>Only asked with a form.</summary>
    public IActionResult OnGet() => NotFound();

    protected IActionResult Show(Result<RouterImpact> impact)
    {
        if (impact.Refusal is { IsNotFound: true }) return NotFound();
        (Impact, Why) = (impact.Ok ? impact.Value : null, impact.Refusal?.Message);
        ModelState.Clear();
        return Request.IsHtmx() ? this.Fragment<ImpactCard>(new { Url = Address, Impact, Why }) : Page();
    }
}
