using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Customers;

/// <summary>Told inside the transaction that renames a customer, so that comments on routers follow.</summary>
public interface ICustomerListener
{
    Task RenamedAsync(Guid customerId, CancellationToken cancellationToken);
}

public sealed class CustomerService(
    AppDbContext db, TenantQueries tenants, CustomerSearchIndex index, AuditLog audit, TimeProvider clock, IEnumerable<ICustomerListener> listeners)
{
    /// <summary>Adds a customer to the caller's transaction; the caller saves.</summary>
    /// <param name="id">Chosen by the caller, so that saving the same form again is noticed.</param>
    public async Task<Result<Customer>> AddAsync(SaveCustomer input, Guid id, CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        if (PhoneOf(input, tenant) is not { Ok: true } phone) return PhoneRefusal(tenant);
        var customer = new Customer
        {
            Id = id,
            Number = await db.TakeAsync("customer", 1, cancellationToken),
            Name = "",
            SortName = "",
            CreatedAt = clock.GetUtcNow(),
        };
        Apply(customer, input, phone.Value);
        db.Add(customer);
        RecordAdded(audit, customer);
        return customer;
    }

    public async Task<Result<Customer>> EditAsync(Guid id, int version, SaveCustomer input, CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        if (PhoneOf(input, tenant) is not { Ok: true } phone) return PhoneRefusal(tenant);
        return await db.ChangeAsync<Customer>(async token =>
        {
            var customer = await db.Set<Customer>().SingleOrDefaultAsync(c => c.Id == id, token);
            if (customer is null) return Refusal.NotFound;
            db.Expect(customer, version);
            var before = customer.Name;
            var changed = Describe(customer, input, phone.Value);
            Apply(customer, input, phone.Value);
            db.Entry(customer).Property(c => c.Version).IsModified = true;
            audit.Record("customer.edited", "customer", id, $"Edited {changed}.", id);
            await db.SaveChangesAsync(token);
            await index.RebuildAsync(customer, token);
            if (before != customer.Name)
                foreach (var listener in listeners) await listener.RenamedAsync(id, token);
            return customer;
        }, cancellationToken);
    }

    internal static void RecordAdded(AuditLog audit, Customer customer) =>
        audit.Record("customer.added", "customer", customer.Id, $"Added customer {customer.NumberText} {customer.Name}.", customer.Id);

    private static Result<string?> PhoneOf(SaveCustomer input, TenantInfo tenant) =>
        string.IsNullOrWhiteSpace(input.Phone) ? new Result<string?>(null, null)
        : Phone.TryNormalise(input.Phone, tenant.Country, out var e164) ? e164
        : PhoneRefusal(tenant);

    private static Refusal PhoneRefusal(TenantInfo tenant) => new("customer.phone-invalid", Phone.Rule(tenant.Country), nameof(SaveCustomer.Phone));

    /// <summary>Puts what was entered onto the row; the phone is in E.164 already.</summary>
    internal static void Apply(Customer customer, SaveCustomer input, string? phone)
    {
        customer.Name = input.Name.Trim();
        customer.SortName = customer.Name.ToLowerInvariant();
        customer.Email = Blank(input.Email);
        customer.Phone = phone;
        customer.Address = Blank(input.Address);
        customer.Company = Blank(input.Company);
        customer.TaxNumber = Blank(input.TaxNumber);
        customer.Country = Blank(input.Country);
        customer.Region = Blank(input.Region);
        customer.Notes = Blank(input.Notes);
    }

    /// <summary>What an edit would change, in words; "nothing" when nothing.</summary>
    internal static string Describe(Customer customer, SaveCustomer input, string? phone)
    {
        var changes = new List<string>();
        if (customer.Name != input.Name.Trim()) changes.Add(Change.Words("name", customer.Name, input.Name.Trim()));
        if (customer.Email != Blank(input.Email)) changes.Add(Change.Words("email", customer.Email, Blank(input.Email)));
        if (customer.Phone != phone) changes.Add(Change.Words("phone", customer.Phone, phone));
        if (customer.Address != Blank(input.Address)) changes.Add("address");
        if (customer.Company != Blank(input.Company)) changes.Add(Change.Words("company", customer.Company, Blank(input.Company)));
        if (customer.TaxNumber != Blank(input.TaxNumber)) changes.Add(Change.Words("tax number", customer.TaxNumber, Blank(input.TaxNumber)));
        if (customer.Country != Blank(input.Country)) changes.Add(Change.Words("country", customer.Country, Blank(input.Country)));
        if (customer.Region != Blank(input.Region)) changes.Add(Change.Words("region", customer.Region, Blank(input.Region)));
        if (customer.Notes != Blank(input.Notes)) changes.Add("notes");
        return changes.Count == 0 ? "nothing" : string.Join(", ", changes);
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
