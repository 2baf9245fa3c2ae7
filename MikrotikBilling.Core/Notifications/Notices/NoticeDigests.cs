using System.ComponentModel;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Notifications.Templates;
using MikrotikBilling.Core.Tenants;
using static MikrotikBilling.Core.Kernel.Words.Said;

namespace MikrotikBilling.Core.Notifications.Notices;

/// <summary>
/// One email a day to each of the staff: what came since the last one, and what is open still. The day is that of the tenant's calendar and is claimed
/// by its row, so it is made once however often the hour comes, and after days without the program one tells of all of them.
/// </summary>
public sealed class NoticeDigests(IServiceScopeFactory scopes, ILogger<NoticeDigests> logger)
{
    private const int Named = 12;
    private const int MostRead = 500;

    /// <summary>Nobody reads of older things in the morning.</summary>
    private static readonly TimeSpan Furthest = TimeSpan.FromDays(7);

    public async Task<(int Sent, int Broken)> MakeDueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        IReadOnlyList<EmailSettings> tenants;
        await using (var scope = scopes.CreateAsyncScope())
            tenants = await scope.ServiceProvider.GetRequiredService<EmailSettingsQueries>().SetUpAsync(cancellationToken);
        var (sent, broken) = (0, 0);
        foreach (var settings in tenants)
        {
            try
            {
                sent += await MakeAsync(settings.TenantId, settings.DigestHour, now, cancellationToken);
            }
#pragma warning disable CA1031 // an edge: the other tenants' staff get theirs
            catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                NoticesLog.DigestFailed(logger, e, settings.TenantId);
                broken++;
            }
        }
        return (sent, broken);
    }

    private async Task<int> MakeAsync(Guid tenantId, int hour, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(tenantId);
        var zone = (await scope.ServiceProvider.GetRequiredService<TenantQueries>().CurrentAsync(cancellationToken)).Zone;
        // An hour that the clock leaves out in spring is over with the next one; one that comes twice in autumn finds its day made.
        var local = TimeZoneInfo.ConvertTime(now, zone);
        if (local.Hour < hour) return 0;
        var day = DateOnly.FromDateTime(local.DateTime);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var limit = now - Furthest;
        var made = await db.Set<NoticeDigest>().AsNoTracking().Where(d => d.MadeAt >= limit).GroupBy(d => d.StaffId)
            .Select(g => new { g.Key, Day = g.Max(d => d.Day), At = g.Max(d => d.MadeAt) }).ToDictionaryAsync(g => g.Key, g => (g.Day, g.At), cancellationToken);
        var due = (await scope.ServiceProvider.GetRequiredService<NoticeEmails>().PeopleAsync(cancellationToken)).Where(p => !made.TryGetValue(p.Id, out var last) || last.Day < day).ToList();
        if (due.Count == 0) return 0;
        var notices = await db.Set<Notice>().AsNoTracking().Where(n => n.LastAt >= limit || n.ClosedAt == null).OrderByDescending(n => n.LastAt).ThenByDescending(n => n.Id)
            .Take(MostRead).ToListAsync(cancellationToken);
        var sent = 0;
        foreach (var person in due)
            if (await MakeAsync(scope.ServiceProvider, person, day, made.TryGetValue(person.Id, out var last) ? last.At : now.AddDays(-1), notices, now, cancellationToken)) sent++;
        return sent;
    }

    private static async Task<bool> MakeAsync(
        IServiceProvider services, NoticePerson person, DateOnly day, DateTimeOffset since, List<Notice> notices, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (db, causes) = (services.GetRequiredService<AppDbContext>(), services.GetRequiredService<NoticeCatalog>());
        var chosen = await db.Set<NoticeChoice>().AsNoTracking().Where(c => c.StaffId == person.Id).ToDictionaryAsync(c => c.Cause, c => c.Email, StringComparer.Ordinal, cancellationToken);
        var told = causes.Of(person.Role).Where(c => (chosen.TryGetValue(c.Key, out var email) ? email : c.Usual(person.Role).Email) == NoticeEmail.Digest)
            .Select(c => c.Key).ToHashSet(StringComparer.Ordinal);
        var mine = notices.Where(n => told.Contains(n.Cause) && (n.ClosedAt is null || n.LastAt > since)).ToList();
        return await db.InTransactionAsync(async token =>
        {
            var row = new NoticeDigest { TenantId = services.GetRequiredService<CurrentTenant>().Required, StaffId = person.Id, Day = day, MadeAt = now, Notices = mine.Count };
            if (await db.BulkInsertNewAsync([row], [nameof(NoticeDigest.StaffId), nameof(NoticeDigest.Day)], token) == 0 || mine.Count == 0) return false;
            return await services.GetRequiredService<EmailOutbox>().QueueAsync(new EmailRequest(DigestLetter.Of(person, mine, Named), person.Email, person.Name)
            {
                DedupeKey = string.Create(CultureInfo.InvariantCulture, $"{DigestLetter.Key}:{person.Id}:{day:yyyy-MM-dd}"),
                UselessAt = now.AddDays(1),
            }, token) is not null;
        }, cancellationToken);
    }
}

/// <summary>What came since the last digest and what is open, the open first.</summary>
public sealed record DigestLetter(string Person, int Open, IReadOnlyList<Notice> Notices, int More, Language? Language = null) : IEmailContent
{
    public const string Key = "notice-digest";

    public static EmailTemplateKind Template { get; } = new(Key, "Daily digest to staff", "Goes once a day to those of the staff who asked for it: what happened since the last one and what is still open.",
        "{{summary}}", $$$"""
        Hello {{person}},

        {{summary}}.

        {{{string.Join("\n\n", Enumerable.Range(1, Lines).Select(i => $"{{{{notice{i}}}}}"))}}}

        {{more}}

        All of it stands under the bell. Which notices you get by email is up to you: under Your account, Notices.

        {{company}}
        """, [EmailPlaceholder.Company, new EmailPlaceholder("person", "Name of the staff member", "Amina"), new EmailPlaceholder("summary", "How much there is", "2 notices are open, 1 is over"),
            .. Enumerable.Range(1, Lines).Select(i => new EmailPlaceholder($"notice{i}", i == 1 ? "The first notice" : Phrase.Of($"Notice {i}; empty when there are fewer"), i <= Samples.Length ? Samples[i - 1] : "")),
            new EmailPlaceholder("more", "How many are left out; empty when none", "")]);

    private const int Lines = 12;

    private static string[] Samples => ["Tower North is down (24 Nov 2026, 18:00, open)", "3 payments without an owner (24 Nov 2026, 16:20, open)", "Tower East is down (24 Nov 2026, 03:10, up again after 14 min)"];

    public string Kind => Key;

    internal static DigestLetter Of(NoticePerson person, IReadOnlyList<Notice> notices, int most) => new(person.Name, notices.Count(n => n.ClosedAt is null),
        [.. notices.OrderBy(n => n.ClosedAt is not null).ThenByDescending(n => n.Severity).ThenByDescending(n => n.LastAt).Take(most)], Math.Max(0, notices.Count - most), person.Language);

    public IReadOnlyDictionary<string, string?> Values(TenantInfo tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        var over = Notices.Count + More - Open;
        var values = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["person"] = Person,
            ["summary"] = Summary(over),
            ["more"] = More > 0 ? T($"And {More} more.") : null,
        };
        foreach (var (index, notice) in Notices.Index())
            values[string.Create(CultureInfo.InvariantCulture, $"notice{index + 1}")] = $"{notice.Title} ({tenant.Moment(notice.LastAt)}{(notice.Times > 1 ? $", {T($"{notice.Times} times")}" : "")}, {NoticeWords.State(notice.ClosedAt, notice.RaisedAt, notice.Ending)})";
        return values;
    }

    private string Summary(int over) => (Open, over) switch
    {
        (1, 0) => T("1 notice is open"),
        (_, 0) => T($"{Open} notices are open"),
        (0, 1) => T("1 notice came and is over"),
        (0, _) => T($"{over} notices came and are over"),
        (1, _) => T($"1 notice is open, {over} over"),
        _ => T($"{Open} notices are open, {over} over"),
    };
}

/// <summary>Every few minutes; the hour is the tenant's.</summary>
[Description("Sends the staff the digest of the day's notices, once a day at the hour of the settings.")]
public sealed class DigestNoticesJob(NoticeDigests digests) : IAppJob
{
    public const string Key = "digest-notices";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (sent, broken) = await digests.MakeDueAsync(now, cancellationToken);
        return broken == 0 ? $"{sent} digests queued." : throw new InvalidOperationException($"{sent} digests queued. Those of {broken} companies could not be made.");
    }
}
