using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Provisioning.Diagnosis;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning.Diagnosis;

/// <summary>Why a customer's services are offline; a part of the customer's page, and a page of its own without script.</summary>
[Authorize(SubscriptionsPermissions.View)]
public sealed class DiagnosisModel(DiagnosisService diagnosis, CustomerQueries customers, IPaymentPlace payments, IAuthorizationService authorization) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public string CustomerName { get; private set; } = "";

    public IReadOnlyList<ServiceDiagnosis> Services { get; private set; } = [];

    public bool MayManage { get; private set; }

    public bool MaySeeRouter { get; private set; }

    /// <summary>Null for somebody who may not take money.</summary>
    public string? PayUrl { get; private set; }

    public string? Refusal { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await ShowAsync(null, cancellationToken);

    [Needs(SubscriptionsPermissions.Manage)]
    public async Task<IActionResult> OnPostLockAsync([FromForm] Guid subscription, [FromForm] string? device, [FromForm] int? version, CancellationToken cancellationToken) =>
        await AnswerAsync(string.IsNullOrWhiteSpace(device)
            ? new Refusal("subscription.mac-invalid", "Say which device.")
            : await diagnosis.SetDeviceAsync(subscription, device, version, cancellationToken), $"Locked to {device}.", cancellationToken);

    [Needs(SubscriptionsPermissions.Manage)]
    public async Task<IActionResult> OnPostUnlockAsync([FromForm] Guid subscription, [FromForm] int? version, CancellationToken cancellationToken) =>
        await AnswerAsync(await diagnosis.SetDeviceAsync(subscription, null, version, cancellationToken), "Any device may use it now.", cancellationToken);

    private async Task<IActionResult> AnswerAsync(Result<Subscription> done, Phrase toast, CancellationToken cancellationToken)
    {
        if (done.Refusal is { IsNotFound: true }) return NotFound();
        if (!done.Ok) return await ShowAsync(done.Refusal.Message, cancellationToken);
        Response.HxTrigger("subscription:changed");
        if (!Request.IsHtmx()) return this.Leave($"/customers/{Id}", toast: toast);
        Response.Toast(ToastKind.Good, toast);
        return await ShowAsync(null, cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(string? refusal, CancellationToken cancellationToken)
    {
        if (await customers.FindAsync(Id, cancellationToken) is not { } customer) return NotFound();
        (CustomerName, Refusal) = (customer.Name, refusal);
        MayManage = await authorization.MayAsync(User, SubscriptionsPermissions.Manage);
        MaySeeRouter = await authorization.MayAsync(User, RoutersPermissions.View);
        PayUrl = await payments.UrlAsync(Id, User);
        Services = await diagnosis.OfCustomerAsync(Id, cancellationToken);
        var view = new { CustomerId = Id, Services, MayManage, MaySeeRouter, PayUrl, Refusal };
        if (refusal is not null) return this.RefusedFragment<DiagnosisView>(view);
        Response.Headers.Vary = "HX-Request";
        return Request.IsHtmx() ? this.Fragment<DiagnosisView>(view) : Page();
    }
}
