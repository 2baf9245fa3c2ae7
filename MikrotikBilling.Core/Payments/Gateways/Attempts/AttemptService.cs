using Microsoft.EntityFrameworkCore;
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
    AppDbContext db, GatewayCatalog gateways, GatewayConnections connections, AttemptTargets targets, AttemptSender sender, AttemptAnswers answers, CurrentActor actor, AuditLog audit, TimeProvider clock)
{
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

        var attempt = Make(account, gateway, target.Value, asked.Value, phone.Value, input.KeepsMethod);
        if (await ClearAsync(attempt, gateway, cancellationToken) is { } other) return Same(other, attempt) ? new StartedAttempt(other, true) : Waits(other);
        if (await RetryAtAsync(attempt, cancellationToken) is { } retryAt) return new Refusal("attempt.too-soon", $"The payer was asked a moment ago. Ask again in {Math.Ceiling((retryAt - clock.GetUtcNow()).TotalSeconds):0} s.");
        var stored = await sender.StoreAsync(attempt, null, cancellationToken);
        if (!stored.Ok) return stored.Refusal;
        if (stored.Value.Id != attempt.Id) return Same(stored.Value, attempt) ? new StartedAttempt(stored.Value, true) : Waits(stored.Value);
        await sender.SendAsync(attempt.Id, account, target.Value, site, (connection, order) => gateway.StartAsync(connection, order, CancellationToken.None));
        return new StartedAttempt(await db.Set<PaymentAttempt>().AsNoTracking().SingleAsync(a => a.Id == attempt.Id, CancellationToken.None), false);
    }

    /// <summary>Asks the provider how it stands, and books what it says. The attempt as it is afterwards.</summary>
    public Task<Result<PaymentAttempt>> AskAsync(Guid id, CancellationToken cancellationToken) => answers.AskAsync(id, false, cancellationToken);

    /// <summary>The same for the janitor, whose question counts as one of those it has.</summary>
    internal Task<Result<PaymentAttempt>> AskClaimedAsync(Guid id, CancellationToken cancellationToken) => answers.AskAsync(id, true, cancellationToken);

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
    internal async Task<bool> IsStoppedAsync(GatewayAccount account, IRequestsPayments gateway, CancellationToken cancellationToken) =>
        gateway.StopCodes is { Count: > 0 } codes && await db.Set<PaymentAttempt>().AnyAsync(a => a.AccountId == account.Id && a.NeedsPerson && codes.Contains(a.Code!), cancellationToken);

    private PaymentAttempt Make(GatewayAccount account, IRequestsPayments gateway, AttemptTarget target, Money amount, string phone, bool keepsMethod)
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
            KeepsMethod = keepsMethod && gateway is IKeepsMethods { Way: RequestWay.Redirect },
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
        // A charge to what is kept waits for no payer: there is nothing to withdraw.
        if (open.SavedMethodId is not null || gateways.Find(open.Gateway) is not IRequestsPayments other) return open;
        try
        {
            if (!await other.WithdrawAsync(connections.Open(account), open, cancellationToken)) return open;
        }
        catch (GatewaySilentException)
        {
            return open;
        }
        await answers.ApplyAsync(account, open.Id, new GatewayNews { Attempt = new AttemptNews(AttemptState.Expired) { AttemptId = open.Id, Words = $"The payer chose {gateway.Info.Name} instead." } }, cancellationToken);
        return await OpenAsync(wanted.Target, cancellationToken);
    }

    private Task<PaymentAttempt?> OpenAsync(Guid target, CancellationToken cancellationToken) => db.Set<PaymentAttempt>().AsNoTracking().SingleOrDefaultAsync(a => a.OpenFor == target, cancellationToken);

    private static bool Same(PaymentAttempt open, PaymentAttempt wanted) => open.AccountId == wanted.AccountId && open.Amount == wanted.Amount && open.Phone == wanted.Phone && open.KeepsMethod == wanted.KeepsMethod;

    private static Refusal Waits(PaymentAttempt open) => new("attempt.open", $"Another payment of {open.Amount} is under way. Wait for it, or close it first.");

    /// <summary>The same phone would be asked twice in a moment.</summary>
    private async Task<DateTimeOffset?> RetryAtAsync(PaymentAttempt wanted, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await db.Set<PaymentAttempt>().Where(a => a.CustomerId == wanted.CustomerId && a.AccountId == wanted.AccountId && a.Phone == wanted.Phone && a.RetryAt > now).MaxAsync(a => a.RetryAt, cancellationToken);
    }
}
