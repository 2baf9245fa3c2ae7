using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Provisioning.Diagnosis;

namespace MikrotikBilling.Core.Billing.Dunning;

/// <summary>Names what keeps services suspended: the overdue invoices of each, and of the customer as a whole, as <see cref="Reactivation"/> looks at them.</summary>
internal sealed class DebtsOfServices(AppDbContext db) : IDebtSource
{
    public async Task<IReadOnlyDictionary<Guid, Debt>> OverdueAsync(Guid customerId, IReadOnlyList<Guid> subscriptionIds, CancellationToken cancellationToken)
    {
        var overdue = await db.Set<Invoice>().Where(i => i.CustomerId == customerId && i.State == InvoiceState.Overdue && i.Kind == InvoiceKind.Invoice).OrderBy(i => i.DueOn).ThenBy(i => i.Number)
            .Select(i => new { i.SubscriptionId, Number = i.Number!, i.Total.Currency, Minor = i.Total.Minor - i.Paid.Minor - i.Credited.Minor }).ToListAsync(cancellationToken);
        return subscriptionIds.Select(id => (Id: id, Overdue: overdue.FindAll(o => o.SubscriptionId is null || o.SubscriptionId == id))).Where(s => s.Overdue.Count > 0)
            .ToDictionary(s => s.Id, s => new Debt(s.Overdue[0].Number, s.Overdue.Count, new Money(s.Overdue.Where(o => o.Currency == s.Overdue[0].Currency).Sum(o => o.Minor), s.Overdue[0].Currency)));
    }
}
