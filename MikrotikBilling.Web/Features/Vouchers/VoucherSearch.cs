using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Vouchers;

/// <summary>A voucher by its whole code, and a batch by its number.</summary>
internal sealed class VoucherSearch(VoucherQueries vouchers, VoucherThrottle throttle, IAuthorizationService authorization) : ISearchSource
{
    private const int ShortestCode = 6;
    private const string BatchMark = "V-";

    public int Order => 62;

    public SearchShape Takes => SearchShape.Code | SearchShape.Number;

    public async Task<SearchGroup?> FindAsync(string query, int count, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (query.StartsWith(BatchMark, StringComparison.OrdinalIgnoreCase) && query.Length > BatchMark.Length && query.AsSpan(BatchMark.Length).ContainsAnyExceptInRange('0', '9') is false)
            return await BatchAsync(query, count, user, cancellationToken);
        if (VoucherCode.Parse(query) is not { Length: >= ShortestCode } code || !await authorization.MayAsync(user, VouchersPermissions.Redeem)) return null;
        var found = await vouchers.HitAsync(code, cancellationToken);
        // Names and numbers are looked for here as well: only what could be a code by its check sign is a guess.
        var isGuess = found is null && code.Length >= VoucherFormat.Shortest && VoucherCode.IsRight(code);
        if ((found is null && !isGuess) || await throttle.IsShutAsync(null, cancellationToken)) return null;
        if (found is null)
        {
            await throttle.WrongAsync(null, null, cancellationToken);
            return null;
        }
        return new SearchGroup("Vouchers", [new SearchHit($"{found.Profile}, {found.SalesPrice}", VouchersPages.RedeemCode(code), "ticket", $"{found.Batch}, no. {found.Serial}", VoucherWords.Of(found.State).Text, VoucherWords.Of(found.State).Tone)]);
    }

    private async Task<SearchGroup?> BatchAsync(string query, int count, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (!await authorization.MayAsync(user, VouchersPermissions.View)) return null;
        var found = await vouchers.BatchesAsync(new VoucherBatchFilter(Text: query), cancellationToken);
        return new SearchGroup("Vouchers", [.. found.Items.Take(count).Select(l => new SearchHit(l.Batch.NumberText, VouchersPages.Of(l.Batch.Id), "ticket", $"{VoucherWords.Vouchers(l.Batch.Quantity)}, {l.Profile}"))]);
    }
}
