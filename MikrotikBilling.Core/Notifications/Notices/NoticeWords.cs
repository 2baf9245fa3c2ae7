using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Notifications.Notices;

/// <summary>Notices as emails and pages say them.</summary>
public static class NoticeWords
{
    /// <summary><c>open</c>, or how it ended: <c>up again after 14 min</c>.</summary>
    public static string State(DateTimeOffset? closedAt, DateTimeOffset raisedAt, string? ending) =>
        closedAt is not { } closed ? "open" : $"{Lower(ending ?? "Over")} after {Lasted(closed - raisedAt)}";

    private static string Lower(string text) => text.Length == 0 ? text : char.ToLowerInvariant(text[0]) + text[1..];

    private static Phrase Lasted(TimeSpan span) => span switch
    {
        { TotalMinutes: < 1 } => "less than a minute",
        { TotalHours: < 1 } => Phrase.Of($"{(int)span.TotalMinutes} min"),
        { TotalDays: < 1 } => $"{(int)span.TotalHours} h{(span.Minutes > 0 ? $" {span.Minutes} min" : "")}",
        _ => $"{(int)span.TotalDays} d{(span.Hours > 0 ? $" {span.Hours} h" : "")}",
    };
}
