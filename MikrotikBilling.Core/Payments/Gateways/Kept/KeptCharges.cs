using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments.Gateways.Kept;

/// <summary>
/// Charges what a customer keeps with a provider. A charge is a <see cref="PaymentAttempt"/> like any other; whether it may be is looked at in the
/// transaction that stores it, which has taken the kept way to pay: of two that want the same, one finds what the other did.
/// </summary>
public sealed class KeptCharges(
    AppDbContext db, GatewayCatalog gateways, AttemptTargets targets, AttemptService attempts, AttemptSender sender, KeptBills bills, TenantQueries tenants, CurrentActor actor, TimeProvider clock)
{
    /// <summary>A bank may take days; until its word is known there is no second charge.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromDays(30);

    /// <summary>By the schedule. A refusal where there is nothing to be charged, or not now.</summary>
    public async Task<Result<PaymentAttempt>> ChargeDueAsync(KeptDue due, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(due);
        var tenant = await tenants.CurrentAsync(cancellationToken);
        var standing = await StandingAsync(due.CustomerId, tenant.Currency, cancellationToken);
        var kept = await SavedMethodQueries.Chargeable(db).AsNoTracking().Where(m => m.CustomerId == due.CustomerId).OrderByDescending(m => m.KeptAt).ToListAsync(cancellationToken);
        if (kept.Find(m => due.IsAgreedBy(m, tenant)) is not { } method) return KeptRefusals.Removed;
        var target = await targets.FindAsync(new RequestPayment { SubscriptionId = due.SubscriptionId, InvoiceId = due.InvoiceId }, cancellationToken);
        if (!target.Ok) return target.Refusal;
        var missing = standing.Owed - standing.Credit;
        if (due.InvoiceId is not null && missing.Minor <= 0) return KeptRefusals.NothingDue;
        var amount = due.InvoiceId is not null && missing < target.Value.Due ? missing : target.Value.Due;
        return await ChargeAsync(method, target.Value with { Due = amount }, due.For, token => MayAsync(due, standing.Turn, token), null, cancellationToken);
    }

    /// <summary>By a person, for what is due.</summary>
    /// <param name="shown">What he was shown; a refusal where it is another by now. Null takes what it is.</param>
    public async Task<Result<PaymentAttempt>> ChargeNowAsync(Guid customerId, Guid methodId, decimal? shown, string site, CancellationToken cancellationToken)
    {
        if (await SavedMethodQueries.Kept(db, customerId).SingleOrDefaultAsync(m => m.Id == methodId, cancellationToken) is not { } method) return Refusal.NotFound;
        var standing = await StandingAsync(customerId, (await tenants.CurrentAsync(cancellationToken)).Currency, cancellationToken);
        if (await bills.OfAsync(customerId, cancellationToken) is not { } bill) return KeptRefusals.NothingDue;
        if (shown is { } seen && seen != bill.Amount.ToDecimal()) return MoneyRefusals.StalePreview;
        var target = await targets.FindAsync(new RequestPayment { SubscriptionId = bill.SubscriptionId, InvoiceId = bill.InvoiceId, CustomerId = customerId, Amount = bill.Amount.ToDecimal() }, cancellationToken);
        return target.Ok ? await ChargeAsync(method, target.Value, null, token => UnchangedAsync(customerId, standing.Turn, token), site, cancellationToken) : target.Refusal;
    }

    private async Task<Result<PaymentAttempt>> ChargeAsync(
        SavedMethod method, AttemptTarget target, DateTimeOffset? dueFor, Func<CancellationToken, Task<Refusal?>> may, string? site, CancellationToken cancellationToken)
    {
        var account = await db.Set<GatewayAccount>().AsNoTracking().SingleAsync(a => a.Id == method.AccountId, cancellationToken);
        if (!account.IsActive || account.Mode != method.Mode || gateways.Find(account.Gateway) is not IKeepsMethods gateway || await attempts.IsStoppedAsync(account, gateway, cancellationToken)) return KeptRefusals.AccountOff(account.Name);
        if (method.IsOver((await tenants.CurrentAsync(cancellationToken)).DayOf(clock.GetUtcNow()))) return KeptRefusals.Over(method);
        var asked = gateway.AskFor(target.Due);
        if (!asked.Ok) return asked.Refusal;
        var attempt = Make(method, target, asked.Value, dueFor);
        var stored = await sender.StoreAsync(attempt, async token => await FreeAsync(method, token) ?? await may(token), cancellationToken);
        if (!stored.Ok) return stored.Refusal;
        if (stored.Value.Id != attempt.Id) return KeptRefusals.UnderWay(stored.Value);
        await sender.SendAsync(attempt.Id, account, target, site, (connection, order) => gateway.ChargeAsync(connection, order, method.Told, CancellationToken.None));
        return await db.Set<PaymentAttempt>().AsNoTracking().SingleAsync(a => a.Id == attempt.Id, CancellationToken.None);
    }

    private PaymentAttempt Make(SavedMethod method, AttemptTarget target, Money amount, DateTimeOffset? dueFor)
    {
        var now = clock.GetUtcNow();
        var attempt = new PaymentAttempt
        {
            AccountId = method.AccountId,
            Gateway = method.Gateway,
            Mode = method.Mode,
            CustomerId = target.CustomerId,
            InvoiceId = target.InvoiceId,
            SubscriptionId = target.SubscriptionId,
            AmountMinor = amount.Minor,
            AmountCurrency = amount.Currency,
            CreatedAt = now,
            ExpiresAt = now + Life,
            NextAskAt = now + PaymentAttempt.AskedAfter[0],
            SavedMethodId = method.Id,
            ChargedFor = dueFor,
            ActorName = actor.Name,
        };
        attempt.Begin();
        return attempt;
    }

    /// <summary>It is still kept, and nothing that its customer may be paying is under way.</summary>
    private async Task<Refusal?> FreeAsync(SavedMethod method, CancellationToken cancellationToken)
    {
        var taken = await db.Set<SavedMethod>().Where(m => m.Id == method.Id && m.RemovedAt == null).ExecuteUpdateAsync(set => set.SetProperty(m => m.Version, m => m.Version + 1), cancellationToken);
        if (taken == 0) return KeptRefusals.Removed;
        return await db.Set<PaymentAttempt>().AsNoTracking().FirstOrDefaultAsync(a => a.CustomerId == method.CustomerId && a.OpenFor != null, cancellationToken) is { } open ? KeptRefusals.UnderWay(open) : null;
    }

    private async Task<Refusal?> MayAsync(KeptDue due, long turn, CancellationToken cancellationToken)
    {
        if (due.EndsAt is { } end && !await db.Set<Subscription>().AnyAsync(s => s.Id == due.SubscriptionId && s.ExpiresAt == end, cancellationToken)) return Refusal.Stale;
        var dueFor = due.For;
        var tries = await db.Set<PaymentAttempt>().Where(a => a.CustomerId == due.CustomerId && a.ChargedFor == dueFor && a.SubscriptionId == due.SubscriptionId && a.InvoiceId == due.InvoiceId && a.SentAt != null && a.Code != PaymentAttempt.NotSentCode)
            .OrderBy(a => a.CreatedAt).Select(a => new { a.CreatedAt, a.State }).ToListAsync(cancellationToken);
        if (tries.Count >= KeptDue.TriedAfter.Count || tries.Exists(t => t.State == AttemptState.Succeeded)) return KeptRefusals.GivenUp;
        if (tries.Count > 0 && clock.GetUtcNow() < tries[0].CreatedAt + KeptDue.TriedAfter[tries.Count]) return KeptRefusals.Later;
        return await UnchangedAsync(due.CustomerId, turn, cancellationToken);
    }

    /// <summary>No money came or went since the amount was reckoned.</summary>
    private async Task<Refusal?> UnchangedAsync(Guid customerId, long turn, CancellationToken cancellationToken) =>
        await db.Set<CustomerBalance>().Where(b => b.CustomerId == customerId).SumAsync(b => b.Turn, cancellationToken) == turn ? null : Refusal.Stale;

    private async Task<(Money Credit, Money Owed, long Turn)> StandingAsync(Guid customerId, string currency, CancellationToken cancellationToken)
    {
        var balances = await db.Set<CustomerBalance>().AsNoTracking().Where(b => b.CustomerId == customerId).ToListAsync(cancellationToken);
        var own = balances.Find(b => b.Currency == currency);
        return (own?.Credit ?? Money.Zero(currency), own?.Owed ?? Money.Zero(currency), balances.Sum(b => b.Turn));
    }
}

internal static class KeptRefusals
{
    public static Refusal Removed { get; } = new("kept.removed", "It is not kept any more.");
    public static Refusal NothingDue { get; } = new("attempt.nothing-due", "Nothing is due.");
    public static Refusal GivenUp { get; } = new("kept.given-up", "It was tried as often as it is.");
    public static Refusal Later { get; } = new("kept.later", "It was tried; the next time is not yet.");

    public static Refusal UnderWay(PaymentAttempt open) => new("attempt.open", $"Another payment of {open.Amount} is under way. Wait for it, or close it first.");

    public static Refusal AccountOff(string name) => new("kept.account", $"{name} is switched off or set up otherwise since.");

    public static Refusal Over(SavedMethod method) => new("kept.over", $"{method.Label} could be charged until {DisplayFormat.Current.Date(method.LastDay!.Value)}.");
}
