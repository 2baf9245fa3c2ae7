using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Billing.Invoices;

/// <summary>Invoices and credit notes by their number.</summary>
internal sealed class InvoiceSearch(InvoiceQueries invoices, IAuthorizationService authorization) : ISearchSource
{
    public int Order => 61;

    public SearchShape Takes => SearchShape.Code | SearchShape.Number;

    public async Task<SearchGroup?> FindAsync(string query, int count, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (query.Length < 4 || !query.Any(char.IsAsciiDigit) || !await authorization.MayAsync(user, BillingPermissions.View)) return null;
        var found = await invoices.ListAsync(new InvoiceFilter(Number: query), cancellationToken, count);
        return new SearchGroup("Invoices", [.. found.Items.Select(i =>
        {
            var (state, tone) = InvoiceLabels.Of(i.Kind, i.State);
            return new SearchHit($"{i.Number} · {i.Total}", InvoicesPages.Of(i.Id), "file", Phrase.Verbatim(i.Customer), state, tone);
        })]);
    }
}
