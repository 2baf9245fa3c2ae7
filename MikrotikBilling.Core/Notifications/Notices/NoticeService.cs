using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Notifications.Notices;

/// <summary>Raises and closes notices of the current tenant, in the caller's transaction when there is one: told together with the fact, or not at all.</summary>
public sealed class NoticeService(AppDbContext db, CurrentTenant tenant, NoticeCatalog causes, NoticeEmails emails, NoticeBoard board, TimeProvider clock)
{
    /// <summary>What comes back so soon is the same notice again.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromHours(1);

    /// <summary>It happened: a new notice, or once more the one that is open.</summary>
    public Task RaiseAsync(NoticeNews news, CancellationToken cancellationToken) => TellAsync(news, (_, _) => true, cancellationToken);

    /// <summary>It is so: raised once, its words kept true while it lasts, and come again when there is more of it. Writes nothing when nothing changed.</summary>
    public Task HoldAsync(NoticeNews news, CancellationToken cancellationToken) => TellAsync(news, (open, now) => now.Amount > open.Amount, cancellationToken);

    /// <summary>It is over; nothing happens when there was no notice.</summary>
    public Task CloseAsync(string cause, string subject, Phrase ending, CancellationToken cancellationToken) => db.InTransactionAsync(async token =>
    {
        var (key, now) = (Key(cause, subject), clock.GetUtcNow());
        var closed = await db.Set<Notice>().Where(n => n.OpenKey == key).ExecuteUpdateAsync(set => set
            .SetProperty(n => n.ClosedAt, now).SetProperty(n => n.OpenKey, (string?)null).SetProperty(n => n.Ending, ending), token);
        if (closed > 0) Changed();
    }, cancellationToken);

    internal static string Key(string cause, string subject) => $"{cause} {subject}";

    private Task TellAsync(NoticeNews news, Func<Notice, NoticeNews, bool> cameAgain, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(news);
        var cause = causes.Get(news.Cause);
        var clipped = news with { Title = Clip(news.Title, NoticeConfiguration.MaxTitle), Text = Clip(news.Text, NoticeConfiguration.MaxText) };
        return db.InTransactionAsync(async token =>
        {
            if (await RepeatAsync(clipped, cameAgain, token) || await ReopenAsync(clipped, token)) return;
            var notice = Make(cause, clipped);
            // The loser of a race waits for the winner and counts on his row.
            if (await db.BulkInsertNewAsync([notice], [nameof(Notice.TenantId), nameof(Notice.OpenKey)], token) == 0)
            {
                await RepeatAsync(clipped, cameAgain, token);
                return;
            }
            Changed();
            await emails.TellAsync(notice, cause, token);
        }, cancellationToken);
    }

    private async Task<bool> RepeatAsync(NoticeNews news, Func<Notice, NoticeNews, bool> cameAgain, CancellationToken cancellationToken)
    {
        var key = Key(news.Cause, news.Subject);
        if (await db.Set<Notice>().AsNoTracking().SingleOrDefaultAsync(n => n.OpenKey == key, cancellationToken) is not { } open) return false;
        var again = cameAgain(open, news);
        if (!again && open.Title == news.Title && open.Text == news.Text && open.Url == news.Url && open.Amount == news.Amount) return true;
        var (more, now) = (again ? 1 : 0, clock.GetUtcNow());
        var last = again ? now : open.LastAt;
        Changed();
        // A notice that was closed in this moment is none to count on.
        return await db.Set<Notice>().Where(n => n.Id == open.Id && n.OpenKey == key).ExecuteUpdateAsync(set => set
            .SetProperty(n => n.Title, news.Title).SetProperty(n => n.Text, news.Text).SetProperty(n => n.Url, news.Url).SetProperty(n => n.Amount, news.Amount)
            .SetProperty(n => n.Times, n => n.Times + more).SetProperty(n => n.LastAt, last), cancellationToken) > 0;
    }

    private async Task<bool> ReopenAsync(NoticeNews news, CancellationToken cancellationToken)
    {
        var (now, series, key) = (clock.GetUtcNow(), news.Series ?? news.Subject, Key(news.Cause, news.Subject));
        var limit = now - Again;
        var past = await db.Set<Notice>().Where(n => n.ClosedAt >= limit && n.Cause == news.Cause && n.Series == series)
            .OrderByDescending(n => n.ClosedAt).Select(n => (Guid?)n.Id).FirstOrDefaultAsync(cancellationToken);
        if (past is not { } id) return false;
        Changed();
        return await db.Set<Notice>().Where(n => n.Id == id && n.OpenKey == null).ExecuteUpdateAsync(set => set
            .SetProperty(n => n.OpenKey, key).SetProperty(n => n.ClosedAt, (DateTimeOffset?)null).SetProperty(n => n.Ending, (Phrase?)null)
            .SetProperty(n => n.Title, news.Title).SetProperty(n => n.Text, news.Text).SetProperty(n => n.Url, news.Url).SetProperty(n => n.Amount, news.Amount)
            .SetProperty(n => n.Times, n => n.Times + 1).SetProperty(n => n.LastAt, now), cancellationToken) > 0;
    }

    private Notice Make(NoticeCause cause, NoticeNews news)
    {
        var now = clock.GetUtcNow();
        return new Notice
        {
            TenantId = tenant.Required,
            Cause = cause.Key,
            Series = news.Series ?? news.Subject,
            OpenKey = Key(cause.Key, news.Subject),
            Severity = cause.Severity,
            Title = news.Title,
            Text = news.Text,
            Url = news.Url,
            Amount = news.Amount,
            RaisedAt = now,
            LastAt = now,
        };
    }

    private void Changed()
    {
        var id = tenant.Required;
        db.AfterCommit(() => board.Forget(id));
    }

    // As it will be read again, so that what is too long is not taken for another.
    [return: NotNullIfNotNull(nameof(words))]
    private static Phrase? Clip(Phrase? words, int longest) => words is null ? null : Phrase.FromKept(words.Kept(longest));
}
