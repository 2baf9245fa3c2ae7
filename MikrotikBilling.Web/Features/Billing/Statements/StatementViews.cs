using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Statements;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Billing.Documents;
using MikrotikBilling.Web.Features.Billing.Invoices;
using MikrotikBilling.Web.Features.Billing.Ledger;

namespace MikrotikBilling.Web.Features.Billing.Statements;

/// <summary>Makes the printed statement of a customer's account.</summary>
public sealed class StatementViews(DocumentSeller sellers, BillingSettingsQueries settings, TenantQueries tenants, TimeProvider clock)
{
    /// <param name="paper">For a PDF, which fetches nothing: the logo goes into it.</param>
    public async Task<StatementView> OfAsync(Statement statement, bool paper, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var (c, tenant) = (statement.Customer, await tenants.CurrentAsync(cancellationToken));
        Language.Use(tenant.Language);
        return new StatementView
        {
            Language = tenant.Language,
            Seller = await sellers.NowAsync(paper, cancellationToken),
            Buyer = DocumentSeller.Of(new Party(c.Name, c.Company, c.Address, c.TaxNumber, c.Email, c.Phone)),
            CustomerNumber = c.NumberText,
            From = statement.From,
            To = statement.To,
            IssuedOn = tenant.DayOf(clock.GetUtcNow()),
            Opening = statement.Opening,
            Debits = statement.Debits,
            Credits = statement.Credits,
            Closing = statement.Closing,
            Rows = [.. statement.Rows.Select(r => new StatementRowView(r.Day, LedgerWords.Of(r.Kind), r.Reference, r.Debit, r.Credit, r.Balance))],
            Footer = (await settings.CurrentAsync(cancellationToken)).Footer,
        };
    }
}
