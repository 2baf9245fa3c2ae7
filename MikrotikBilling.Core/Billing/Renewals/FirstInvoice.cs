using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Emails;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Renewals;

/// <summary>The invoice of a new service: its first period, when that is paid before, and the set-up fee.</summary>
public sealed class FirstInvoice(
    AppDbContext db, LedgerBooks books, Settlement settlement, InvoiceIssuer issuer, PriceTermsQueries terms, BillingMailer mailer, TenantQueries tenants, TimeProvider clock) : INewServiceListener
{
    public async Task AddedAsync(Subscription subscription, FirstCharge charge, CancellationToken cancellationToken)
    {
        if (charge == FirstCharge.Nothing) return;
        var profile = await db.Set<Profile>().AsNoTracking().SingleAsync(p => p.Id == subscription.ProfileId, cancellationToken);
        var today = (await tenants.CurrentAsync(cancellationToken)).DayOf(clock.GetUtcNow());
        var applying = await terms.ForAsync(new PriceQuestion(subscription.CustomerId, subscription.Id, profile.Id), today, cancellationToken);
        var lines = LinesOf(subscription, profile, applying);
        if (lines.Count == 0) return;
        await books.TakeAsync([subscription.CustomerId], profile.Price.Currency, cancellationToken);
        var document = Pricer.Price(lines, applying.Rules, profile.Price.Currency);
        var invoice = (await issuer.IssueAsync([new InvoiceDraft(subscription.CustomerId, document) { SubscriptionId = subscription.Id }], cancellationToken))[0];
        if (document.Lines.FirstOrDefault(l => l.Source.Kind == LineKind.Service) is { } first)
            db.Add(new BillingPeriod
            {
                SubscriptionId = subscription.Id,
                ProfileId = profile.Id,
                InvoiceId = invoice.Id,
                StartsAt = subscription.StartsAt,
                EndsAt = subscription.ExpiresAt,
                BilledTo = subscription.ExpiresAt,
                Price = first.Total,
            });
        await settlement.SettleAsync(invoice, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await mailer.IssuedAsync([invoice], cancellationToken);
    }

    private static List<PriceLine> LinesOf(Subscription subscription, Profile profile, PriceTerms terms)
    {
        var lines = new List<PriceLine>();
        if (profile.PaymentMode == PaymentMode.Prepaid && !profile.Price.IsZero)
            lines.Add(new PriceLine(LineKind.Service, profile.Name, 1, profile.Duration.ToString(), profile.Price)
            {
                Discount = terms.Discount,
                Taxes = terms.Taxes,
                SubscriptionId = subscription.Id,
                ProfileId = profile.Id,
                PeriodStart = subscription.StartsAt,
                PeriodEnd = subscription.ExpiresAt,
            });
        if (!profile.SetupFee.IsZero)
            lines.Add(new PriceLine(LineKind.SetUpFee, $"Set-up of {profile.Name}", 1, "piece", profile.SetupFee) { Taxes = terms.Taxes, SubscriptionId = subscription.Id, ProfileId = profile.Id });
        return lines;
    }
}
