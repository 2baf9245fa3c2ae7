using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>A message as it came, its authenticity proven.</summary>
/// <param name="Role">Which of the provider's ways it came by.</param>
/// <param name="Headers">Those that prove it.</param>
public sealed record IncomingMessage(string Role, byte[] Body, string? From, string Headers);

/// <summary>What is said to the sender of a message that was stored.</summary>
/// <param name="Outcome">Null when it is worked on later.</param>
public sealed record ReceivedMessage(string TransactionId, MovementOutcome? Outcome);

/// <summary>
/// The one road in: a message is stored before anything else is done with it, and worked on in a transaction that can be repeated. What a crash left
/// is finished by <see cref="FinishGatewayEventsJob"/>.
/// </summary>
public sealed class GatewayInbox(AppDbContext db, GatewayCatalog gateways, GatewayBooking booking, TimeProvider clock, ILogger<GatewayInbox> logger)
{
    private const int TriesAtOnce = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(20);

    /// <summary>Stores it and works on it. A refusal: its shape is wrong (<c>callback.shape</c>), or it contradicts what is known.</summary>
    public async Task<Result<ReceivedMessage>> ReceiveAsync(GatewayAccount account, IncomingMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(message);
        if (gateways.Find(account.Gateway) is not { } gateway) return Refusal.NotFound;
        var read = gateway.Read(message.Role, message.Body);
        if (!read.Ok) return read.Refusal;
        var stored = await StoreAsync(account, read.Value.Key, message, cancellationToken);
        var outcome = await WorkAsync(stored, account, gateway.Info.Method, read.Value.Fact, cancellationToken);
        return outcome.Refusal is { } refusal ? refusal : new ReceivedMessage(read.Value.Fact.TransactionId, outcome.Value);
    }

    /// <summary>Works on what is stored; null when it is to be tried again later. Again on one that is done it changes nothing.</summary>
    public async Task<Result<MovementOutcome?>> WorkAsync(GatewayEvent stored, GatewayAccount account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(account);
        var gateway = gateways.Find(account.Gateway)!;
        var read = gateway.Read(stored.Role, stored.Body);
        return read.Ok ? await WorkAsync(stored, account, gateway.Info.Method, read.Value.Fact, cancellationToken) : read.Refusal;
    }

    private async Task<Result<MovementOutcome?>> WorkAsync(GatewayEvent stored, GatewayAccount account, PaymentMethod method, MovementFact fact, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                var outcome = await db.InTransactionAsync(async token =>
                {
                    var applied = await booking.ApplyAsync(account, method, fact with { ReceivedAt = stored.ReceivedAt }, token);
                    await CloseAsync(stored.Id, applied, token);
                    return applied;
                }, cancellationToken);
                return outcome.Ok ? outcome.Value : outcome.Refusal;
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
                await PostponeAsync(stored, cancellationToken);
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
        var (state, words, movement) = outcome.Ok ? (GatewayEventState.Done, outcome.Value.Words, (Guid?)outcome.Value.MovementId) : (GatewayEventState.Refused, outcome.Refusal.Message, null);
        var open = db.Set<GatewayEvent>().Where(e => e.Id == id && e.State != GatewayEventState.Done);
        return open.ExecuteUpdateAsync(set => set.SetProperty(e => e.State, state).SetProperty(e => e.Outcome, TextRules.Cut(words, 300)).SetProperty(e => e.MovementId, movement).SetProperty(e => e.HandledAt, now), cancellationToken);
    }

    /// <summary>20 seconds, then twice as long each time.</summary>
    private async Task PostponeAsync(GatewayEvent stored, CancellationToken cancellationToken)
    {
        var tries = stored.Tries + 1;
        var (state, next) = (tries >= GatewayEvent.MostTries ? GatewayEventState.Failed : GatewayEventState.Stored, clock.GetUtcNow() + (FirstPause * Math.Pow(2, tries - 1)));
        await db.InTransactionAsync(token => db.Set<GatewayEvent>().Where(e => e.Id == stored.Id && e.State != GatewayEventState.Done).ExecuteUpdateAsync(
            set => set.SetProperty(e => e.Tries, tries).SetProperty(e => e.State, state).SetProperty(e => e.NextTryAt, next).SetProperty(e => e.Outcome, "It could not be worked on; the reason is in the program's log."), token), cancellationToken);
    }
}

internal static partial class GatewayLog
{
    [LoggerMessage(360, LogLevel.Error, "Work on gateway event {Event} failed; it is tried again")]
    public static partial void WorkFailed(ILogger logger, Exception exception, Guid @event);
}
