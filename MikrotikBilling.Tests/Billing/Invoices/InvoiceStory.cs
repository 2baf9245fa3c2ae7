using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;
using static MikrotikBilling.Tests.Billing.Bookkeeping;

namespace MikrotikBilling.Tests.Billing.Invoices;

/// <summary>Sentences for tests about documents.</summary>
internal static class InvoiceStory
{
    public static readonly TaxSelection Vat = new(Guid.Parse("01940000-0000-7000-8000-000000000001"), "VAT", 16);

    /// <summary>An open invoice over so much before tax.</summary>
    public static Task<Invoice> InvoiceAsync(this TestApp app, CreatedCustomer customer, long minor = 150000, bool taxed = false, bool inclusive = false, DateOnly? dueOn = null) => app.ScopeAsync(async s =>
    {
        var db = s.GetRequiredService<AppDbContext>();
        return await db.InTransactionAsync(async token =>
        {
            await s.GetRequiredService<LedgerBooks>().TakeAsync([customer.CustomerId], "KES", token);
            var line = new PriceLine(LineKind.Service, "Home 10", 1, "month", Kes(minor)) { Taxes = taxed ? [Vat] : [], SubscriptionId = customer.SubscriptionId };
            var document = Pricer.Price([line], new PricingRules(inclusive, TaxRounding.PerLine), "KES");
            var issued = (await s.GetRequiredService<InvoiceIssuer>().IssueAsync([new InvoiceDraft(customer.CustomerId, document) { SubscriptionId = customer.SubscriptionId, DueOn = dueOn }], token))[0];
            await db.SaveChangesAsync(token);
            return issued;
        }, CancellationToken.None);
    });

    public static Task<InvoiceDetails?> FindAsync(this TestApp app, Guid id) => app.With<InvoiceQueries, InvoiceDetails?>(q => q.FindAsync(id, CancellationToken.None));

    public static Task AddressAsync(this TestApp app, CreatedCustomer customer, string email = "jane@example.net") =>
        app.Db(db => db.Set<Customer>().Where(c => c.Id == customer.CustomerId).ExecuteUpdateAsync(set => set.SetProperty(c => c.Email, email)));
}
