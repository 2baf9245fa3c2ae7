using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers;

/// <summary>Everything the form draws.</summary>
/// <param name="Preview">What the codes are; null until they were looked at.</param>
public sealed record ImportView(ImportVouchers Input, IReadOnlyList<Profile> Profiles, string Currency, ImportPreview? Preview);

/// <summary>A file is looked at row by row; sent again, what is good of it becomes a batch. Nothing is kept in between: the form holds the codes.</summary>
[Authorize(VouchersPermissions.Manage)]
[Authorize(VouchersPermissions.Codes)]
[RequestSizeLimit(Uploads.MostRequestBytes)]
[RequestFormLimits(MultipartBodyLengthLimit = Uploads.MostRequestBytes, ValueLengthLimit = VoucherImport.MostText * 2)]
public sealed class ImportModel(VoucherImport import, VoucherQueries vouchers, TenantQueries tenants) : PageModel
{
    [BindProperty]
    public ImportVouchers Input { get; set; } = new();

    /// <summary>Stamp of the codes that were looked at.</summary>
    [BindProperty]
    public string? Shown { get; set; }

    public ImportView View { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(null, cancellationToken);
        var last = await vouchers.LastProfileAsync(cancellationToken);
        Input = Input with { Id = Guid.CreateVersion7(), ProfileId = View.Profiles.FirstOrDefault(p => p.Id == last)?.Id ?? (View.Profiles.Count > 0 ? View.Profiles[0].Id : Guid.Empty) };
        View = View with { Input = Input };
    }

    public async Task<IActionResult> OnPostAsync([FromForm(Name = "File")] IFormFile? file, CancellationToken cancellationToken)
    {
        if (await TextOfAsync(file, cancellationToken) is { } text) Input = Input with { Text = text };
        if (!ModelState.IsValid) return await AnswerAsync(null, StatusCodes.Status422UnprocessableEntity, cancellationToken);
        var checkedOver = await import.CheckAsync(Input.Text, cancellationToken);
        if (!checkedOver.Ok)
        {
            ModelState.AddRefusal(checkedOver.Refusal);
            return await AnswerAsync(null, StatusCodes.Status422UnprocessableEntity, cancellationToken);
        }
        var preview = checkedOver.Value;
        // What is sent again is the good ones alone.
        Input = Input with { Text = preview.Text };
        if (preview.Codes.Count > 0 && await import.WhyNotAsync(Input, preview.Codes.Count, cancellationToken) is { } wrong)
        {
            ModelState.AddRefusal(wrong);
            return await AnswerAsync(preview, StatusCodes.Status422UnprocessableEntity, cancellationToken);
        }
        if (preview.WrongCount > 0 || preview.Codes.Count == 0 || Shown != preview.Stamp) return await AnswerAsync(preview, StatusCodes.Status409Conflict, cancellationToken);
        var made = await import.ImportAsync(Input, cancellationToken);
        if (made.Ok) return this.Leave(VouchersPages.Of(made.Value.Id), toast: $"{VoucherWords.Vouchers(made.Value.Quantity)} brought in.");
        ModelState.AddRefusal(made.Refusal);
        return await AnswerAsync(preview, StatusCodes.Status409Conflict, cancellationToken);
    }

    private async Task<IActionResult> AnswerAsync(ImportPreview? preview, int status, CancellationToken cancellationToken)
    {
        await LoadAsync(preview, cancellationToken);
        var parameters = new { View, Errors = FormErrors.From(ModelState) };
        return status == StatusCodes.Status409Conflict ? this.RefusedFragment<ImportForm>(parameters) : this.InvalidFragment<ImportForm>(parameters);
    }

    private async Task<string?> TextOfAsync(IFormFile? file, CancellationToken cancellationToken)
    {
        if (file is null || file.Length == 0) return null;
        if (file.Length > VoucherImport.MostBytes)
        {
            ModelState.AddModelError("File", T($"The file is larger than {Units.Bytes(VoucherImport.MostBytes)}."));
            return null;
        }
        using var reader = new StreamReader(file.OpenReadStream());
        return await reader.ReadToEndAsync(cancellationToken);
    }

    private async Task LoadAsync(ImportPreview? preview, CancellationToken cancellationToken) =>
        View = new ImportView(Input, await vouchers.ProfilesAsync(cancellationToken), (await tenants.CurrentAsync(cancellationToken)).Currency, preview);
}
