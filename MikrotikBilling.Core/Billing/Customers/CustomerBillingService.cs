using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Billing.Customers;

/// <summary>A customer's terms as a page shows them.</summary>
/// <param name="Referrer">Who brought him.</param>
public sealed record CustomerTerms(CustomerBilling Billing, CustomerRef? Referrer);

public sealed record CustomerRef(Guid Id, long Number, string Name)
{
    public string NumberText => Customer.NumberOf(Number);
}

public sealed class CustomerBillingQueries(AppDbContext db)
{
    /// <summary>Empty where nothing was ever said.</summary>
    public async Task<CustomerBilling> FindAsync(Guid customerId, CancellationToken cancellationToken) =>
        await db.Set<CustomerBilling>().AsNoTracking().SingleOrDefaultAsync(b => b.CustomerId == customerId, cancellationToken) ?? new CustomerBilling { CustomerId = customerId };

    public async Task<CustomerTerms> TermsAsync(Guid customerId, CancellationToken cancellationToken)
    {
        var billing = await FindAsync(customerId, cancellationToken);
        var referrer = billing.ReferredById is { } id
            ? await db.Set<Customer>().AsNoTracking().Where(c => c.Id == id).Select(c => new CustomerRef(c.Id, c.Number, c.Name)).SingleOrDefaultAsync(cancellationToken)
            : null;
        return new CustomerTerms(billing, referrer);
    }
}

public sealed class CustomerBillingService(AppDbContext db, AuditLog audit)
{
    /// <param name="version">Of the page that was looked at, 0 where there was nothing yet; null takes the present one.</param>
    public Task<Result<CustomerBilling>> SaveAsync(Guid customerId, int? version, SaveCustomerBilling input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        return db.ChangeAsync<CustomerBilling>(async token =>
        {
            if (!await db.Set<Customer>().AnyAsync(c => c.Id == customerId, token)) return Refusal.NotFound;
            var referrer = await ReferrerAsync(customerId, input.Referrer, token);
            if (!referrer.Ok) return referrer.Refusal;
            var billing = await db.Set<CustomerBilling>().SingleOrDefaultAsync(b => b.CustomerId == customerId, token);
            if (billing is null)
            {
                if (version is > 0) return Refusal.Stale;
                db.Add(billing = new CustomerBilling { CustomerId = customerId, Version = 1 });
            }
            else
            {
                if (version is { } expected) db.Expect(billing, expected);
                db.Entry(billing).Property(b => b.Version).IsModified = true;
            }
            (billing.TaxExemptNumber, billing.TaxExemptUntil) = (Blank(input.TaxExemptNumber), input.TaxExemptUntil);
            (billing.DunningExcludedUntil, billing.DunningExclusionReason) = (input.DunningExcludedUntil, Blank(input.DunningExclusionReason));
            billing.PaymentTermsDays = input.PaymentTermsDays;
            billing.ReferredById = referrer.Value;
            audit.Record("customer.billing-edited", "customer", customerId, "Edited billing: exemption, terms, reminders.", customerId);
            try
            {
                await db.SaveChangesAsync(token);
            }
            catch (DbUpdateException e) when (e.IsUniqueViolation())
            {
                return Refusal.Stale; // somebody else made the row meanwhile
            }
            return billing;
        }, cancellationToken);
    }

    private async Task<Result<Guid?>> ReferrerAsync(Guid customerId, string? text, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(text)) return new Result<Guid?>(null, null);
        var digits = text.Trim();
        if (digits.StartsWith("C-", StringComparison.OrdinalIgnoreCase)) digits = digits[2..];
        var id = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await db.Set<Customer>().Where(c => c.Number == number).Select(c => (Guid?)c.Id).SingleOrDefaultAsync(cancellationToken)
            : null;
        if (id is null) return Refuse("billing.referrer-unknown", "There is no customer of this number.");
        if (id == customerId) return Refuse("billing.referrer-self", "Nobody brings himself.");
        return await db.Set<CustomerBilling>().AnyAsync(b => b.CustomerId == id && b.ReferredById == customerId, cancellationToken)
            ? Refuse("billing.referrer-mutual", "That customer was brought by this one.")
            : id;

        static Refusal Refuse(string code, string message) => new(code, message, nameof(SaveCustomerBilling.Referrer));
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
