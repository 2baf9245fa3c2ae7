using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Settings;

public sealed class SettingsService(AppDbContext db, CurrentTenant tenant, SettingsCache cache, SecretBox secrets, IJournal journal, IEnumerable<IPayPageListener> listeners)
{
    public Task<Result<SystemSettings>> SaveRouterDefaultsAsync(SaveRouterDefaults input, int? version, CancellationToken cancellationToken) =>
        ChangeAsync(version, "settings.router-defaults-edited", "Edited the defaults for new routers.", settings =>
        {
            settings.RouterUserName = input.UserName.Trim();
            if (input.ClearPassword) settings.ProtectedRouterPassword = null;
            else if (!string.IsNullOrEmpty(input.Password)) settings.ProtectedRouterPassword = secrets.Protect(input.Password);
            settings.RouterPort = input.Port;
            settings.RouterUseTls = input.UseTls;
            settings.RouterAddressHint = string.IsNullOrWhiteSpace(input.AddressHint) ? null : input.AddressHint.Trim();
        }, cancellationToken);

    public Task<Result<SystemSettings>> SaveRetentionAsync(SaveRetention input, int? version, CancellationToken cancellationToken) =>
        ChangeAsync(version, "settings.retention-edited", "Edited how long records are kept.", settings =>
        {
            (settings.RouterLogDays, settings.JobRunDays, settings.SessionDays) = (input.RouterLogDays, input.JobRunDays, input.SessionDays);
            (settings.UsageSampleDays, settings.UsageHourDays, settings.UsageDayDays) = (input.UsageSampleDays, input.UsageHourDays, input.UsageDayDays);
            (settings.EmailDays, settings.GatewayMessageDays) = (input.EmailDays, input.GatewayMessageDays);
        }, cancellationToken);

    public Task<Result<SystemSettings>> SavePayPageAsync(SavePayPage input, int? version, CancellationToken cancellationToken) =>
        ChangeAsync(version, "settings.pay-page-edited", "Edited the pay page and the hosts that can be reached without access.", settings =>
        {
            settings.PayPageUrl = string.IsNullOrWhiteSpace(input.Url) ? null : input.Url.Trim();
            settings.PayPageHosts = string.IsNullOrWhiteSpace(input.Hosts) ? null : string.Join('\n', PayPage.Lines(input.Hosts));
            db.AfterCommit(() =>
            {
                foreach (var listener in listeners) listener.PayPageChanged(tenant.Required);
            });
        }, cancellationToken);

    public Task<Result<SystemSettings>> SaveDriftAsync(SaveDrift input, int? version, CancellationToken cancellationToken) =>
        ChangeAsync(version, "settings.drift-edited", "Edited what is done about drift, and the brake.", settings =>
            (settings.RepairsDrift, settings.BrakePercent, settings.BrakeMinimum, settings.BrakeCountsEnds) =
                (input.RepairsDrift, input.BrakePercent, input.BrakeMinimum, input.BrakeCountsEnds), cancellationToken);

    public Task<Result<SystemSettings>> SaveGraceAsync(SaveGrace input, int? version, CancellationToken cancellationToken) =>
        ChangeAsync(version, "settings.grace-edited", "Edited how long services stay online past their end.", settings => settings.GraceDays = input.GraceDays ?? 0, cancellationToken);

    public Task<Result<SystemSettings>> SaveClockAsync(SaveClock input, int? version, CancellationToken cancellationToken) =>
        ChangeAsync(version, "settings.clock-edited", "Edited when it is an alarm that what was paid is not online.", settings =>
            (settings.OnlineWithinSeconds, settings.AppliedWithinMinutes) = (input.OnlineWithinSeconds ?? settings.OnlineWithinSeconds, input.AppliedWithinMinutes ?? settings.AppliedWithinMinutes), cancellationToken);

    private async Task<Result<SystemSettings>> ChangeAsync(
        int? version, string action, string summary, Action<SystemSettings> change, CancellationToken cancellationToken)
    {
        await EnsureRowAsync(cancellationToken);
        return await db.ChangeAsync<SystemSettings>(async token =>
        {
            var settings = await db.Set<SystemSettings>().SingleAsync(token);
            if (version is { } expected)
            {
                db.Expect(settings, expected);
                db.Entry(settings).Property(s => s.Version).IsModified = true;
            }
            change(settings);
            journal.Record(action, "settings", tenant.Required, summary);
            await db.SaveChangesAsync(token);
            db.AfterCommit(() => cache.Forget(tenant.Required));
            return settings;
        }, cancellationToken);
    }

    /// <summary>The defaults as a row of their own, so that the history tells what was changed and not what was always so.</summary>
    private async Task EnsureRowAsync(CancellationToken cancellationToken)
    {
        if (await db.Set<SystemSettings>().AnyAsync(cancellationToken)) return;
        var row = new SystemSettings { TenantId = tenant.Required };
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
