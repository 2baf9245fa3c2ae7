using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Kept;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.Attempts;

/// <summary>Stores a request before its first byte is sent, sends it, and keeps what the provider answers.</summary>
public sealed class AttemptSender(
    AppDbContext db, GatewayConnections connections, AttemptAnswers answers, GatewayInbox inbox, SavedMethods kept, AuditLog audit, TimeProvider clock)
{
    /// <summary>The one that came first where the same is open already; else the attempt, which is stored.</summary>
    /// <param name="may">Looks, in the transaction that stores it, whether it may be; what it refuses is not stored.</param>
    public async Task<Result<PaymentAttempt>> StoreAsync(PaymentAttempt attempt, Func<CancellationToken, Task<Refusal?>>? may, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        try
        {
            return await db.ChangeAsync<PaymentAttempt>(async token =>
            {
                if (may is not null && await may(token) is { } refusal) return refusal;
                db.Add(attempt);
                audit.Record("attempt.made", "payment-attempt", attempt.Id, Words(attempt), attempt.CustomerId);
                await db.SaveChangesAsync(token);
                return attempt;
            }, cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation("OpenFor"))
        {
            db.ChangeTracker.Clear();
            return await db.Set<PaymentAttempt>().AsNoTracking().SingleAsync(a => a.OpenFor == attempt.Target, cancellationToken);
        }
    }

    /// <summary>From here on whoever waits for the answer does not matter.</summary>
    /// <param name="send">Asks or charges.</param>
    /// <param name="site">As the browser at hand reached this server; null where there is none.</param>
    public async Task SendAsync(Guid id, GatewayAccount account, AttemptTarget target, string? site, Func<GatewayConnection, PaymentOrder, Task<StartAnswer>> send)
    {
        ArgumentNullException.ThrowIfNull(target);
        var attempt = await ChangeAsync(id, (a, now) => a.MoveTo(AttemptState.Sent, now));
        var connection = connections.Open(account, site);
        var answer = await AnswerAsync(send, connection, new PaymentOrder(attempt, target.Reference, target.Text, $"{site ?? connection.Site}/pay/back/{attempt.Id:N}")
        {
            CustomerNumber = target.CustomerNumber,
            PayerName = target.PayerName,
            PayerEmail = target.PayerEmail,
            PayerPhone = attempt.Phone ?? target.Phone,
            KeepsMethod = attempt.KeepsMethod,
        });
        await ChangeAsync(id, (a, now) => Keep(a, answer, now));
        if (answer.Money is { } money)
            await answers.ApplyAsync(account, id, new GatewayNews { Money = money, Attempt = new AttemptNews(answer.State) { AttemptId = id, ProviderId = answer.ProviderId } }, CancellationToken.None);
        else await inbox.WorkWaitingAsync(account, attempt.CreatedAt, CancellationToken.None);
    }

    private static async Task<StartAnswer> AnswerAsync(Func<GatewayConnection, PaymentOrder, Task<StartAnswer>> send, GatewayConnection connection, PaymentOrder order)
    {
        try
        {
            return await send(connection, order);
        }
        catch (GatewaySilentException e)
        {
            return e.WasNeverSent ? StartAnswer.Refused(order.Attempt.SavedMethodId is null ? null : PaymentAttempt.NotSentCode, e.Message) : new StartAnswer(AttemptState.Unknown) { Words = e.Message };
        }
    }

    /// <summary>True where it ended by that. Money that came with it is booked by the one road.</summary>
    private static bool Keep(PaymentAttempt attempt, StartAnswer answer, DateTimeOffset now)
    {
        attempt.ProviderId ??= answer.ProviderId;
        attempt.ProviderReference ??= answer.ProviderReference;
        attempt.RedirectUrl = answer.RedirectUrl;
        if (answer.Money is not null || !attempt.MoveTo(answer.State, now)) return false;
        attempt.Explain(answer.Code, answer.Words, answer.RetryAfter is { } wait ? now + wait : null);
        attempt.NeedsPerson |= answer.NeedsPerson;
        return !attempt.IsOpen;
    }

    /// <param name="change">True where the attempt ended by it.</param>
    private Task<PaymentAttempt> ChangeAsync(Guid id, Func<PaymentAttempt, DateTimeOffset, bool> change) => db.InTransactionAsync(async token =>
    {
        await db.Set<PaymentAttempt>().Where(a => a.Id == id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Version, a => a.Version + 1), token);
        db.ChangeTracker.Clear();
        var attempt = await db.Set<PaymentAttempt>().SingleAsync(a => a.Id == id, token);
        if (change(attempt, clock.GetUtcNow()) && !attempt.IsOpen) await kept.EndedAsync(attempt, token);
        await db.SaveChangesAsync(token);
        return attempt;
    }, CancellationToken.None);

    private static string Words(PaymentAttempt attempt) => attempt.SavedMethodId is null
        ? $"Asked for {attempt.Amount}{(attempt.Phone is null ? "" : $" on {attempt.Phone}")} ({attempt.Gateway}).{(attempt.KeepsMethod ? " The payer agrees to be charged from now on." : "")}"
        : $"Charged {attempt.Amount} to what the customer keeps with {attempt.Gateway}.";
}
