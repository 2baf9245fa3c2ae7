using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Renewals;

/// <summary>A service that can be paid for.</summary>
public sealed record PayableService(Guid Id, string UserName, string Profile, Guid ProfileId, Money Price, CalendarSpan Duration, SubscriptionStatus Status, DateTimeOffset ExpiresAt, PaymentMode Mode, bool AutoRenews);

/// <summary>An invoice that is open.</summary>
public sealed record OpenInvoice(Guid Id, string Number, InvoiceState State, DateOnly DueOn, Money Due);

/// <summary>Where a customer stands.</summary>
public sealed record CustomerMoney(Money Credit, Money Owed, IReadOnlyList<OpenInvoice> Open, IReadOnlyList<PayableService> Services);

public sealed class CustomerMoneyQueries(AppDbContext db, TenantQueries tenants)
{
    public async Task<CustomerMoney> OfAsync(Guid customerId, CancellationToken cancellationToken)
    {
        var currency = (await tenants.CurrentAsync(cancellationToken)).Currency;
        var balance = await db.Set<CustomerBalance>().AsNoTracking().SingleOrDefaultAsync(b => b.CustomerId == customerId && b.Currency == currency, cancellationToken);
        var open = balance is null or { OwedMinor: 0 } ? [] : (await Settlement.OpenOf(db.Set<Invoice>().AsNoTracking(), [customerId], currency).ToListAsync(cancellationToken))
            .ConvertAll(i => new OpenInvoice(i.Id, i.Number!, i.State, i.DueOn!.Value, i.Due));
        var services = await db.Set<Subscription>().AsNoTracking().Where(s => s.CustomerId == customerId && s.ArchivedAt == null && s.Status != SubscriptionStatus.Cancelled)
            .OrderBy(s => s.CreatedAt).Select(s => new { s.Id, s.UserName, s.Profile!.Name, s.ProfileId, s.Profile.Price, s.Profile.DurationCount, s.Profile.DurationUnit, s.Status, s.ExpiresAt, s.Profile.PaymentMode, s.AutoRenews })
            .ToListAsync(cancellationToken);
        return new CustomerMoney(balance?.Credit ?? Money.Zero(currency), balance?.Owed ?? Money.Zero(currency), open,
            services.ConvertAll(s => new PayableService(s.Id, s.UserName, s.Name, s.ProfileId, s.Price, new CalendarSpan(s.DurationCount, s.DurationUnit), s.Status, s.ExpiresAt, s.PaymentMode, s.AutoRenews)));
    }
}
