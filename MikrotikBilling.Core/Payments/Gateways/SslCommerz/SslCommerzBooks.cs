using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Payments.Gateways.SslCommerz;

/// <summary>What the books know already.</summary>
internal sealed class SslCommerzBooks(IServiceScopeFactory scopes)
{
    /// <summary>By what id a payment goes: both its numbers, or the bank's alone where it was booked from SSLCommerz's list, which has no other.</summary>
    public Task<string> MovementIdAsync(GatewayAccount account, SslCommerzPayment payment, CancellationToken cancellationToken) => InScopeAsync(account, async db =>
        await db.Set<GatewayMovement>().AnyAsync(m => m.AccountId == account.Id && m.TransactionId == payment.BankId, cancellationToken) ? payment.BankId! : payment.MovementId);

    /// <summary>Whether it was said before that this refund is taken up, and so booked.</summary>
    /// <param name="number">SSLCommerz's own of the refund.</param>
    public Task<bool> IsTakenUpAsync(GatewayAccount account, Guid? attemptId, string? number, CancellationToken cancellationToken) => InScopeAsync(account, async db =>
    {
        var answers = await db.Set<GatewayEvent>().AsNoTracking().Where(e => e.AccountId == account.Id && e.AttemptId == attemptId && e.IsAsked && e.Role == SslCommerzClient.Refund && e.State == GatewayEventState.Done)
            .Select(e => e.Body).ToListAsync(cancellationToken);
        return number is not null && answers.Exists(body => ProviderJson.Answer(Encoding.UTF8.GetString(body)) is { } said && said.Word("status") == "success" && said.Word("refund_ref_id") == number);
    });

    private async Task<T> InScopeAsync<T>(GatewayAccount account, Func<AppDbContext, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(account.TenantId);
        return await work(scope.ServiceProvider.GetRequiredService<AppDbContext>());
    }
}
