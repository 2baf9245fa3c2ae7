using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning.Alarms;

/// <summary>What somebody should know of now, and what was before.</summary>
[Authorize(Policy = AlarmsPermissions.View)]
public sealed class AlarmsModel(AlarmQueries alarms, AlarmService service, IEnumerable<AlarmKind> kinds, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public IReadOnlyDictionary<string, Phrase> Kinds { get; } = kinds.ToDictionary(k => k.Key, k => k.Name, StringComparer.Ordinal);

    public IReadOnlyList<AlarmLine> Open { get; private set; } = [];

    public Page<AlarmLine> Past { get; private set; } = new([], null);

    public bool MayAcknowledge { get; private set; }

    public TenantTime Time { get; private set; } = null!;

    public string? Refusal { get; private set; }

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    public async Task<IActionResult> OnGetListAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        return List();
    }

    [Needs(AlarmsPermissions.Acknowledge)]
    public async Task<IActionResult> OnPostSeenAsync([FromForm] Guid id, CancellationToken cancellationToken) =>
        await AnswerAsync(await service.AcknowledgeAsync(id, cancellationToken), cancellationToken);

    [Needs(AlarmsPermissions.Acknowledge)]
    public async Task<IActionResult> OnPostCloseAsync([FromForm] Guid id, CancellationToken cancellationToken) =>
        await AnswerAsync(await service.CloseAsync(id, cancellationToken), cancellationToken);

    private async Task<IActionResult> AnswerAsync(Result done, CancellationToken cancellationToken)
    {
        if (done.Refusal is { IsNotFound: true }) return NotFound();
        if (done.Ok && !Request.IsHtmx()) return this.Leave("/alarms");
        Refusal = done.Refusal?.Message;
        await LoadAsync(cancellationToken);
        return done.Ok ? List() : this.RefusedFragment<AlarmList>(Parameters());
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Open = await alarms.OpenAsync(cancellationToken);
        Past = await alarms.PastAsync(After, cancellationToken);
        MayAcknowledge = await authorization.MayAsync(User, AlarmsPermissions.Acknowledge);
        Time = await clock.NowAsync(cancellationToken);
    }

    private FragmentResult<AlarmList> List() => this.Fragment<AlarmList>(Parameters());

    private object Parameters() => new { Kinds, Open, Past, After, MayAcknowledge, Time, Refusal };
}
