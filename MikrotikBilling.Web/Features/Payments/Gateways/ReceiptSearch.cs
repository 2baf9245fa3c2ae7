using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Payments.Gateways;

/// <summary>Receipts that customers show, also with the whole message around them: money without an owner, what providers told of, payments.</summary>
internal sealed class ReceiptSearch(ReceiptQueries receipts, IAuthorizationService authorization) : ISearchSource
{
    public int Order => 61;

    public SearchShape Takes => SearchShape.Code | SearchShape.Number | SearchShape.Message;

    public async Task<SearchGroup?> FindAsync(string query, int count, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (!query.Any(char.IsAsciiDigit) || ReceiptQueries.CandidatesOf(query).Count == 0 || !await authorization.MayAsync(user, PaymentsPermissions.View)) return null;
        var found = await receipts.HitsAsync(query, count, cancellationToken);
        return new SearchGroup("Receipts", [.. found.Select(Hit)]);
    }

    private static SearchHit Hit(ReceiptHit hit) => hit.Kind switch
    {
        ReceiptKind.Payment => new SearchHit($"{hit.Reference} · {hit.Amount}", $"{PaymentsPages.Payments}/{hit.Id}", "cash", "Payment"),
        ReceiptKind.Suspense => new SearchHit($"{hit.Reference} · {hit.Amount}", GatewaysPages.SuspenseOf(hit.Id), "wallet", "Money without an owner"),
        _ => new SearchHit($"{hit.Reference} · {hit.Amount}", GatewaysPages.Receipt(hit.Reference), "clock", "Told of, not booked"),
    };
}
