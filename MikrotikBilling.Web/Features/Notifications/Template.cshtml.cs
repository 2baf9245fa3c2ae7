using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Notifications.Templates;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Notifications;

/// <summary>What the preview draws: the email with the samples, or what is wrong with it.</summary>
public sealed record TemplatePreviewView(WrittenEmail? Email, string? Problem);

/// <summary>The words of one email, with what they come to beside them.</summary>
[Authorize(SettingsPermissions.Manage)]
public sealed class TemplateModel(EmailTemplateCatalog catalog, EmailTemplateQueries queries, EmailTemplateService service, TenantQueries tenants) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Kind { get; set; } = "";

    [BindProperty]
    public SaveEmailTemplate Input { get; set; } = new();

    [BindProperty]
    public int Version { get; set; }

    public bool IsStale { get; private set; }

    public EmailTemplateKind Shown { get; private set; } = null!;

    public TemplatePreviewView Preview { get; private set; } = new(null, null);

    /// <summary>An email that the program does not write is not there, whatever is asked of it.</summary>
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (catalog.Find(Kind) is { } kind) Shown = kind;
        else context.Result = NotFound();
    }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var words = await queries.WordsAsync(Shown, cancellationToken);
        (Input, Version) = (new SaveEmailTemplate { Subject = words.Subject, Body = words.Body }, words.Version);
        await PreviewAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        foreach (var (field, message) in EmailTemplateService.Problems(Shown, Input)) ModelState.AddModelError($"Input.{field}", message);
        await PreviewAsync(cancellationToken);
        if (!ModelState.IsValid) return this.InvalidFragment<TemplateEditor>(Parameters());
        return await AnswerAsync(await service.SaveAsync(Shown, Input, Version, cancellationToken), "Saved. The next email of this kind says it so.", cancellationToken);
    }

    public async Task<IActionResult> OnPostResetAsync(CancellationToken cancellationToken)
    {
        ModelState.Clear();
        var reset = await service.ResetAsync(Shown, Version, cancellationToken);
        if (!reset.Ok) await OnGetAsync(cancellationToken);
        return await AnswerAsync(reset, "The original words are back.", cancellationToken);
    }

    /// <summary>What the typed words come to; nothing is saved.</summary>
    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken cancellationToken)
    {
        await PreviewAsync(cancellationToken);
        return this.Fragment<TemplatePreview>(new { View = Preview });
    }

    private async Task<IActionResult> AnswerAsync(Result done, Phrase toast, CancellationToken cancellationToken)
    {
        if (done.Ok) return this.Leave($"{NotificationsPages.Templates}/{Shown.Key}", toast: toast);
        ModelState.AddRefusal(done.Refusal);
        if (IsStale = done.Refusal.Code == Refusal.StaleCode) Version = (await queries.WordsAsync(Shown, cancellationToken)).Version;
        return this.RefusedFragment<TemplateEditor>(Parameters());
    }

    private async Task PreviewAsync(CancellationToken cancellationToken)
    {
        var problem = EmailTemplateService.Problems(Shown, Input) is [var (_, message), ..] ? message : null;
        Preview = new TemplatePreviewView(problem is null ? EmailTemplates.Preview(Shown, Input.Subject ?? "", Input.Body ?? "", await tenants.CurrentAsync(cancellationToken)) : null, problem);
    }

    private object Parameters() => new { Kind = Shown, Input, Version, IsStale, Preview, Errors = FormErrors.From(ModelState) };
}
