using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Customers;

/// <summary>
/// Finds by words in the order of the word index, nearest first: <c>ann</c> before <c>annabel</c>. So a page costs the same at any size: no sort, and
/// nothing read beyond its end. Another order would have to gather all that match before it can show the first.
/// </summary>
internal static class MatchQueries
{
    /// <param name="customers">Which customers may be found; without query filters, the tenant is asked for here.</param>
    /// <param name="words">Each must be the beginning of one of the customer's terms; at least one.</param>
    public static IQueryable<CustomerMatch> Of(AppDbContext db, IQueryable<Customer> customers, IReadOnlyList<string> words)
    {
        // The longest word is usually the rarest: its terms are walked, the others only looked up.
        var first = words.MaxBy(w => w.Length)!;
        var end = first + '\uFFFF';
        var tenant = db.TenantId;
        // The look-ups go by customer alone, who has one tenant: with the tenant in them a planner may walk that index once more for each row.
        var all = db.Set<CustomerSearchTerm>().IgnoreQueryFilters(QueryFilters.AllTenants);
        var terms = all.Where(t => t.TenantId == tenant && string.Compare(t.Term, first) >= 0 && string.Compare(t.Term, end) < 0);
        // The rarer condition first: most of those found by one name are dropped by the next.
        foreach (var word in words.Where(w => w != first))
        {
            var last = word + '\uFFFF';
            // Not Any: SQLite 3.35 makes a list of all that match an EXISTS first, which for one letter is half of the index.
            terms = terms.Where(t => all.Where(o => o.CustomerId == t.CustomerId && string.Compare(o.Term, word) >= 0 && string.Compare(o.Term, last) < 0)
                .Select(o => o.Term).FirstOrDefault() != null);
        }
        terms = terms.Where(t => !all.Any(o => o.CustomerId == t.CustomerId && string.Compare(o.Term, first) >= 0 && string.Compare(o.Term, t.Term) < 0));
        return terms.Join(customers.Where(c => c.TenantId == tenant), t => t.CustomerId, c => c.Id, (t, c) => new CustomerMatch { Term = t.Term, CustomerId = t.CustomerId, Customer = c });
    }
}
