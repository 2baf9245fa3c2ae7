using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>Whose money it is.</summary>
/// <param name="SubscriptionId">The service that it renews; null where that is not certain.</param>
public sealed record Owner(Guid CustomerId, Guid? SubscriptionId);

/// <summary>
/// Finds whom a payer named: by account number, then user name, then invoice number, then a registered phone, all without blanks, dashes and dots and
/// whatever their case. Exactly or not at all: what fits two is nobody's.
/// </summary>
public sealed class OwnerQueries(AppDbContext db, TenantQueries tenants)
{
    public async Task<Owner?> FindAsync(string? account, CancellationToken cancellationToken)
    {
        if (KeyOf(account) is not { Length: > 0 } key) return null;
        if (await CustomerAsync(account!, key, cancellationToken) is { } customer) return new Owner(customer, await OnlyServiceAsync(customer, cancellationToken));
        if (await ServiceAsync(account!.Trim(), key, cancellationToken) is { } service) return service;
        if (await InvoiceAsync(key, cancellationToken) is { } invoiced) return new Owner(invoiced.CustomerId, invoiced.SubscriptionId ?? await OnlyServiceAsync(invoiced.CustomerId, cancellationToken));
        return await PhoneAsync(account, cancellationToken) is { } called ? new Owner(called, await OnlyServiceAsync(called, cancellationToken)) : null;
    }

    /// <summary>In capitals, without what people put between.</summary>
    internal static string KeyOf(string? account) => string.Concat((account ?? "").Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '.'))).ToUpperInvariant();

    private async Task<Guid?> CustomerAsync(string account, string key, CancellationToken cancellationToken)
    {
        var digits = key.StartsWith('C') ? key[1..] : key;
        if (digits.Length is 0 or > 12 || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
        return await db.Set<Customer>().Where(c => c.Number == number).Select(c => (Guid?)c.Id).SingleOrDefaultAsync(cancellationToken);
    }

    private async Task<Owner?> ServiceAsync(string account, string key, CancellationToken cancellationToken)
    {
        // A code that nobody has used yet is nobody's account.
        var live = db.Set<Subscription>().Where(s => s.ArchivedAt == null && s.Status != SubscriptionStatus.Ready);
        var found = await live.Where(s => s.UserName == account || s.UserName == account.ToLower()).Select(s => new Owner(s.CustomerId, s.Id)).Take(2).ToListAsync(cancellationToken);
        if (found.Count == 0)
            found = await live.Where(s => s.UserName.Replace(".", "").Replace("-", "").ToUpper() == key).Select(s => new Owner(s.CustomerId, s.Id)).Take(2).ToListAsync(cancellationToken);
        return found is [var one] ? one : null;
    }

    private async Task<(Guid CustomerId, Guid? SubscriptionId)?> InvoiceAsync(string key, CancellationToken cancellationToken)
    {
        var found = await db.Set<Invoice>().Where(i => i.Kind == InvoiceKind.Invoice && i.Number != null && i.Number.Replace("-", "").Replace(".", "").Replace(" ", "").ToUpper() == key)
            .Select(i => new { i.CustomerId, i.SubscriptionId }).Take(2).ToListAsync(cancellationToken);
        return found is [var one] ? (one.CustomerId, one.SubscriptionId) : null;
    }

    private async Task<Guid?> PhoneAsync(string? account, CancellationToken cancellationToken)
    {
        if (!Phone.TryNormalise(account, (await tenants.CurrentAsync(cancellationToken)).Country, out var phone)) return null;
        var found = await db.Set<Customer>().Where(c => c.Phone == phone && c.ArchivedAt == null && !c.IsGuest).Select(c => c.Id).Take(2).ToListAsync(cancellationToken);
        return found is [var one] ? one : null;
    }

    /// <summary>The one that is paid beforehand and not cancelled, when there is just one.</summary>
    private async Task<Guid?> OnlyServiceAsync(Guid customerId, CancellationToken cancellationToken)
    {
        var found = await db.Set<Subscription>()
            .Where(s => s.CustomerId == customerId && s.ArchivedAt == null && s.Status != SubscriptionStatus.Cancelled && s.Profile!.PaymentMode == PaymentMode.Prepaid)
            .Select(s => s.Id).Take(2).ToListAsync(cancellationToken);
        return found is [var one] ? one : null;
    }
}
