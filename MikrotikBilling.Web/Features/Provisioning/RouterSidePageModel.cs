using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning;

/// <summary>Something done at a customer's router: answered with the router's side for htmx, with the customer's page for a plain post.</summary>
public abstract class RouterSidePageModel(SubscriptionQueries subscriptions) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public SubscriptionLine Service { get; private set; } = null!;

    public Dictionary<string, object?> Side { get; private set; } = [];

    private RouterSideLoader Loader => HttpContext.RequestServices.GetRequiredService<RouterSideLoader>();

    /// <summary>There is nothing to see here before something was pressed.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await subscriptions.FindAsync(Id, cancellationToken) is { } service ? this.Leave($"/customers/{service.CustomerId}") : NotFound();

    protected async Task<IActionResult> AnswerAsync(Result result, Phrase toast, CancellationToken cancellationToken)
    {
        if (result.Refusal is { IsNotFound: true } || await subscriptions.FindAsync(Id, cancellationToken) is not { } service) return NotFound();
        Service = service;
        if (result.Ok && !Request.IsHtmx()) return this.Leave($"/customers/{service.CustomerId}", toast: toast);
        Side = await Loader.ParametersAsync(service.CustomerId, User, result.Refusal?.Message, cancellationToken);
        if (!result.Ok) return this.RefusedFragment<RouterSide>(Side);
        Response.Toast(ToastKind.Good, toast);
        return this.Fragment<RouterSide>(Side);
    }
}
