using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Provisioning.Adoption;

/// <summary>Reads a router for a run and keeps what is proposed. Doing it again drops what an earlier try kept.</summary>
internal sealed class AdoptionReader(AppDbContext db, RouterLink link, AdoptionFacts facts, TenantQueries tenants, SecretBox secrets, InstallationService installation, TimeProvider clock)
{
    private const int DeletedAtOnce = 5000;

    /// <summary>Throws <see cref="ReadingIncompleteException"/> or <see cref="RouterOsException"/>; nothing is kept then.</summary>
    public async Task ReadAsync(AdoptionRun run, CancellationToken cancellationToken)
    {
        var connection = await link.OpenAsync(run.RouterId, RouterUse.Bulk, cancellationToken);
        var reading = await RouterReading.ReadAsync(connection, cancellationToken);
        var tenant = await tenants.CurrentAsync(cancellationToken);
        var code = await installation.CodeAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var profiles = new ProfileProposals(run, reading, await facts.ProfilesAsync(run.RouterId, code, cancellationToken));
        var read = RowProposals.Read(reading, tenant);
        var known = await facts.RowsAsync(run.RouterId, read, cancellationToken);
        var rows = new RowProposals(run, reading, profiles, known, tenant, secrets, code, now).Propose(read);
        await DropRowsAsync(db, run.Id, cancellationToken);
        await db.InTransactionAsync(async token =>
        {
            await db.BulkInsertAsync(profiles.All, token);
            await db.BulkInsertAsync(rows, token);
            var (passwords, sessions) = (rows.Count(r => r.ProtectedPassword.Length > 0), reading.PppOnline.Count + reading.HotspotOnline.Count);
            var end = Subscriptions.Subscription.ToMinute(new CalendarSpan(1, SpanUnit.Months).AddTo(now, tenant.Zone));
            await db.Set<AdoptionRun>().Where(r => r.Id == run.Id && r.State == AdoptionState.Reading).ExecuteUpdateAsync(set => set
                .SetProperty(r => r.State, AdoptionState.Proposed).SetProperty(r => r.Note, (string?)null).SetProperty(r => r.ReadAt, now).SetProperty(r => r.ExpiresAt, end)
                .SetProperty(r => r.Rows, rows.Count).SetProperty(r => r.Passwords, passwords).SetProperty(r => r.Sessions, sessions)
                .SetProperty(r => r.ClaimedUntil, (DateTimeOffset?)null), token);
        }, cancellationToken);
    }

    /// <summary>In parts, so that nobody waits long for the writer.</summary>
    public static async Task DropRowsAsync(AppDbContext db, Guid runId, CancellationToken cancellationToken)
    {
        var rows = db.Set<AdoptionRow>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(r => r.RunId == runId);
        var last = await rows.MaxAsync(r => (int?)r.Number, cancellationToken) ?? 0;
        for (var from = 0; from < last; from += DeletedAtOnce)
        {
            var until = from + DeletedAtOnce;
            await rows.Where(r => r.Number <= until).ExecuteDeleteAsync(cancellationToken);
        }
        await db.Set<AdoptionProfile>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(p => p.RunId == runId).ExecuteDeleteAsync(cancellationToken);
    }
}
