using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Customers;
using MikrotikBilling.Core.Billing.Discounts;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Invoices;

/// <summary>
/// Issues documents: number, parties, lines and the entries in the ledger, many at once in the caller's transaction, which has taken the balances of
/// their customers. Numbers are taken last of all locks, so that the series is held for as short as can be.
/// </summary>
public sealed class InvoiceIssuer(
    AppDbContext db, LedgerBooks books, BillingSettingsQueries settings, DiscountService discounts, TenantQueries tenants, TimeProvider clock)
{
    public async Task<IReadOnlyList<Invoice>> IssueAsync(IReadOnlyList<InvoiceDraft> drafts, CancellationToken cancellationToken)
    {
        if (drafts.Count == 0) return [];
        var rules = await settings.CurrentAsync(cancellationToken);
        var tenant = await tenants.CurrentAsync(cancellationToken);
        var now = clock.GetUtcNow();
        List<Guid> customers = [.. drafts.Select(d => d.CustomerId).Distinct()];
        var (buyers, routers) = await BuyersAsync(customers, drafts, cancellationToken);
        var terms = drafts.All(d => d.DueOn is not null) ? [] : await TermsAsync(customers, cancellationToken);
        await UseDiscountsAsync(drafts, cancellationToken);
        var invoices = new List<Invoice>(drafts.Count);
        foreach (var kind in drafts.GroupBy(d => d.Kind))
        {
            var numbers = new NumberFormat(kind.Key == InvoiceKind.Invoice ? rules.InvoicePrefix : rules.CreditNotePrefix, rules.NumbersRestartYearly, rules.NumberDigits);
            var today = tenant.DayOf(now);
            var first = await db.TakeAsync(numbers.Series(today), kind.Count(), cancellationToken);
            foreach (var draft in kind)
            {
                var invoice = Add(draft, buyers[draft.CustomerId], rules, tenant);
                invoice.Issue(numbers.Write(today, first++), now, today, draft.DueOn ?? today.AddDays(terms.GetValueOrDefault(draft.CustomerId, rules.PaymentTermsDays)));
                await books.BookAsync(PostingOf(invoice, draft.Document, routers), cancellationToken);
                invoices.Add(invoice);
            }
        }
        return invoices;
    }

    /// <summary>Writes the document down without a number and without the books; it can be thrown away.</summary>
    public async Task<Invoice> DraftAsync(InvoiceDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var buyer = (await BuyersAsync([draft.CustomerId], [], cancellationToken)).Buyers[draft.CustomerId];
        return Add(draft, buyer, await settings.CurrentAsync(cancellationToken), await tenants.CurrentAsync(cancellationToken));
    }

    /// <summary>In one order for everybody. A discount that others used up since it was chosen makes the whole stale: chosen again, it is not there.</summary>
    private async Task UseDiscountsAsync(IReadOnlyList<InvoiceDraft> drafts, CancellationToken cancellationToken)
    {
        var uses = drafts.Where(d => d.Kind == InvoiceKind.Invoice).SelectMany(d => d.Document.Discounts.Select(e => (Draft: d, Effect: e))).OrderBy(u => u.Effect.DiscountId);
        foreach (var (draft, effect) in uses)
            if (await discounts.UseAsync(effect.DiscountId, draft.CustomerId, draft.Id, effect.Effect, cancellationToken) is { Ok: false } gone)
                throw new DbUpdateConcurrencyException(gone.Refusal.Message);
    }

    /// <summary>Adds the document with its lines as a draft, not numbered and not booked.</summary>
    private Invoice Add(InvoiceDraft draft, Party buyer, BillingSettings rules, TenantInfo tenant)
    {
        var document = draft.Document;
        var invoice = new Invoice
        {
            Id = draft.Id,
            CustomerId = draft.CustomerId,
            Kind = draft.Kind,
            SubscriptionId = draft.SubscriptionId,
            CorrectsId = draft.CorrectsId,
            CreatedAt = clock.GetUtcNow(),
            Discount = document.Discount,
            Net = document.Net,
            Tax = document.Tax,
            Total = document.Total,
            Seller = SellerOf(rules, tenant),
            Buyer = buyer,
            PaymentDetails = rules.BankDetails,
            Footer = rules.Footer,
            Note = draft.Note,
            PayToken = RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 26),
        };
        invoice.Begin(document.Total.Currency, draft.DueOn);
        db.Add(invoice);
        for (var i = 0; i < document.Lines.Count; i++) db.Add(LineOf(invoice.Id, i + 1, document.Lines[i]));
        foreach (var tax in document.Taxes)
            db.Add(new InvoiceTax { InvoiceId = invoice.Id, RateId = tax.RateId, Name = tax.Name, PercentMilli = (int)(tax.Percent * 1000), Base = tax.Base, Tax = tax.Tax });
        return invoice;
    }

    private static InvoiceLine LineOf(Guid invoiceId, int position, PricedLine line) => new()
    {
        InvoiceId = invoiceId,
        Position = position,
        Kind = line.Source.Kind,
        Text = TextRules.Cut(line.Source.Text, 200),
        QuantityMilli = (long)(line.Source.Quantity * 1000),
        Unit = line.Source.Unit,
        UnitPrice = line.Source.UnitPrice,
        Discount = line.Discount,
        DiscountId = line.Source.Discount?.DiscountId,
        DiscountText = line.Source.Discount?.Text,
        Net = line.Net,
        Tax = line.Tax,
        Total = line.Total,
        SubscriptionId = line.Source.SubscriptionId,
        ProfileId = line.Source.ProfileId,
        PeriodStart = line.Source.PeriodStart,
        PeriodEnd = line.Source.PeriodEnd,
    };

    private static Posting PostingOf(Invoice invoice, PricedDocument document, Dictionary<Guid, Guid> routers)
    {
        var isBack = invoice.Kind == InvoiceKind.CreditNote;
        var posting = new Posting(isBack ? LedgerKind.CreditNote : LedgerKind.Invoice, invoice.Id, invoice.CustomerId, $"{(isBack ? "Credit note" : "Invoice")} {invoice.Number}");
        if (!isBack) posting.Debit(LedgerAccount.Receivable, invoice.Total);
        foreach (var sold in document.Lines.GroupBy(l => new SoldAs(l.Source.ProfileId, l.Source.SubscriptionId is { } id && routers.TryGetValue(id, out var router) ? router : null)))
        {
            var net = sold.Aggregate(Money.Zero(invoice.Net.Currency), (sum, line) => sum + line.Net);
            posting.Credit(LedgerAccount.Revenue, isBack ? -net : net, sold: sold.Key);
        }
        foreach (var tax in document.Taxes) posting.Credit(LedgerAccount.Tax, isBack ? -tax.Tax : tax.Tax, tax.Name);
        return isBack ? posting.Credit(LedgerAccount.Receivable, invoice.Total) : posting;
    }

    private static Party SellerOf(BillingSettings rules, TenantInfo tenant) =>
        new(rules.LegalName ?? tenant.Name, null, rules.SellerAddress, rules.SellerTaxNumber, rules.SellerEmail, rules.SellerPhone) { Reference = rules.SellerRegistration };

    private Task<Dictionary<Guid, int>> TermsAsync(List<Guid> ids, CancellationToken cancellationToken) =>
        db.Set<CustomerBilling>().Where(b => ids.Contains(b.CustomerId) && b.PaymentTermsDays != null).Select(b => new { b.CustomerId, Days = b.PaymentTermsDays!.Value })
            .ToDictionaryAsync(b => b.CustomerId, b => b.Days, cancellationToken);

    /// <summary>And the routers of the services that are invoiced, in the same statement.</summary>
    private async Task<(Dictionary<Guid, Party> Buyers, Dictionary<Guid, Guid> Routers)> BuyersAsync(List<Guid> ids, IReadOnlyList<InvoiceDraft> drafts, CancellationToken cancellationToken)
    {
        var (buyers, routers) = (new Dictionary<Guid, Party>(), new Dictionary<Guid, Guid>());
        var services = drafts.SelectMany(d => d.Document.Lines, (d, l) => (d.CustomerId, Id: l.Source.SubscriptionId)).Where(s => s.Id is not null).ToLookup(s => s.CustomerId, s => s.Id!.Value);
        foreach (var some in ids.Chunk(100))
        {
            var wanted = some.SelectMany(id => services[id]).Distinct().ToList();
            foreach (var c in await db.Set<Customer>().AsNoTracking().Where(c => some.Contains(c.Id)).Select(c => new
            {
                c.Id,
                c.Number,
                c.Name,
                c.Company,
                c.Address,
                c.TaxNumber,
                c.Email,
                c.Phone,
                Services = db.Set<Subscription>().Where(s => s.CustomerId == c.Id && wanted.Contains(s.Id)).Select(s => new { s.Id, s.RouterId }).ToList(),
            }).ToListAsync(cancellationToken))
            {
                buyers[c.Id] = new Party(c.Name, c.Company, c.Address, c.TaxNumber, c.Email, c.Phone) { Reference = Customer.NumberOf(c.Number) };
                foreach (var service in c.Services) routers[service.Id] = service.RouterId;
            }
        }
        return (buyers, routers);
    }
}
