using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Payments;

/// <summary>Payments by the number of either side's receipt.</summary>
internal sealed class PaymentSearch(PaymentQueries payments, IAuthorizationService authorization) : ISearchSource
{
    public int Order => 60;

    public SearchShape Takes => SearchShape.Code | SearchShape.Number;

    public async Task<SearchGroup?> FindAsync(string query, int count, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (query.Length < 4 || !query.Any(char.IsAsciiDigit) || !await authorization.MayAsync(user, PaymentsPermissions.View)) return null;
        var found = await payments.ListAsync(new PaymentFilter(query) { DigitsAreReference = true }, cancellationToken, count);
        return new SearchGroup("Payments", [.. found.Items.Select(p => new SearchHit($"{p.Number} · {p.Amount}", $"/payments/{p.Id}", "cash", Phrase.Verbatim(p.Customer)))]);
    }
}
