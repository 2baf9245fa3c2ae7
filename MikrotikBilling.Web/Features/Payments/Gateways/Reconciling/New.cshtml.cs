using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Gateways.Reconciling;

/// <summary>Takes a provider's list in.</summary>
[Authorize(GatewaysPermissions.Reconcile)]
[RequestSizeLimit(Uploads.MostRequestBytes)]
[RequestFormLimits(MultipartBodyLengthLimit = Uploads.MostRequestBytes)]
public sealed class NewModel(ReconciliationService service, GatewayQueries gateways) : PageModel
{
    [BindProperty]
    public NewReconciliation Input { get; set; } = new();

    public IReadOnlyList<GatewayAccountName> Accounts { get; private set; } = [];

    public async Task OnGetAsync(Guid? account, CancellationToken cancellationToken)
    {
        Accounts = await gateways.NamesAsync(cancellationToken);
        Input = new NewReconciliation { AccountId = account ?? (Accounts is [var only] ? only.Id : Guid.Empty) };
    }

    public async Task<IActionResult> OnPostAsync([FromForm(Name = "Input.File")] IFormFile? file, CancellationToken cancellationToken)
    {
        Accounts = await gateways.NamesAsync(cancellationToken);
        if (file is null) ModelState.AddModelError("Input.File", T("Choose a file."));
        if (!ModelState.IsValid) return Invalid();
        await using var content = file!.OpenReadStream();
        var uploaded = await service.UploadAsync(Input, content, file.FileName, cancellationToken);
        if (uploaded.Ok) return this.Leave(ReconcilingPages.Of(uploaded.Value.Id));
        ModelState.AddRefusal(uploaded.Refusal.IsNotFound ? new Refusal("reconciliation.account", "There is no such account.", "AccountId") : uploaded.Refusal);
        return Invalid();
    }

    private IActionResult Invalid() => this.InvalidFragment<ReconciliationUpload>(new { Input, Accounts, Errors = FormErrors.From(ModelState) });
}
