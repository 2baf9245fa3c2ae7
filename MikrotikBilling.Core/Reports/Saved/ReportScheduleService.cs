using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications.Notices;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Reports.Saved;

/// <summary>Which reports make themselves and who gets them; only who may see reports can be chosen, and whoever may no longer gets none.</summary>
public sealed class ReportScheduleService(AppDbContext db, CurrentTenant tenant, TenantQueries tenants, NoticeEmails staff, PermissionCatalog permissions, AuditLog audit, TimeProvider clock)
{
    /// <summary>As stored; the usual one where nobody has saved any.</summary>
    public async Task<ReportSchedule> FindAsync(CancellationToken cancellationToken) =>
        await db.Set<ReportSchedule>().AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? new ReportSchedule();

    /// <summary>Those of the staff who may see reports and whom emails can reach.</summary>
    public async Task<IReadOnlyList<NoticePerson>> ReadersAsync(CancellationToken cancellationToken)
    {
        var view = permissions.All[ReportsPermissions.View];
        return (await staff.PeopleAsync(cancellationToken)).FindAll(p => view.IsHeldBy(p.Role));
    }

    public async Task<Result<ReportSchedule>> SaveAsync(SaveReportSchedule input, int? version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var known = (await ReadersAsync(cancellationToken)).Select(p => p.Id).ToHashSet();
        if (input.Chosen.Any(id => !known.Contains(id))) return new Refusal("report-schedule.may-not-see", "Only those of the staff who may see reports can get them.", nameof(SaveReportSchedule.DailyTo));
        await EnsureRowAsync(cancellationToken);
        return await db.ChangeAsync<ReportSchedule>(async token =>
        {
            var today = (await tenants.CurrentAsync(token)).DayOf(clock.GetUtcNow());
            var schedule = await db.Set<ReportSchedule>().SingleAsync(token);
            if (version is { } expected)
            {
                db.Expect(schedule, expected);
                db.Entry(schedule).Property(s => s.Version).IsModified = true;
            }
            if (input.Daily && !schedule.Daily) schedule.DailySince = today;
            if (input.Weekly && !schedule.Weekly) schedule.WeeklySince = today;
            if (input.Monthly && !schedule.Monthly) schedule.MonthlySince = today;
            (schedule.Daily, schedule.Weekly, schedule.Monthly) = (input.Daily, input.Weekly, input.Monthly);
            if (input.Time is { } time) schedule.Minute = (time.Hour * 60) + time.Minute;
            (schedule.DailyTo, schedule.WeeklyTo, schedule.MonthlyTo) = (Once(input.DailyTo), Once(input.WeeklyTo), Once(input.MonthlyTo));
            audit.Record("settings.reports-edited", "settings", tenant.Required, "Edited which reports make themselves, and who gets them.");
            await db.SaveChangesAsync(token);
            return schedule;
        }, cancellationToken);
    }

    private static List<Guid> Once(IReadOnlyList<Guid>? ids) => [.. (ids ?? []).Distinct()];

    /// <summary>The defaults as a row of their own, so that the history tells what was changed and not what was always so.</summary>
    private async Task EnsureRowAsync(CancellationToken cancellationToken)
    {
        if (await db.Set<ReportSchedule>().AnyAsync(cancellationToken)) return;
        var row = new ReportSchedule { TenantId = tenant.Required };
        db.Add(row);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            // another request was first; its row is the same
        }
        db.Entry(row).State = EntityState.Detached;
    }
}
