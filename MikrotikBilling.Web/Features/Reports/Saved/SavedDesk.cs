using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Saved;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports.Saved;

/// <summary>Saved reports as one person may see and change them.</summary>
public sealed class SavedDesk(SavedReportQueries queries, SavableReports savable, CurrentActor actor, IAuthorizationService authorization)
{
    public async Task<IReadOnlyList<SavedReport>> CustomAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var held = await HeldAsync(user);
        return await queries.CustomAsync(actor.Id, held.Contains, cancellationToken);
    }

    /// <summary>One that the person may change: his own, and what others share for who sets reports up.</summary>
    public async Task<SavedReport?> FindOwnAsync(Guid id, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var held = await HeldAsync(user);
        return await queries.FindCustomAsync(id, actor.Id, held.Contains, cancellationToken) is { } found && MayChange(found, await MayScheduleAsync(user)) ? found : null;
    }

    /// <summary>The report that an address names; null where there is none that the person may see.</summary>
    public async Task<SavableReport?> SavableAsync(string? address, ClaimsPrincipal user)
    {
        var read = savable.Read(address);
        if (!read.Ok) return null;
        var held = await HeldAsync(user);
        return read.Value.Report.Permissions.All(held.Contains) ? read.Value.Report : null;
    }

    public Task<bool> MayScheduleAsync(ClaimsPrincipal user) => authorization.MayAsync(user, ReportsPermissions.Schedule);

    public bool MayChange(SavedReport report, bool maySchedule)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.OwnerId == actor.Id || maySchedule;
    }

    /// <summary>What it is of, in words.</summary>
    public string TitleOf(SavedReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return savable.Find(report.Path)?.Title ?? "";
    }

    private async Task<HashSet<string>> HeldAsync(ClaimsPrincipal user)
    {
        var held = new HashSet<string>(StringComparer.Ordinal);
        foreach (var permission in savable.All.SelectMany(r => r.Permissions).Distinct(StringComparer.Ordinal))
            if (await authorization.MayAsync(user, permission)) held.Add(permission);
        return held;
    }
}
