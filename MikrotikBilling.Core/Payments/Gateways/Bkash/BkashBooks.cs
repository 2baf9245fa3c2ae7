using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.Bkash;

/// <summary>What is kept for bKash beside the common road: who may take the money of a request, and what was asked for before.</summary>
internal sealed class BkashBooks(IServiceScopeFactory scopes)
{
    /// <summary>Stands at the request (<see cref="PaymentAttempt.ProviderReference"/>) from before its money is taken; whoever set it takes it, once.</summary>
    public const string Executing = "executing";

    /// <summary>Its money will never be taken.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>True for one caller of all, on all nodes, and only while the request is open.</summary>
    public Task<bool> ClaimAsync(GatewayAccount account, Guid attemptId, string mark, CancellationToken cancellationToken) => InScopeAsync(account, (db, _) => db.InTransactionAsync(async token =>
        await db.Set<PaymentAttempt>()
            .Where(a => a.Id == attemptId && a.ProviderReference == null && (a.State == AttemptState.Sent || a.State == AttemptState.Pending || a.State == AttemptState.Unknown))
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.ProviderReference, mark).SetProperty(a => a.Version, a => a.Version + 1), token) == 1, cancellationToken));

    /// <summary>It is certain that nothing was taken: it may be tried again.</summary>
    public Task<bool> ReleaseAsync(GatewayAccount account, Guid attemptId) => InScopeAsync(account, (db, _) => db.InTransactionAsync(async token =>
        await db.Set<PaymentAttempt>().Where(a => a.Id == attemptId && a.ProviderReference == Executing)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.ProviderReference, (string?)null).SetProperty(a => a.Version, a => a.Version + 1), token) == 1, CancellationToken.None));

    /// <summary>The request that a movement answers; null for money that came by itself.</summary>
    public Task<PaymentAttempt?> AttemptAsync(GatewayAccount account, GatewayMovement movement, CancellationToken cancellationToken) => InScopeAsync(account, (db, _) =>
        db.Set<PaymentAttempt>().AsNoTracking().FirstOrDefaultAsync(a => a.AccountId == account.Id && (a.Id == movement.AttemptId || a.MovementId == movement.Id), cancellationToken));

    /// <summary>What was asked for a request under a name, and answered: question and answer.</summary>
    public Task<List<(string Question, byte[] Answer)>> AnsweredAsync(GatewayAccount account, Guid attemptId, string what, CancellationToken cancellationToken) => InScopeAsync(account, async (db, _) =>
        (await db.Set<GatewayEvent>().AsNoTracking().Where(e => e.AttemptId == attemptId && e.IsAsked && e.Role == what && e.State == GatewayEventState.Done).Select(e => new { e.Headers, e.Body }).ToListAsync(cancellationToken))
            .ConvertAll(e => (e.Headers, e.Body)));

    /// <summary>How often one of these was asked for since, by all nodes.</summary>
    public Task<int> AskedAsync(GatewayAccount account, string[] what, DateTimeOffset since, CancellationToken cancellationToken) => InScopeAsync(account, (db, _) =>
        db.Set<GatewayEvent>().CountAsync(e => e.AccountId == account.Id && e.IsAsked && e.ReceivedAt > since && what.Contains(e.Role), cancellationToken));

    /// <summary>The token that was kept last, also when its time is over.</summary>
    public Task<string?> LastTokenAsync(GatewayAccount account, CancellationToken cancellationToken) => InScopeAsync(account, async (db, services) =>
    {
        var kept = await db.Set<GatewayToken>().AsNoTracking().SingleOrDefaultAsync(t => t.Id == account.Id, cancellationToken);
        try
        {
            return kept is null ? null : services.GetRequiredService<SecretBox>().Reveal(kept.Protected);
        }
        catch (SecretLostException)
        {
            return null;
        }
    });

    private async Task<T> InScopeAsync<T>(GatewayAccount account, Func<AppDbContext, IServiceProvider, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(account.TenantId);
        return await work(scope.ServiceProvider.GetRequiredService<AppDbContext>(), scope.ServiceProvider);
    }
}
