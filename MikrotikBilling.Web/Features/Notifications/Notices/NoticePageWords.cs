using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Notifications.Notices;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Notifications.Notices;

/// <summary>Everything the list draws.</summary>
public sealed record NoticeListView(
    IReadOnlyList<NoticeForReader> Notices, string? Next, bool All, string? Cause, string? Cursor, IReadOnlyList<NoticeCause> Causes, TenantTime Time)
{
    public string Url => PageUrl.With(NoticesBell.Page, ("show", All ? "all" : null), ("cause", Cause));

    public bool IsFiltered => All || Cause is not null;
}

internal static class NoticePageWords
{
    public static Tone Tone(NoticeLine notice) => (notice.IsOpen, notice.Severity) switch
    {
        (false, _) => Shell.Tone.Good,
        (_, NoticeSeverity.Critical) => Shell.Tone.Bad,
        (_, NoticeSeverity.Warning) => Shell.Tone.Warn,
        _ => Shell.Tone.Info,
    };

    /// <summary>What follows after the time.</summary>
    public static Phrase More(NoticeLine notice)
    {
        var times = notice.Times > 1 ? Phrase.Of($" · {Units.Count(notice.Times)} times") : Phrase.Of("");
        return notice.IsOpen ? times : $"{times} · {NoticeWords.State(notice.ClosedAt, notice.RaisedAt, notice.Ending)}";
    }

    public static Phrase Email(NoticeEmail email) => email switch
    {
        NoticeEmail.AtOnce => "At once",
        NoticeEmail.Digest => "In the daily digest",
        _ => "No email",
    };

    public static IReadOnlyList<SelectOption> Emails { get; } = [.. Enum.GetValues<NoticeEmail>().Select(e => new SelectOption(e.ToString(), Email(e)))];
}
