using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Notifications;

/// <summary>The rows of the present tenant, moved from state to state by conditional updates. The number of tries tells one claim from the next.</summary>
internal sealed class OutgoingEmails(AppDbContext db, TimeProvider clock)
{
    /// <summary>The same for all of one turn, so that what waits for one server comes back together and finds out by one try.</summary>
    private readonly double _spread = Random.Shared.NextDouble();

    /// <summary>Ends what is too late, and takes back what a node left behind: once, as nobody knows whether it went out.</summary>
    public async Task TidyAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await Rows.Where(m => m.State == EmailState.Waiting && m.UselessAt <= now)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.State, EmailState.Cancelled).SetProperty(m => m.LastError, "Not sent: by now it would be of no use."), cancellationToken);
        var left = Rows.Where(m => m.State == EmailState.Sending && m.ClaimedUntil < now);
        await left.Where(m => m.Interruptions > 0).ExecuteUpdateAsync(set => set.SetProperty(m => m.State, EmailState.Failed).SetProperty(m => m.ClaimedUntil, (DateTimeOffset?)null)
            .SetProperty(m => m.LastError, "The program ended twice while sending this. Nobody knows whether it arrived."), cancellationToken);
        await left.ExecuteUpdateAsync(set => set.SetProperty(m => m.State, EmailState.Waiting).SetProperty(m => m.ClaimedUntil, (DateTimeOffset?)null)
            .SetProperty(m => m.Interruptions, m => m.Interruptions + 1).SetProperty(m => m.NextTryAt, now), cancellationToken);
    }

    public async Task<IReadOnlyList<Guid>> DueAsync(int count, CancellationToken cancellationToken) =>
        await Due().OrderBy(m => m.NextTryAt).ThenBy(m => m.Id).Select(m => m.Id).Take(count).ToListAsync(cancellationToken);

    public async Task<bool> ClaimAsync(Guid id, DateTimeOffset until, CancellationToken cancellationToken) => await Due().Where(m => m.Id == id).ExecuteUpdateAsync(set => set
        .SetProperty(m => m.State, EmailState.Sending).SetProperty(m => m.ClaimedUntil, until).SetProperty(m => m.Attempts, m => m.Attempts + 1), cancellationToken) == 1;

    /// <summary>Written whatever stops: it has gone out.</summary>
    public Task SentAsync(OutgoingEmail row, string? note)
    {
        var now = clock.GetUtcNow();
        return Claimed(row).ExecuteUpdateAsync(set => set.SetProperty(m => m.State, EmailState.Sent).SetProperty(m => m.SentAt, now)
            .SetProperty(m => m.LastError, Clip(note)).SetProperty(m => m.ClaimedUntil, (DateTimeOffset?)null), CancellationToken.None);
    }

    /// <param name="isFree">Not the email's fault: it does not count as a try, and is never given up.</param>
    public async Task<EmailState> FailedAsync(OutgoingEmail row, string error, bool isPermanent, bool isFree, bool isCopied)
    {
        var now = clock.GetUtcNow();
        var giveUpAt = row.GiveUpAt ?? (isFree ? null : now + RetryGaps.Patience);
        var state = isPermanent || (!isFree && giveUpAt <= now) ? EmailState.Failed : EmailState.Waiting;
        var (attempts, next) = isFree ? (row.Attempts - 1, now + RetryGaps.ForAttachments) : (row.Attempts, now + RetryGaps.After(row.Attempts, _spread));
        await Claimed(row).ExecuteUpdateAsync(set => set.SetProperty(m => m.State, state).SetProperty(m => m.LastError, Clip(error)).SetProperty(m => m.NextTryAt, next)
            .SetProperty(m => m.GiveUpAt, giveUpAt).SetProperty(m => m.Attempts, attempts).SetProperty(m => m.IsCopied, isCopied).SetProperty(m => m.ClaimedUntil, (DateTimeOffset?)null), CancellationToken.None);
        return state;
    }

    /// <summary>All that is due has failed with the one that was tried, each with the gap that it has come to.</summary>
    public async Task PostponeDueAsync(string error, CancellationToken cancellationToken)
    {
        var (now, due, words) = (clock.GetUtcNow(), Due(), Clip(error));
        await due.Where(m => m.GiveUpAt <= now).ExecuteUpdateAsync(set => set.SetProperty(m => m.State, EmailState.Failed).SetProperty(m => m.LastError, words), cancellationToken);
        DateTimeOffset? giveUpAt = now + RetryGaps.Patience;
        foreach (var tries in await due.Select(m => m.Attempts).Distinct().ToListAsync(cancellationToken))
        {
            var next = now + RetryGaps.After(tries + 1, _spread);
            await due.Where(m => m.Attempts == tries).ExecuteUpdateAsync(set => set.SetProperty(m => m.Attempts, tries + 1).SetProperty(m => m.NextTryAt, next)
                .SetProperty(m => m.GiveUpAt, m => m.GiveUpAt ?? giveUpAt).SetProperty(m => m.LastError, words), cancellationToken);
        }
    }

    internal static string? Clip(string? text) => text is null || text.Length <= OutgoingEmailConfiguration.MaxError ? text : text[..(OutgoingEmailConfiguration.MaxError - 1)] + "…";

    private IQueryable<OutgoingEmail> Rows => db.Set<OutgoingEmail>();

    private IQueryable<OutgoingEmail> Due()
    {
        var now = clock.GetUtcNow();
        return Rows.Where(m => m.State == EmailState.Waiting && m.NextTryAt <= now);
    }

    private IQueryable<OutgoingEmail> Claimed(OutgoingEmail row) => Rows.Where(m => m.Id == row.Id && m.State == EmailState.Sending && m.Attempts == row.Attempts);
}

/// <summary>When a failed email is tried again: after 1, 5, 15 and 60 minutes, then each hour, for two days.</summary>
internal static class RetryGaps
{
    public static readonly TimeSpan Patience = TimeSpan.FromDays(2);
    public static readonly TimeSpan ForAttachments = TimeSpan.FromMinutes(10);

    private static readonly int[] Minutes = [1, 5, 15, 60];

    /// <param name="tries">So many were in vain.</param>
    /// <param name="spread">0 to 1: adds up to a fifth, so that tenants who share a server do not all come back at once.</param>
    public static TimeSpan After(int tries, double spread) => TimeSpan.FromMinutes(Minutes[Math.Clamp(tries - 1, 0, Minutes.Length - 1)]) * (1 + (spread / 5));
}
