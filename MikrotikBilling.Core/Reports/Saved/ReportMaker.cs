using System.ComponentModel;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Billing.Prints;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Notifications.Notices;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Reports.Saved;

/// <summary>
/// Makes the reports that are due, each once: the row with all its figures is added under a unique index, in one transaction with the emails that tell of it,
/// so of two who make it at once one does, and the other adds nothing.
/// </summary>
public sealed class ReportMaker(IServiceScopeFactory scopes, ILogger<ReportMaker> logger)
{
    /// <summary>As in <see cref="EmailAttachmentRef.Source"/>.</summary>
    public const string Document = "report";

    /// <summary>Made by then, it was made in time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Older ones are made, and nobody is told.</summary>
    private static readonly TimeSpan ToldFor = TimeSpan.FromDays(7);

    public async Task<(int Made, int Broken)> MakeDueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<Guid> tenants;
        await using (var scope = scopes.CreateAsyncScope())
            tenants = await scope.ServiceProvider.GetRequiredService<TenantQueries>().IdsAsync(cancellationToken);
        var (made, broken) = (0, 0);
        foreach (var tenant in tenants)
        {
            try
            {
                made += await MakeAsync(tenant, now, cancellationToken);
            }
#pragma warning disable CA1031 // an edge: the other tenants get theirs
            catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                ReportsLog.NotMade(logger, e, tenant);
                broken++;
            }
        }
        return (made, broken);
    }

    private async Task<int> MakeAsync(Guid tenantId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(tenantId);
        var tenant = await scope.ServiceProvider.GetRequiredService<TenantQueries>().CurrentAsync(cancellationToken);
        var schedule = await scope.ServiceProvider.GetRequiredService<ReportScheduleService>().FindAsync(cancellationToken);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var last = await db.Set<GeneratedReport>().GroupBy(r => r.Rhythm).Select(g => new { g.Key, Day = g.Max(r => r.LastDay) }).ToDictionaryAsync(g => g.Key, g => (DateOnly?)g.Day, cancellationToken);
        var began = tenant.DayOf(await db.Set<Tenant>().Where(t => t.Id == tenantId).Select(t => t.CreatedAt).SingleAsync(cancellationToken));
        var made = 0;
        foreach (var rhythm in Enum.GetValues<ReportRhythm>().Where(schedule.IsOn))
        {
            var since = schedule.Since(rhythm) is { } on && on > began ? on : began;
            foreach (var days in ReportCalendar.Due(rhythm, schedule.Time, tenant.Zone, tenant.FirstDayOfWeek, last.GetValueOrDefault(rhythm), since, now))
            {
                // A scope of its own for each, so that years of missed ones pile nothing up.
                await using var one = scopes.CreateAsyncScope();
                one.ServiceProvider.GetRequiredService<CurrentTenant>().Use(tenantId);
                if (await MakeAsync(one.ServiceProvider, tenant, schedule, rhythm, days, now, cancellationToken)) made++;
            }
        }
        return made;
    }

    private static async Task<bool> MakeAsync(IServiceProvider services, TenantInfo tenant, ReportSchedule schedule, ReportRhythm rhythm, DaySpan days, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var document = await WriteAsync(services, tenant, days, now, cancellationToken);
        var dueAt = ReportCalendar.DueAt(days.To, schedule.Time, tenant.Zone);
        var row = new GeneratedReport
        {
            TenantId = tenant.Id,
            Rhythm = rhythm,
            FirstDay = days.From,
            LastDay = days.To,
            MadeAt = now,
            IsLate = now - dueAt > Patience,
            Content = document.Write(),
        };
        var readers = now - dueAt > ToldFor ? [] : await ReadersAsync(services, schedule.To(rhythm), cancellationToken);
        // Without a browser the figures go out all the same, in the email itself.
        var hasPdf = readers.Count > 0 && services.GetService<IDocumentPrinter>() is { WhyNot: null };
        var db = services.GetRequiredService<AppDbContext>();
        return await db.InTransactionAsync(async token =>
        {
            if (await db.BulkInsertNewAsync([row], [nameof(GeneratedReport.TenantId), nameof(GeneratedReport.Rhythm), nameof(GeneratedReport.LastDay)], token) == 0) return false;
            foreach (var reader in readers)
                await services.GetRequiredService<EmailOutbox>().QueueAsync(new EmailRequest(new ReportLetter(reader.Name, rhythm, days, row.IsLate ? row.MadeAt : null, document, hasPdf, reader.Language), reader.Email, reader.Name)
                {
                    DedupeKey = string.Create(CultureInfo.InvariantCulture, $"{ReportLetter.Key}:{row.Id}:{reader.Id}"),
                    Attachments = hasPdf ? [new EmailAttachmentRef(Document, row.Id)] : [],
                    UselessAt = now + ToldFor,
                }, token);
            return true;
        }, cancellationToken);
    }

    private static async Task<StoredDocument> WriteAsync(IServiceProvider services, TenantInfo tenant, DaySpan days, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var draft = new DocumentDraft(tenant, ReportPeriod.Of(null, days.From, days.To, ReportStep.Day, days.To, tenant.FirstDayOfWeek), now);
        foreach (var source in services.GetServices<IDocumentSource>()) await source.WriteAsync(draft, cancellationToken);
        return draft.Done();
    }

    /// <summary>Of those chosen, who may still see reports; none while no server is set up, for they would pile up.</summary>
    private static async Task<IReadOnlyList<NoticePerson>> ReadersAsync(IServiceProvider services, IReadOnlyList<Guid> chosen, CancellationToken cancellationToken) =>
        chosen.Count == 0 || !(await services.GetRequiredService<EmailSettingsQueries>().CurrentAsync(cancellationToken)).IsSetUp ? []
            : [.. (await services.GetRequiredService<ReportScheduleService>().ReadersAsync(cancellationToken)).Where(p => chosen.Contains(p.Id))];
}

/// <summary>Each minute: the time is the tenant's.</summary>
[Description("Makes the daily, weekly and monthly reports at the time of the settings and mails them to the staff; what was missed is made up for.")]
public sealed class DailyReportJob(ReportMaker reports) : IAppJob
{
    public const string Key = "daily-report";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (made, broken) = await reports.MakeDueAsync(now, cancellationToken);
        if (broken > 0) throw new InvalidOperationException($"The reports of {broken} companies could not be made; the log says why. {made} made.");
        return made == 0 ? "nothing is due" : $"{made} made";
    }
}

internal static partial class ReportsLog
{
    [LoggerMessage(1, LogLevel.Error, "The reports of tenant {TenantId} could not be made")]
    public static partial void NotMade(ILogger logger, Exception exception, Guid tenantId);
}
