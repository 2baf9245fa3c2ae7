using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Notifications.Notices;

namespace MikrotikBilling.Core.Provisioning.Alarms;

/// <summary>A kind of alarm as people read it, and which cause of notices it is: null when something else tells of it.</summary>
public sealed record AlarmKind(string Key, Phrase Name, string? Cause);

/// <summary>
/// Alarms as notices, in the transaction that raises or clears the alarm. Asked each minute it tells the same from the open alarms, so that none is
/// missing that was raised before there were notices.
/// </summary>
public sealed class AlarmNotices(AppDbContext db, NoticeService notices, IEnumerable<AlarmKind> kinds) : INoticeSource
{
    public static NoticeCause RouterDown { get; } = new("router-down", NoticeAreas.Network, "Router down", "A router, or several together, does not answer; with how many customers are behind it.",
        AlarmsPermissions.View, NoticeSeverity.Critical);

    public static NoticeCause RouterTrouble { get; } = new("router-trouble", NoticeAreas.Network, "Router changed or emptied",
        "A router refuses our login, shows another certificate or serial number, or lost its configuration.", AlarmsPermissions.View, NoticeSeverity.Critical);

    public static NoticeCause RouterDecision { get; } = new("router-decision", NoticeAreas.Network, "Router waits for a decision",
        "Too many customers would be cut off at once, or rows that are not ours are in the way.", AlarmsPermissions.View, NoticeSeverity.Warning);

    public static NoticeCause Other { get; } = new("alarm", NoticeAreas.Network, "Other alarms", "Whatever else stands on the page of alarms.", AlarmsPermissions.View, NoticeSeverity.Warning);

    internal static IReadOnlyList<AlarmKind> OwnKinds { get; } =
    [
        new(AlarmKinds.RouterDown, "Router down", RouterDown.Key), new(AlarmKinds.LoginRefused, "Login refused", RouterTrouble.Key),
        new(AlarmKinds.CertificateChanged, "Certificate changed", RouterTrouble.Key), new(AlarmKinds.OtherDevice, "Other device", RouterTrouble.Key),
        new(AlarmKinds.ConfigurationLost, "Configuration lost", RouterTrouble.Key), new(AlarmKinds.HeldBack, "Held back", RouterDecision.Key),
        new(AlarmKinds.Conflicts, "Rows not ours", RouterDecision.Key),
    ];

    private const int Most = 200;
    private readonly Dictionary<string, string?> _causes = kinds.ToDictionary(k => k.Key, k => k.Cause, StringComparer.Ordinal);

    public IReadOnlyList<string> Causes => [.. _causes.Values.OfType<string>().Append(Other.Key).Distinct(StringComparer.Ordinal)];

    public Phrase Ending => "Over";

    public async Task<IReadOnlyList<NoticeNews>> LookAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        [.. (await db.Set<Alarm>().AsNoTracking().Where(a => a.ClearedAt == null).OrderByDescending(a => a.Id).Take(Most).ToListAsync(cancellationToken)).Select(News).OfType<NoticeNews>()];

    internal Task TellAsync(Alarm alarm, CancellationToken cancellationToken) =>
        alarm.ClearedAt is not null ? EndAsync(alarm, cancellationToken)
        : News(alarm) is { } news ? notices.HoldAsync(news, cancellationToken)
        : Task.CompletedTask;

    private Task EndAsync(Alarm alarm, CancellationToken cancellationToken) => CauseOf(alarm.Kind) is { } cause
        ? notices.CloseAsync(cause, Subject(alarm), alarm.Kind switch { AlarmKinds.RouterDown => "Up again", _ => "Over" }, cancellationToken)
        : Task.CompletedTask;

    private NoticeNews? News(Alarm alarm) => CauseOf(alarm.Kind) is not { } cause ? null
        : new NoticeNews(cause, Subject(alarm), alarm.Text, alarm.Customers switch { 0 => null, 1 => "One customer is concerned.", var many => Phrase.Of($"{many} customers are concerned.") },
            alarm.RouterId is { } router ? $"/routers/{router}" : "/alarms")
        {
            Amount = alarm.Times,
            // An alarm of routers that are away is a new one each time; of one router it is the same trouble.
            Series = alarm.RouterId is { } same ? $"{alarm.Kind} {same}" : null,
        };

    private string? CauseOf(string kind) => _causes.TryGetValue(kind, out var cause) ? cause : Other.Key;

    private static string Subject(Alarm alarm) => $"{alarm.Kind} {alarm.Subject}";
}
