using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Customers;

/// <summary>User names, devices and addresses belong to Subscriptions, which says here what a customer is found by.</summary>
public interface ICustomerSearchTexts
{
    Task<IReadOnlyList<string>> OfAsync(Guid customerId, CancellationToken cancellationToken);
}

/// <summary>Keeps the search terms of a customer; always inside the transaction that changes what they are made of.</summary>
public sealed class CustomerSearchIndex(AppDbContext db, IEnumerable<ICustomerSearchTexts> sources)
{
    public async Task RebuildAsync(Customer customer, CancellationToken cancellationToken)
    {
        var texts = new List<string>();
        foreach (var source in sources) texts.AddRange(await source.OfAsync(customer.Id, cancellationToken));
        var wanted = SearchWords.Of(customer, texts);
        var present = await db.Set<CustomerSearchTerm>().Where(t => t.CustomerId == customer.Id).ToListAsync(cancellationToken);
        db.RemoveRange(present.Where(t => !wanted.Contains(t.Term)));
        var kept = present.Select(t => t.Term).ToHashSet(StringComparer.Ordinal);
        db.AddRange(wanted.Where(term => !kept.Contains(term)).Select(term => Term(customer, term)));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The terms of a new customer, to be saved with it.</summary>
    public void Add(Customer customer, IEnumerable<string> texts) =>
        db.AddRange(SearchWords.Of(customer, texts).Select(term => Term(customer, term)));

    private static CustomerSearchTerm Term(Customer customer, string term) =>
        new() { TenantId = customer.TenantId, CustomerId = customer.Id, Term = term };
}
