using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Jobs;

/// <summary>One job with its runs; posting starts it.</summary>
[Authorize(JobsPermissions.View)]
public sealed class DetailsModel(JobQueries jobs, JobStarter starter, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    private const string List = "list";

    [BindProperty(SupportsGet = true)]
    public string Name { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string? Before { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public JobStatus Status { get; private set; } = null!;

    public Page<JobRun> Runs { get; private set; } = new([], null);

    public TenantTime Time { get; private set; } = null!;

    public bool MayRun { get; private set; }

    public string? Refusal { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        return Page();
    }

    /// <summary>The job as it stands now.</summary>
    public async Task<IActionResult> OnGetCardAsync(CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken) ? this.Fragment<JobCard>(Card()) : NotFound();

    /// <param name="from"><c>list</c> when the button stands in the list.</param>
    [Needs(JobsPermissions.Run)]
    public async Task<IActionResult> OnPostAsync(string? from, CancellationToken cancellationToken)
    {
        var started = await starter.RunAsync(Name, cancellationToken);
        if (started.Refusal is { IsNotFound: true }) return NotFound();
        Refusal = started.Refusal?.Message;
        if (!await LoadAsync(cancellationToken)) return NotFound();
        var status = started.Ok ? StatusCodes.Status200OK : StatusCodes.Status409Conflict;
        if (started.Ok) Response.Toast(ToastKind.Good, $"{Status.Job.Title} was started.");
        if (Request.IsHtmx())
            return from == List
                ? this.Fragment<JobTable>(new { Jobs = await jobs.AllAsync(cancellationToken), MayRun, Time, Refusal }, status)
                : this.Fragment<JobCard>(Card(), status);
        if (started.Ok) return this.Leave(from == List ? "/jobs" : $"/jobs/{Name}", toast: $"{Status.Job.Title} was started.");
        Response.StatusCode = status;
        return Page();
    }

    private object Card() => new { Status, Runs, MayRun, Time, Refusal, Url = $"/jobs/{Name}" };

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await jobs.FindAsync(Name, cancellationToken) is not { } status) return false;
        Status = status;
        Name = status.Job.Name;
        Runs = await jobs.RunsAsync(Name, Before ?? After, cancellationToken);
        Time = await clock.NowAsync(cancellationToken);
        MayRun = await authorization.MayAsync(User, JobsPermissions.Run);
        return true;
    }
}
