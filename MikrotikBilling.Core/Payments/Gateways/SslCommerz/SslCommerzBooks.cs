using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Payments.Gateways.SslCommerz;

/// <summary>What the books know already.</summary>
internal sealed class SslCommerzBooks(IServiceScopeFactory scopes)
{
    /// <summary>By what id a payment goes: both its numbers, or the bank's alone where it was booked from SSLCommerz's list, which has no other.</summary>
    public async Task<string> MovementIdAsync(GatewayAccount account, SslCommerzPayment payment, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(account.TenantId);
        var isListed = await scope.ServiceProvider.GetRequiredService<AppDbContext>().Set<GatewayMovement>().AnyAsync(m => m.AccountId == account.Id && m.TransactionId == payment.BankId, cancellationToken);
        return isListed ? payment.BankId! : payment.MovementId;
    }
}
