using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Subscriptions.Transfer;

/// <summary>Takes a file in, and lists those of before.</summary>
[Authorize(CustomersPermissions.Manage)]
[RequestSizeLimit(Uploads.MostRequestBytes)]
[RequestFormLimits(MultipartBodyLengthLimit = Uploads.MostRequestBytes)]
public sealed class IndexModel(ImportService imports, ImportQueries queries, TenantClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public Page<ImportLine> Imports { get; private set; } = new([], null);

    public TenantTime Time { get; private set; } = null!;

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync([FromForm(Name = "Input.File")] IFormFile? file, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            ModelState.AddModelError("Input.File", T("Choose a file."));
            return await InvalidAsync(cancellationToken);
        }
        await using var content = file.OpenReadStream();
        var uploaded = await imports.UploadAsync(content, file.FileName, cancellationToken);
        if (uploaded.Ok) return this.Leave($"/customers/import/{uploaded.Value.Id}");
        ModelState.AddRefusal(uploaded.Refusal);
        return await InvalidAsync(cancellationToken);
    }

    private async Task<IActionResult> InvalidAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        return this.InvalidFragment<ImportUpload>(new { Errors = FormErrors.From(ModelState) });
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Imports = await queries.ListAsync(Cursor, cancellationToken);
        Time = await clock.NowAsync(cancellationToken);
    }
}
