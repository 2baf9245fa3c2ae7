using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Attempts;

/// <summary>One request for payment, live until it is over.</summary>
[Authorize(PaymentsPermissions.View)]
public sealed class AttemptModel(AttemptViews views, AttemptService attempts) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public AttemptView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken) ? Request.IsHtmx() ? this.Fragment<AttemptStatus>(new { View }) : Page() : NotFound();

    /// <summary>The provider is asked now.</summary>
    [Needs(PaymentsPermissions.Take)]
    public async Task<IActionResult> OnPostCheckAsync(CancellationToken cancellationToken)
    {
        var asked = await attempts.AskAsync(Id, cancellationToken);
        if (!asked.Ok || !await LoadAsync(cancellationToken)) return NotFound();
        return Answer(ToastKind.Info, $"The provider was asked: {AttemptWords.Of(asked.Value.State).Text.Lowered}.");
    }

    [Needs(PaymentsPermissions.Take)]
    public async Task<IActionResult> OnPostCloseAsync(CancellationToken cancellationToken)
    {
        var closed = await attempts.CloseAsync(Id, cancellationToken);
        if (closed.Refusal is { IsNotFound: true } || !await LoadAsync(cancellationToken)) return NotFound();
        return closed.Ok ? Answer(ToastKind.Good, "It is not waited for any more.") : Refused(closed.Refusal!.Message);
    }

    [Needs(PaymentsPermissions.Take)]
    public async Task<IActionResult> OnPostSeenAsync(CancellationToken cancellationToken)
    {
        var seen = await attempts.SeenAsync(Id, cancellationToken);
        if (!seen.Ok || !await LoadAsync(cancellationToken)) return NotFound();
        return Answer(ToastKind.Good, "Noted.");
    }

    private IActionResult Answer(ToastKind kind, Phrase words)
    {
        if (!Request.IsHtmx()) return this.Leave(AttemptsPages.Request(Id), kind, words);
        Response.Toast(kind, words);
        return this.Fragment<AttemptStatus>(new { View });
    }

    private IActionResult Refused(Phrase words)
    {
        View = View with { Refusal = words };
        return this.RefusedFragment<AttemptStatus>(new { View });
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await views.OfAsync(Id, User, cancellationToken) is not { } view) return false;
        View = view;
        return true;
    }
}
