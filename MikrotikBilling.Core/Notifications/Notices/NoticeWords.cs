using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Notifications.Notices;

/// <summary>Notices as emails and pages say them.</summary>
public static class NoticeWords
{
    /// <summary><c>open</c>, or how it ended: <c>up again after 14 min</c>.</summary>
    public static Phrase State(DateTimeOffset? closedAt, DateTimeOffset raisedAt, Phrase? ending) =>
        closedAt is not { } closed ? "open" : Phrase.Of($"{(ending ?? "Over").Lowered} after {Lasted(closed - raisedAt)}");

    private static Phrase Lasted(TimeSpan span) => span switch
    {
        { TotalMinutes: < 1 } => "less than a minute",
        { TotalHours: < 1 } => Phrase.Of($"{(int)span.TotalMinutes} min"),
        { TotalDays: < 1 } => span.Minutes > 0 ? Phrase.Of($"{(int)span.TotalHours} h {span.Minutes} min") : Phrase.Of($"{(int)span.TotalHours} h"),
        _ => span.Hours > 0 ? Phrase.Of($"{(int)span.TotalDays} d {span.Hours} h") : Phrase.Of($"{(int)span.TotalDays} d"),
    };
}
