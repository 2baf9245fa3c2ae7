using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Provisioning.Alarms;

namespace MikrotikBilling.Core.Payments.Gateways.PayPal;

/// <summary>What is kept for PayPal beside the common road: who takes the money of a request now, and which message came under which signature.</summary>
internal sealed class PayPalBooks(IServiceScopeFactory scopes, RefusedCallbacks refused, TimeProvider clock)
{
    /// <summary>Stands at the request (<see cref="PaymentAttempt.ProviderReference"/>): its money will never be taken.</summary>
    public const string Withdrawn = "withdrawn";

    private const string Taking = "capturing until ";

    /// <summary>Longer than an answer is waited for; a crash frees the request after it.</summary>
    private static readonly TimeSpan Held = TimeSpan.FromMinutes(1);

    /// <summary>PayPal sends a message for three days.</summary>
    private static readonly TimeSpan Sent = TimeSpan.FromDays(4);

    /// <summary>True for one caller of all, on all nodes, and only while the request is open: nobody else takes its money for a minute.</summary>
    public Task<bool> ClaimAsync(GatewayAccount account, PaymentAttempt attempt, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var mark = string.Create(CultureInfo.InvariantCulture, $"{Taking}{(now + Held).ToUnixTimeSeconds()}");
        return IsFree(attempt.ProviderReference, now) ? MarkAsync(account, attempt.Id, attempt.ProviderReference, mark, cancellationToken) : Task.FromResult(false);
    }

    /// <summary>False where its money may have been taken.</summary>
    public Task<bool> WithdrawAsync(GatewayAccount account, Guid attemptId, CancellationToken cancellationToken) => MarkAsync(account, attemptId, null, Withdrawn, cancellationToken);

    /// <summary>It is certain that nothing was taken.</summary>
    public Task<bool> ReleaseAsync(GatewayAccount account, Guid attemptId) => InScopeAsync(account, (db, _) => db.InTransactionAsync(async token =>
        await db.Set<PaymentAttempt>().Where(a => a.Id == attemptId && a.ProviderReference != Withdrawn)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.ProviderReference, (string?)null).SetProperty(a => a.Version, a => a.Version + 1), token) == 1, CancellationToken.None));

    /// <summary>The request that an order was made for.</summary>
    public Task<PaymentAttempt?> AttemptAsync(GatewayAccount account, string orderId, CancellationToken cancellationToken) => InScopeAsync(account, (db, _) =>
        db.Set<PaymentAttempt>().AsNoTracking().SingleOrDefaultAsync(a => a.AccountId == account.Id && a.ProviderId == orderId, cancellationToken));

    /// <summary>
    /// One signature under two messages: PayPal signs no more than a checksum of the body, which another body may share. Both are taken, as PayPal itself is asked
    /// about each; a person is told at once.
    /// </summary>
    public Task<bool> NoteTwinAsync(GatewayAccount account, PayPalSignature signature, byte[] body, CancellationToken cancellationToken) => InScopeAsync(account, async (db, services) =>
    {
        var (since, like) = (clock.GetUtcNow() - Sent, $"{signature.FirstLine}%");
        var known = await db.Set<GatewayEvent>().AsNoTracking().Where(e => e.AccountId == account.Id && !e.IsAsked && e.ReceivedAt > since && EF.Functions.Like(e.Headers, like)).Select(e => e.Body).ToListAsync(cancellationToken);
        if (known.TrueForAll(other => other.AsSpan().SequenceEqual(body))) return false;
        refused.Note(account, SignatureCheck.Wrong);
        await services.GetRequiredService<AlarmService>().RaiseAsync(GatewayWatch.Forged, account.Id,
            $"Two different messages came to {account.Name} under one signature of PayPal's: one of them is forged. PayPal was asked about both, and only what it says itself is booked", null, 0, cancellationToken);
        return true;
    });

    private static bool IsFree(string? mark, DateTimeOffset now) =>
        mark is null || (mark.StartsWith(Taking, StringComparison.Ordinal) && long.TryParse(mark.AsSpan(Taking.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var until) && until <= now.ToUnixTimeSeconds());

    private Task<bool> MarkAsync(GatewayAccount account, Guid attemptId, string? seen, string mark, CancellationToken cancellationToken) => InScopeAsync(account, (db, _) => db.InTransactionAsync(async token =>
        await db.Set<PaymentAttempt>()
            .Where(a => a.Id == attemptId && a.ProviderReference == seen && (a.State == AttemptState.Sent || a.State == AttemptState.Pending || a.State == AttemptState.Unknown))
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.ProviderReference, mark).SetProperty(a => a.Version, a => a.Version + 1), token) == 1, cancellationToken));

    private async Task<T> InScopeAsync<T>(GatewayAccount account, Func<AppDbContext, IServiceProvider, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(account.TenantId);
        return await work(scope.ServiceProvider.GetRequiredService<AppDbContext>(), scope.ServiceProvider);
    }
}
