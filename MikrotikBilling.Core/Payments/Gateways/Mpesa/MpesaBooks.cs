using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Payments.Gateways.Mpesa;

/// <summary>What the books know already, for answers that depend on it.</summary>
internal sealed class MpesaBooks(IServiceScopeFactory scopes)
{
    /// <summary>A result came by which M-Pesa says that this was paid.</summary>
    public Task<bool> IsConfirmedAsync(GatewayAccount account, MovementFact fact, CancellationToken cancellationToken)
    {
        var key = MpesaResult.ProofKeyOf(fact);
        return InScopeAsync(account, s => s.GetRequiredService<AppDbContext>().Set<GatewayEvent>().AnyAsync(e => e.AccountId == account.Id && e.Key == key && !e.IsAsked, cancellationToken));
    }

    /// <summary>The account that a payer names is somebody's.</summary>
    public Task<bool> IsKnownAsync(GatewayAccount account, string? named, CancellationToken cancellationToken) =>
        InScopeAsync(account, async s => await s.GetRequiredService<OwnerQueries>().FindAsync(named, cancellationToken) is not null);

    private async Task<T> InScopeAsync<T>(GatewayAccount account, Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(account.TenantId);
        return await work(scope.ServiceProvider);
    }
}
