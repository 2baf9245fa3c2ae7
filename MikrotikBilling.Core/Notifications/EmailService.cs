using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Notifications;

/// <summary>What a person may do with one email: try it now, or call it off.</summary>
public sealed class EmailService(AppDbContext db, AuditLog audit, EmailSignal signal, TimeProvider clock)
{
    /// <summary>Also one that was given up or called off; the two days begin anew.</summary>
    public Task<Result> RetryAsync(Guid id, CancellationToken cancellationToken) => ChangeAsync(id, "email.retried", "Asked to send it now", async (row, token) =>
    {
        if (row.State == EmailState.Sent) return new Refusal("email.sent", "This email was sent already.");
        if (row.State == EmailState.Sending) return Sending;
        if (!EmailAddresses.IsAddress(row.ToAddress)) return new Refusal("email.no-address", $"“{row.ToAddress}” is no email address. Correct it at the customer; later emails go there.");
        var now = clock.GetUtcNow();
        if (row.UselessAt <= now) return new Refusal("email.useless", "By now this email would be of no use.");
        return await Still(row).ExecuteUpdateAsync(set => set.SetProperty(m => m.State, EmailState.Waiting).SetProperty(m => m.NextTryAt, now)
            .SetProperty(m => m.GiveUpAt, (DateTimeOffset?)null).SetProperty(m => m.Interruptions, 0), token) == 1 ? null : Sending;
    }, cancellationToken);

    public Task<Result> CancelAsync(Guid id, CancellationToken cancellationToken) => ChangeAsync(id, "email.cancelled", "Called off", async (row, token) => row.State switch
    {
        EmailState.Sent => new Refusal("email.sent", "This email was sent already."),
        EmailState.Sending => Sending,
        EmailState.Waiting => await Still(row).ExecuteUpdateAsync(set => set.SetProperty(m => m.State, EmailState.Cancelled), token) == 1 ? null : Sending,
        _ => new Refusal("email.not-waiting", "This email does not wait any more."),
    }, cancellationToken);

    private static Refusal Sending => new("email.sending", "This email is being sent right now.");

    private async Task<Result> ChangeAsync(Guid id, string action, string words, Func<OutgoingEmail, CancellationToken, Task<Refusal?>> change, CancellationToken cancellationToken)
    {
        var changed = await db.ChangeAsync<bool>(async token =>
        {
            if (await db.Set<OutgoingEmail>().AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, token) is not { } row) return Refusal.NotFound;
            if (await change(row, token) is { } refusal) return refusal;
            audit.Record(action, "email", id, $"{words}: “{row.Subject}” to {row.ToAddress}.", row.CustomerId);
            await db.SaveChangesAsync(token);
            db.AfterCommit(signal.Ring);
            return true;
        }, cancellationToken);
        return changed;
    }

    /// <summary>Nobody has taken it up since it was read.</summary>
    private IQueryable<OutgoingEmail> Still(OutgoingEmail row) => db.Set<OutgoingEmail>().Where(m => m.Id == row.Id && m.State == row.State && m.Attempts == row.Attempts);
}
