using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Notifications.Notices;

/// <summary>What is to be told.</summary>
/// <param name="Cause">Key of its <see cref="NoticeCause"/>.</param>
/// <param name="Subject">Tells it apart from others of the cause; of each one is open.</param>
/// <param name="Title">One line that says what is the matter.</param>
/// <param name="Url">The page that helps; it needs the permission of the cause.</param>
public sealed record NoticeNews(string Cause, string Subject, Phrase Title, Phrase? Text, string Url)
{
    /// <summary>How many there are of what it counts; when they become more, it came again.</summary>
    public int Amount { get; init; } = 1;

    /// <summary>The same for what is the same trouble come back, when its subject is another each time; otherwise the subject.</summary>
    public string? Series { get; init; }
}

/// <summary>
/// Socket for a feature that keeps a state which no single change tells of. It is asked every minute for each tenant, so it reads kept figures and a
/// few rows by index. What it tells is held open; what it does not tell any more is over.
/// </summary>
public interface INoticeSource
{
    /// <summary>The causes it speaks for; no other raises them.</summary>
    IReadOnlyList<string> Causes { get; }

    /// <summary>How one of them ends: <c>Done</c>.</summary>
    Phrase Ending { get; }

    Task<IReadOnlyList<NoticeNews>> LookAsync(DateTimeOffset now, CancellationToken cancellationToken);
}
