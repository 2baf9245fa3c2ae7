using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Jobs;

[Authorize(JobsPermissions.View)]
public sealed class IndexModel(JobQueries jobs, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    public IReadOnlyList<JobStatus> Jobs { get; private set; } = [];

    public TenantTime Time { get; private set; } = null!;

    public bool MayRun { get; private set; }

    public string? Refusal { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Jobs = await jobs.AllAsync(cancellationToken);
        Time = await clock.NowAsync(cancellationToken);
        MayRun = await authorization.MayAsync(User, JobsPermissions.Run);
    }

    /// <summary>The table as it stands now.</summary>
    public async Task<IActionResult> OnGetTableAsync(CancellationToken cancellationToken)
    {
        await OnGetAsync(cancellationToken);
        return this.Fragment<JobTable>(new { Jobs, MayRun, Time });
    }
}
