using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.Attempts;

/// <summary>Asks providers how requests stand, and books what they say.</summary>
public sealed class AttemptAnswers(AppDbContext db, GatewayCatalog gateways, GatewayConnections connections, GatewayBooking booking, TimeProvider clock, ILogger<AttemptAnswers> logger)
{
    private const int TriesAtOnce = 5;

    /// <param name="counts">It is one of the questions that the janitor has.</param>
    /// <returns>The attempt as it is afterwards.</returns>
    public async Task<Result<PaymentAttempt>> AskAsync(Guid id, bool counts, CancellationToken cancellationToken)
    {
        var row = db.Set<PaymentAttempt>().AsNoTracking().Where(a => a.Id == id);
        if (await row.SingleOrDefaultAsync(cancellationToken) is not { } attempt) return Refusal.NotFound;
        if (attempt.State == AttemptState.Succeeded) return attempt;
        var account = await db.Set<GatewayAccount>().AsNoTracking().SingleAsync(a => a.Id == attempt.AccountId, cancellationToken);
        var news = await NewsOfAsync(account, attempt, cancellationToken);
        await ApplyAsync(account, attempt.Id, news, cancellationToken, counts);
        return await row.SingleAsync(cancellationToken);
    }

    public async Task ApplyAsync(GatewayAccount account, Guid id, GatewayNews news, CancellationToken cancellationToken, bool counts = false)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await db.InTransactionAsync(async token =>
                {
                    var applied = await booking.ApplyAsync(account, gateways.Find(account.Gateway)!.Info.Method, news, token);
                    if (!applied.Ok) AttemptLog.Refused(logger, id, applied.Refusal.Message);
                    await WaitOnAsync(id, counts, token);
                    return applied;
                }, cancellationToken);
                db.ChangeTracker.Clear();
                return;
            }
            catch (Exception e) when (tries < TriesAtOnce && (e is DbUpdateConcurrencyException || e.IsDeadlock() || e.IsUniqueViolation()))
            {
                // Another came first; what it left is read anew.
                db.ChangeTracker.Clear();
            }
        }
    }

    private async Task<GatewayNews> NewsOfAsync(GatewayAccount account, PaymentAttempt attempt, CancellationToken cancellationToken)
    {
        if (gateways.Find(attempt.Gateway) is not IRequestsPayments gateway || attempt.Mode != account.Mode) return StillOpen(attempt, null);
        // Nothing was ever sent for it: the program ended in between.
        if (attempt.State == AttemptState.Created) return new GatewayNews { Attempt = new AttemptNews(AttemptState.Expired) { AttemptId = attempt.Id, Words = "It was never sent." } };
        try
        {
            var news = await gateway.AskAsync(connections.Open(account), attempt, cancellationToken);
            return news.Attempt is { } told ? news with { Attempt = told with { AttemptId = attempt.Id } } : StillOpen(attempt, news.Words);
        }
        catch (GatewaySilentException e)
        {
            return StillOpen(attempt, e.Message);
        }
    }

    private static GatewayNews StillOpen(PaymentAttempt attempt, string? words) =>
        new() { Attempt = new AttemptNews(attempt.State == AttemptState.Sent ? AttemptState.Unknown : attempt.State) { AttemptId = attempt.Id, Words = words } };

    /// <summary>One that is still open is asked for later, or over when its time is.</summary>
    private async Task WaitOnAsync(Guid id, bool counts, CancellationToken cancellationToken)
    {
        var (attempt, now) = (await db.Set<PaymentAttempt>().SingleAsync(a => a.Id == id, cancellationToken), clock.GetUtcNow());
        if (!attempt.IsOpen) return;
        if (attempt.State == AttemptState.Pending && attempt.ExpiresAt <= now) attempt.MoveTo(AttemptState.Expired, now);
        else if (counts) attempt.AskLater(now);
        await db.SaveChangesAsync(cancellationToken);
    }
}

internal static partial class AttemptLog
{
    [LoggerMessage(365, LogLevel.Warning, "What the provider said of payment attempt {Attempt} was not booked: {Why}")]
    public static partial void Refused(ILogger logger, Guid attempt, string why);
}
