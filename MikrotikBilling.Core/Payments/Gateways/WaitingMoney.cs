using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>Money matters that a person is to decide.</summary>
/// <param name="Sums">Without an owner, in suspense.</param>
/// <param name="Requests">For payment, of which something is odd or nobody knows how they ended.</param>
/// <param name="Statements">Lists of providers in which something is still to be settled.</param>
/// <param name="Refunds">Of which nobody knows whether the money went back.</param>
/// <param name="OldestRefundOf">The payment that the oldest of them is of.</param>
public sealed record WaitingMoney(int Sums, int Requests, int Statements, int Refunds, Guid? OldestRefundOf)
{
    public static WaitingMoney None { get; } = new(0, 0, 0, 0, null);

    public bool IsAny => Sums + Requests + Statements + Refunds > 0;
}

public sealed class WaitingMoneyQueries(AppDbContext db, CurrentTenant tenant, TimeProvider clock)
{
    /// <summary>By one statement.</summary>
    public async Task<WaitingMoney> CountWaitingAsync(CancellationToken cancellationToken)
    {
        var stale = clock.GetUtcNow() - RefundRequest.Patience;
        var refunds = db.Set<RefundRequest>().Where(r => r.OpenFor != null && (r.State == RefundState.Silent || r.AskedAt <= stale));
        return await db.Set<Tenant>().Where(t => t.Id == tenant.Id).Select(_ => new WaitingMoney(
            db.Set<SuspenseItem>().Count(s => s.State == SuspenseState.Open),
            db.Set<PaymentAttempt>().Count(a => a.NeedsPerson),
            db.Set<ReconciliationRun>().Count(r => r.State == ReconciliationState.Open),
            refunds.Count(),
            refunds.OrderBy(r => r.AskedAt).Select(r => db.Set<GatewayMovement>().Where(m => m.Id == r.OpenFor).Select(m => m.PaymentId).FirstOrDefault()).FirstOrDefault())).SingleOrDefaultAsync(cancellationToken) ?? WaitingMoney.None;
    }
}
