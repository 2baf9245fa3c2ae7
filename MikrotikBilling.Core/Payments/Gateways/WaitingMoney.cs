using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>Money matters that a person is to decide.</summary>
/// <param name="Sums">Without an owner, in suspense.</param>
/// <param name="Requests">For payment, of which something is odd or nobody knows how they ended.</param>
public sealed record WaitingMoney(int Sums, int Requests)
{
    public static WaitingMoney None { get; } = new(0, 0);

    public bool IsAny => Sums + Requests > 0;
}

public sealed class WaitingMoneyQueries(AppDbContext db, CurrentTenant tenant)
{
    /// <summary>By one statement.</summary>
    public async Task<WaitingMoney> CountWaitingAsync(CancellationToken cancellationToken) =>
        await db.Set<Tenant>().Where(t => t.Id == tenant.Id).Select(_ => new WaitingMoney(
            db.Set<SuspenseItem>().Count(s => s.State == SuspenseState.Open),
            db.Set<PaymentAttempt>().Count(a => a.NeedsPerson))).SingleOrDefaultAsync(cancellationToken) ?? WaitingMoney.None;
}
