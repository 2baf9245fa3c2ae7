using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Emails;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Renewals;

/// <summary>The invoice of a new service: its first period, when that is paid before, and the set-up fee.</summary>
public sealed class FirstInvoice(
    AppDbContext db, LedgerBooks books, Settlement settlement, InvoiceIssuer issuer, PriceTermsQueries terms, BillingMailer mailer, TaxQueries taxes, TenantQueries tenants, TimeProvider clock)
    : INewServiceListener, IFirstPrice
{
    public async Task AddedAsync(Subscription subscription, FirstCharge charge, CancellationToken cancellationToken)
    {
        if (charge == FirstCharge.Nothing) return;
        var profile = await db.Set<Profile>().AsNoTracking().SingleAsync(p => p.Id == subscription.ProfileId, cancellationToken);
        var today = (await tenants.CurrentAsync(cancellationToken)).DayOf(clock.GetUtcNow());
        var applying = await terms.ForAsync(new PriceQuestion(subscription.CustomerId, subscription.Id, profile.Id), today, cancellationToken);
        if (DocumentOf(subscription.Id, profile, subscription.StartsAt, subscription.ExpiresAt, applying) is not { } document) return;
        await books.TakeAsync([subscription.CustomerId], profile.Price.Currency, cancellationToken);
        var invoice = (await issuer.IssueAsync([new InvoiceDraft(subscription.CustomerId, document) { SubscriptionId = subscription.Id }], cancellationToken))[0];
        if (document.Lines.FirstOrDefault(l => l.Source.Kind == LineKind.Service) is { } first)
            db.Add(BillingPeriod.Of(subscription.Id, profile.Id, invoice.Id, subscription.StartsAt, subscription.ExpiresAt, first.Total));
        await settlement.SettleAsync(invoice, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await mailer.IssuedAsync([invoice], cancellationToken);
    }

    public async Task<FirstPrice?> OfAsync(FirstPriceQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        var profile = await db.Set<Profile>().AsNoTracking().SingleAsync(p => p.Id == question.ProfileId, cancellationToken);
        var today = (await tenants.CurrentAsync(cancellationToken)).DayOf(clock.GetUtcNow());
        var asked = new PriceQuestion(question.CustomerId ?? Guid.Empty, Guid.CreateVersion7(), profile.Id);
        var applying = await terms.ForAsync(asked, today, cancellationToken);
        // Somebody new has no place in the books yet: the form says where.
        if (question.CustomerId is null) applying = applying with { Taxes = (await taxes.TableAsync(today, cancellationToken)).For(question.Country, question.Region) };
        if (DocumentOf(asked.SubscriptionId, profile, question.StartsAt, question.EndsAt, applying) is not { } document) return null;
        List<(string, Money)> lines = [.. document.Lines.Select(l => (l.Source.Text, l.Gross))];
        lines.AddRange(document.Discounts.Select(d => (d.Text, -d.Effect)));
        lines.AddRange(document.Taxes.Select(t => (string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{t.Name} {t.Percent:0.###} %{(applying.Rules.PricesIncludeTax ? ", in it" : "")}"), t.Tax)));
        return new FirstPrice(lines, document.Total);
    }

    /// <summary>The invoice that preview and posting agree on; null when there is nothing to ask for.</summary>
    private static PricedDocument? DocumentOf(Guid subscriptionId, Profile profile, DateTimeOffset startsAt, DateTimeOffset endsAt, PriceTerms terms)
    {
        var lines = new List<PriceLine>();
        if (profile.PaymentMode == PaymentMode.Prepaid && !profile.Price.IsZero)
            lines.Add(new PriceLine(LineKind.Service, profile.Name, 1, profile.Duration.ToString(), profile.Price)
            {
                Discount = terms.DiscountIsOnDocument ? null : terms.Discount,
                Taxes = terms.Taxes,
                SubscriptionId = subscriptionId,
                ProfileId = profile.Id,
                PeriodStart = startsAt,
                PeriodEnd = endsAt,
            });
        if (!profile.SetupFee.IsZero)
            lines.Add(new PriceLine(LineKind.SetUpFee, $"Set-up of {profile.Name}", 1, "piece", profile.SetupFee) { Taxes = terms.Taxes, SubscriptionId = subscriptionId, ProfileId = profile.Id });
        return lines.Count == 0 ? null : Pricer.Price(lines, terms.Rules, profile.Price.Currency, terms.DiscountIsOnDocument ? terms.Discount : null);
    }
}
