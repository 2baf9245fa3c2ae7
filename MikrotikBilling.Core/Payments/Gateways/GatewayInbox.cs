using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>A message as it came, its authenticity proven.</summary>
/// <param name="Role">Which of the provider's ways it came by.</param>
/// <param name="Headers">Those that prove it.</param>
public sealed record IncomingMessage(string Role, byte[] Body, string? From, string Headers)
{
    /// <summary>Our request for money that the address named.</summary>
    public Guid? AttemptId { get; init; }
}

/// <summary>What is said to the sender of a message that was stored.</summary>
/// <param name="TransactionId">Null where it tells of no money.</param>
/// <param name="Outcome">Null when it is worked on later.</param>
public sealed record ReceivedMessage(string? TransactionId, MovementOutcome? Outcome);

/// <summary>
/// The one road in: a message is stored before anything else is done with it, and worked on in a transaction that can be repeated. What a crash left
/// is finished by <see cref="FinishGatewayEventsJob"/>.
/// </summary>
public sealed class GatewayInbox(AppDbContext db, GatewayCatalog gateways, GatewayConnections connections, GatewayBooking booking, GatewayWork later, TimeProvider clock, ILogger<GatewayInbox> logger)
{
    private const int TriesAtOnce = 5;

    /// <summary>A message that names a request which is not ours is kept unverified after so many.</summary>
    private const int TriesOfUnknown = 4;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Stores it and works on it; what needs a question to the provider is worked on in the background. A refusal: its shape is wrong
    /// (<c>callback.shape</c>), or it contradicts what is known.
    /// </summary>
    public async Task<Result<ReceivedMessage>> ReceiveAsync(GatewayAccount account, IncomingMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(message);
        if (gateways.Find(account.Gateway) is not { } gateway) return Refusal.NotFound;
        var read = gateway.Read(message.Role, message.Body);
        if (!read.Ok) return read.Refusal;
        var news = Named(read.Value.News, message.AttemptId);
        var stored = await StoreAsync(account, read.Value.Key, message, cancellationToken);
        if (stored is { State: GatewayEventState.Done, MovementId: { } movement }) return new ReceivedMessage(news.Money?.TransactionId, await booking.KnownAsync(movement, cancellationToken));
        if (QuestionOf(gateway, account, news, message.From) is not null)
        {
            if (stored.State == GatewayEventState.Stored) later.Add(account.TenantId, stored.Id);
            return new ReceivedMessage(news.Money?.TransactionId, null);
        }
        var outcome = await BookAsync(stored, account, gateway.Info.Method, news, cancellationToken);
        return outcome.Refusal is { Code: not GatewayBooking.UnknownAttemptCode } refusal ? refusal : new ReceivedMessage(news.Money?.TransactionId, outcome.Ok ? outcome.Value : null);
    }

    /// <summary>Works on what is stored; null when it is to be tried again later. Again on one that is done it changes nothing.</summary>
    public async Task<Result<MovementOutcome?>> WorkAsync(GatewayEvent stored, GatewayAccount account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(account);
        var gateway = gateways.Find(account.Gateway)!;
        var read = gateway.Read(stored.Role, stored.Body);
        if (!read.Ok) return read.Refusal;
        var news = Named(read.Value.News, stored.AttemptId);
        if (QuestionOf(gateway, account, news, stored.From) is { } question)
        {
            try
            {
                news = await ((ICallbackGateway)gateway).ProveAsync(connections.Open(account), news with { Question = question }, stored.From, cancellationToken);
            }
            catch (GatewaySilentException e)
            {
                await PostponeAsync(stored, e.Message, GatewayEvent.MostTries, GatewayEventState.Failed, cancellationToken);
                return new Result<MovementOutcome?>(null, null);
            }
        }
        return await BookAsync(stored, account, gateway.Info.Method, news, cancellationToken);
    }

    /// <summary>Works on what came for a request before its own id was stored.</summary>
    public async Task WorkWaitingAsync(GatewayAccount account, DateTimeOffset since, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        foreach (var waiting in await db.Set<GatewayEvent>().AsNoTracking().Where(e => e.AccountId == account.Id && e.State == GatewayEventState.Stored && e.ReceivedAt >= since && e.Tries > 0)
            .OrderBy(e => e.ReceivedAt).Take(20).ToListAsync(cancellationToken))
            await WorkAsync(waiting, account, cancellationToken);
    }

    private string? QuestionOf(IPaymentGateway gateway, GatewayAccount account, GatewayNews news, string? from) =>
        gateway is ICallbackGateway callback ? callback.QuestionOf(connections.Open(account), news, from) : null;

    /// <summary>The request that the address named is the one that is meant, unless the message itself says which.</summary>
    private static GatewayNews Named(GatewayNews news, Guid? attemptId) =>
        attemptId is null || news.Attempt is null or { AttemptId: not null } ? news : news with { Attempt = news.Attempt with { AttemptId = attemptId } };

    private async Task<Result<MovementOutcome?>> BookAsync(GatewayEvent stored, GatewayAccount account, PaymentMethod method, GatewayNews news, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                var outcome = await db.InTransactionAsync(async token =>
                {
                    var applied = await booking.ApplyAsync(account, method, news with { Money = news.Money is { } fact ? fact with { ReceivedAt = stored.ReceivedAt } : null }, token);
                    if (applied.Refusal is not { Code: GatewayBooking.UnknownAttemptCode }) await CloseAsync(stored.Id, applied, token);
                    return applied;
                }, cancellationToken);
                if (outcome.Ok) return outcome.Value;
                if (outcome.Refusal.Code == GatewayBooking.UnknownAttemptCode) await PostponeAsync(stored, outcome.Refusal.Message, TriesOfUnknown, GatewayEventState.Refused, cancellationToken);
                return outcome.Refusal;
            }
            catch (Exception e) when (tries < TriesAtOnce && (e is DbUpdateConcurrencyException || e.IsDeadlock() || e.IsUniqueViolation()))
            {
                // Another came first; what it left is read anew.
            }
#pragma warning disable CA1031 // the message is stored: the provider is answered, and the work is tried again
            catch (Exception e) when (e is not OperationCanceledException && !e.IsDatabaseUnavailable())
#pragma warning restore CA1031
            {
                GatewayLog.WorkFailed(logger, e, stored.Id);
                await PostponeAsync(stored, "It could not be worked on; the reason is in the program's log.", GatewayEvent.MostTries, GatewayEventState.Failed, cancellationToken);
                return new Result<MovementOutcome?>(null, null);
            }
        }
    }

    private async Task<GatewayEvent> StoreAsync(GatewayAccount account, string key, IncomingMessage message, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var row = new GatewayEvent
        {
            TenantId = account.TenantId,
            AccountId = account.Id,
            Gateway = account.Gateway,
            Role = message.Role,
            Key = key,
            ReceivedAt = now,
            From = message.From,
            Headers = message.Headers,
            Body = message.Body,
            AttemptId = message.AttemptId,
            NextTryAt = now + FirstPause,
        };
        return await db.InTransactionAsync(async token =>
        {
            var added = await db.BulkInsertNewAsync([row], [nameof(GatewayEvent.AccountId), nameof(GatewayEvent.Key)], token);
            await db.Set<GatewayAccount>().Where(a => a.Id == account.Id && (a.LastEventAt == null || a.LastEventAt < now)).ExecuteUpdateAsync(set => set.SetProperty(a => a.LastEventAt, now), token);
            if (added == 1) return row;
            var known = db.Set<GatewayEvent>().Where(e => e.AccountId == account.Id && e.Key == key);
            await known.ExecuteUpdateAsync(set => set.SetProperty(e => e.Repeats, e => e.Repeats + 1), token);
            return await known.AsNoTracking().SingleAsync(token);
        }, cancellationToken);
    }

    private Task<int> CloseAsync(Guid id, Result<MovementOutcome> outcome, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (state, words, movement) = outcome.Ok ? (GatewayEventState.Done, outcome.Value.Words, outcome.Value.MovementId) : (GatewayEventState.Refused, outcome.Refusal.Message, null);
        var open = db.Set<GatewayEvent>().Where(e => e.Id == id && e.State != GatewayEventState.Done);
        return open.ExecuteUpdateAsync(set => set.SetProperty(e => e.State, state).SetProperty(e => e.Outcome, TextRules.Cut(words, 300)).SetProperty(e => e.MovementId, movement).SetProperty(e => e.HandledAt, now), cancellationToken);
    }

    /// <summary>20 seconds, then twice as long each time.</summary>
    private async Task PostponeAsync(GatewayEvent stored, string words, int mostTries, GatewayEventState end, CancellationToken cancellationToken)
    {
        var tries = stored.Tries + 1;
        var (state, next) = (tries >= mostTries ? end : GatewayEventState.Stored, clock.GetUtcNow() + (FirstPause * Math.Pow(2, tries - 1)));
        await db.InTransactionAsync(token => db.Set<GatewayEvent>().Where(e => e.Id == stored.Id && e.State != GatewayEventState.Done).ExecuteUpdateAsync(
            set => set.SetProperty(e => e.Tries, tries).SetProperty(e => e.State, state).SetProperty(e => e.NextTryAt, next).SetProperty(e => e.Outcome, TextRules.Cut(words, 300)), token), cancellationToken);
    }
}

internal static partial class GatewayLog
{
    [LoggerMessage(360, LogLevel.Error, "Work on gateway event {Event} failed; it is tried again")]
    public static partial void WorkFailed(ILogger logger, Exception exception, Guid @event);

    [LoggerMessage(361, LogLevel.Error, "An exchange with {Gateway} ({What}) could not be kept in the gateway log")]
    public static partial void NotKept(ILogger logger, Exception exception, string gateway, string what);

    [LoggerMessage(362, LogLevel.Error, "Asking for payment attempt {Attempt} failed; it is asked for again")]
    public static partial void AskFailed(ILogger logger, Exception exception, Guid attempt);
}
