using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.Attempts;

/// <summary>An attempt, and whether it was there before it was asked for.</summary>
public sealed record StartedAttempt(PaymentAttempt Attempt, bool WasThere);

/// <summary>
/// Asks payers for money by way of their provider. The attempt is stored before the first byte is sent; what nobody knows for certain stays open and is
/// asked for (<see cref="AskOpenPaymentsJob"/>), and while it is open there is no second one for the same invoice or service.
/// </summary>
public sealed class AttemptService(
    AppDbContext db, GatewayCatalog gateways, GatewayConnections connections, AttemptTargets targets, GatewayBooking booking, GatewayInbox inbox, CurrentActor actor, AuditLog audit, TimeProvider clock,
    ILogger<AttemptService> logger)
{
    private const int TriesAtOnce = 5;

    /// <param name="site">As the payer's browser, or the staff's, reached this server.</param>
    public async Task<Result<StartedAttempt>> StartAsync(RequestPayment input, string site, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var account = await db.Set<GatewayAccount>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == input.AccountId && a.IsActive, cancellationToken);
        if (account is null || gateways.Find(account.Gateway) is not IRequestsPayments gateway) return new Refusal("attempt.account", "Choose how it is to be paid.", nameof(input.AccountId));
        if (await IsStoppedAsync(account, gateway, cancellationToken)) return new Refusal("attempt.stopped", $"{account.Name} is set up wrongly, says the provider. Nobody is asked by it until somebody has looked at that.", nameof(input.AccountId));
        var target = await targets.FindAsync(input, cancellationToken);
        if (!target.Ok) return target.Refusal;
        var asked = gateway.AskFor(target.Value.Due);
        if (!asked.Ok) return asked.Refusal;
        var phone = gateway.Way == RequestWay.Prompt ? gateway.PhoneOf(input.Phone ?? target.Value.Phone) : input.Phone ?? "";
        if (!phone.Ok) return phone.Refusal;

        var attempt = Make(account, gateway, target.Value, asked.Value, phone.Value);
        if (await ClearAsync(attempt, gateway, cancellationToken) is { } other) return Same(other, attempt) ? new StartedAttempt(other, true) : Waits(other);
        if (await RetryAtAsync(attempt, cancellationToken) is { } retryAt) return new Refusal("attempt.too-soon", $"The payer was asked a moment ago. Ask again in {Math.Ceiling((retryAt - clock.GetUtcNow()).TotalSeconds):0} s.");
        if (await AddAsync(attempt, cancellationToken) is { } first) return Same(first, attempt) ? new StartedAttempt(first, true) : Waits(first);
        // From here on whoever waits for the answer does not matter.
        await SendAsync(attempt.Id, account, gateway, target.Value, site);
        return new StartedAttempt(await db.Set<PaymentAttempt>().AsNoTracking().SingleAsync(a => a.Id == attempt.Id, CancellationToken.None), false);
    }

    /// <summary>Asks the provider how it stands, and books what it says. The attempt as it is afterwards.</summary>
    public Task<Result<PaymentAttempt>> AskAsync(Guid id, CancellationToken cancellationToken) => AskAsync(id, false, cancellationToken);

    /// <summary>The same for the janitor, whose question counts as one of those it has.</summary>
    internal Task<Result<PaymentAttempt>> AskClaimedAsync(Guid id, CancellationToken cancellationToken) => AskAsync(id, true, cancellationToken);

    private async Task<Result<PaymentAttempt>> AskAsync(Guid id, bool counts, CancellationToken cancellationToken)
    {
        var row = db.Set<PaymentAttempt>().AsNoTracking().Where(a => a.Id == id);
        if (await row.SingleOrDefaultAsync(cancellationToken) is not { } attempt) return Refusal.NotFound;
        if (attempt.State == AttemptState.Succeeded) return attempt;
        var account = await db.Set<GatewayAccount>().AsNoTracking().SingleAsync(a => a.Id == attempt.AccountId, cancellationToken);
        var news = await NewsOfAsync(account, attempt, cancellationToken);
        await ApplyAsync(account, attempt.Id, news, cancellationToken, counts);
        return await row.SingleAsync(cancellationToken);
    }

    /// <summary>A person says that it is not to be waited for any more. Money that comes all the same is booked.</summary>
    public async Task<Result> CloseAsync(Guid id, CancellationToken cancellationToken)
    {
        var asked = await AskAsync(id, cancellationToken);
        if (!asked.Ok) return asked.Refusal;
        if (!asked.Value.IsOpen) return new Refusal("attempt.closed", "It is closed already.");
        return await db.ChangeAsync<bool>(async token =>
        {
            var attempt = await db.Set<PaymentAttempt>().SingleAsync(a => a.Id == id, token);
            if (!attempt.MoveTo(AttemptState.Expired, clock.GetUtcNow())) return new Refusal("attempt.closed", "It is closed already.");
            attempt.NeedsPerson = false;
            attempt.Words = $"{actor.Name} closed it.";
            audit.Record("attempt.closed", "payment-attempt", id, $"Stopped waiting for {attempt.Amount}.", attempt.CustomerId);
            await db.SaveChangesAsync(token);
            return true;
        }, cancellationToken);
    }

    /// <summary>A person has seen what is odd about it.</summary>
    public async Task<Result> SeenAsync(Guid id, CancellationToken cancellationToken) => await db.ChangeAsync<bool>(async token =>
    {
        if (await db.Set<PaymentAttempt>().SingleOrDefaultAsync(a => a.Id == id, token) is not { } attempt) return Refusal.NotFound;
        attempt.NeedsPerson = false;
        audit.Record("attempt.seen", "payment-attempt", id, $"Looked at the request for {attempt.Amount}: {attempt.Words}", attempt.CustomerId);
        await db.SaveChangesAsync(token);
        return true;
    }, cancellationToken);

    /// <summary>The provider said that more of the same will only fail, and nobody has looked at it since.</summary>
    private async Task<bool> IsStoppedAsync(GatewayAccount account, IRequestsPayments gateway, CancellationToken cancellationToken) =>
        gateway.StopCodes is { Count: > 0 } codes && await db.Set<PaymentAttempt>().AnyAsync(a => a.AccountId == account.Id && a.NeedsPerson && codes.Contains(a.Code!), cancellationToken);

    private PaymentAttempt Make(GatewayAccount account, IRequestsPayments gateway, AttemptTarget target, Money amount, string phone)
    {
        var now = clock.GetUtcNow();
        var attempt = new PaymentAttempt
        {
            AccountId = account.Id,
            Gateway = account.Gateway,
            Mode = account.Mode,
            CustomerId = target.CustomerId,
            InvoiceId = target.InvoiceId,
            SubscriptionId = target.SubscriptionId,
            AmountMinor = amount.Minor,
            AmountCurrency = amount.Currency,
            Phone = phone.Length == 0 ? null : phone,
            CreatedAt = now,
            ExpiresAt = now + gateway.AttemptLife,
            NextAskAt = now + PaymentAttempt.AskedAfter[0],
            ActorName = actor.Name,
        };
        attempt.Begin();
        return attempt;
    }

    /// <summary>The one that is open for the same, unless it can be made sure that nobody pays it any more.</summary>
    private async Task<PaymentAttempt?> ClearAsync(PaymentAttempt wanted, IRequestsPayments gateway, CancellationToken cancellationToken)
    {
        if (await OpenAsync(wanted.Target, cancellationToken) is not { } open || Same(open, wanted)) return await OpenAsync(wanted.Target, cancellationToken);
        var asked = await AskAsync(open.Id, cancellationToken);
        if (!asked.Ok || !asked.Value.IsOpen) return null;
        var account = await db.Set<GatewayAccount>().AsNoTracking().SingleAsync(a => a.Id == open.AccountId, cancellationToken);
        if (gateways.Find(open.Gateway) is not IRequestsPayments other) return open;
        try
        {
            if (!await other.WithdrawAsync(connections.Open(account), open, cancellationToken)) return open;
        }
        catch (GatewaySilentException)
        {
            return open;
        }
        await ApplyAsync(account, open.Id, new GatewayNews { Attempt = new AttemptNews(AttemptState.Expired) { AttemptId = open.Id, Words = $"The payer chose {gateway.Info.Name} instead." } }, cancellationToken);
        return await OpenAsync(wanted.Target, cancellationToken);
    }

    private Task<PaymentAttempt?> OpenAsync(Guid target, CancellationToken cancellationToken) => db.Set<PaymentAttempt>().AsNoTracking().SingleOrDefaultAsync(a => a.OpenFor == target, cancellationToken);

    private static bool Same(PaymentAttempt open, PaymentAttempt wanted) => open.AccountId == wanted.AccountId && open.Amount == wanted.Amount && open.Phone == wanted.Phone;

    private static Refusal Waits(PaymentAttempt open) => new("attempt.open", $"Another payment of {open.Amount} is under way. Wait for it, or close it first.");

    /// <summary>The same phone would be asked twice in a moment.</summary>
    private async Task<DateTimeOffset?> RetryAtAsync(PaymentAttempt wanted, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await db.Set<PaymentAttempt>().Where(a => a.CustomerId == wanted.CustomerId && a.AccountId == wanted.AccountId && a.Phone == wanted.Phone && a.RetryAt > now).MaxAsync(a => a.RetryAt, cancellationToken);
    }

    /// <summary>Null when it is stored; else the one that came first.</summary>
    private async Task<PaymentAttempt?> AddAsync(PaymentAttempt attempt, CancellationToken cancellationToken)
    {
        try
        {
            await db.InTransactionAsync(async token =>
            {
                db.Add(attempt);
                audit.Record("attempt.made", "payment-attempt", attempt.Id, $"Asked for {attempt.Amount}{(attempt.Phone is null ? "" : $" on {attempt.Phone}")} ({attempt.Gateway}).", attempt.CustomerId);
                await db.SaveChangesAsync(token);
                return true;
            }, cancellationToken);
            return null;
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation("OpenFor"))
        {
            db.ChangeTracker.Clear();
            return await db.Set<PaymentAttempt>().AsNoTracking().SingleAsync(a => a.OpenFor == attempt.Target, cancellationToken);
        }
    }

    private async Task SendAsync(Guid id, GatewayAccount account, IRequestsPayments gateway, AttemptTarget target, string site)
    {
        var attempt = await ChangeAsync(id, (a, now) => a.MoveTo(AttemptState.Sent, now));
        var answer = await AnswerAsync(account, gateway, new PaymentOrder(attempt, target.Reference, target.Text, $"{site}/pay/back/{attempt.Id:N}")
        {
            CustomerNumber = target.CustomerNumber,
            PayerName = target.PayerName,
            PayerEmail = target.PayerEmail,
            PayerPhone = attempt.Phone ?? target.Phone,
        }, site);
        await ChangeAsync(id, (a, now) =>
        {
            a.ProviderId ??= answer.ProviderId;
            a.ProviderReference ??= answer.ProviderReference;
            a.RedirectUrl = answer.RedirectUrl;
            if (answer.Money is not null || !a.MoveTo(answer.State, now)) return;
            a.Explain(answer.Code, answer.Words, answer.RetryAfter is { } wait ? now + wait : null);
            a.NeedsPerson |= answer.NeedsPerson;
        });
        if (answer.Money is { } money)
            await ApplyAsync(account, id, new GatewayNews { Money = money, Attempt = new AttemptNews(answer.State) { AttemptId = id, ProviderId = answer.ProviderId } }, CancellationToken.None);
        else await inbox.WorkWaitingAsync(account, attempt.CreatedAt, CancellationToken.None);
    }

    private async Task<StartAnswer> AnswerAsync(GatewayAccount account, IRequestsPayments gateway, PaymentOrder order, string site)
    {
        try
        {
            return await gateway.StartAsync(connections.Open(account, site), order, CancellationToken.None);
        }
        catch (GatewaySilentException e)
        {
            return e.WasNeverSent ? StartAnswer.Refused(null, e.Message) : new StartAnswer(AttemptState.Unknown) { Words = e.Message };
        }
    }

    private Task<PaymentAttempt> ChangeAsync(Guid id, Action<PaymentAttempt, DateTimeOffset> change) => db.InTransactionAsync(async token =>
    {
        await db.Set<PaymentAttempt>().Where(a => a.Id == id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Version, a => a.Version + 1), token);
        db.ChangeTracker.Clear();
        var attempt = await db.Set<PaymentAttempt>().SingleAsync(a => a.Id == id, token);
        change(attempt, clock.GetUtcNow());
        await db.SaveChangesAsync(token);
        return attempt;
    }, CancellationToken.None);

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

    private async Task ApplyAsync(GatewayAccount account, Guid id, GatewayNews news, CancellationToken cancellationToken, bool counts = false)
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
