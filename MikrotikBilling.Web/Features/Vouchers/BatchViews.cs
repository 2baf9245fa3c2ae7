using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers;

/// <summary>What somebody may do with a batch.</summary>
public sealed record BatchRights(bool SeesCodes, bool Manages, bool Sells, bool Redeems);

/// <summary>Everything the page of a batch draws.</summary>
/// <param name="Routers">Names of those where it lets in; empty for any.</param>
/// <param name="Shops">Points of sale that are offered.</param>
public sealed record BatchView(
    VoucherBatchLine Line, CodeListQuery Query, Page<VoucherLine> Codes, IReadOnlyList<VoucherSaleLine> Sales, IReadOnlyList<PointOfSale> Shops, IReadOnlyList<string> Routers, BatchRights Rights, TenantTime Time,
    SellVouchers Sell)
{
    public VoucherBatch Batch => Line.Batch;

    /// <summary>As the sales tell: some of them may be used or void.</summary>
    public int Unsold => Batch.Quantity - Sales.Sum(s => s.Sale.Quantity - s.Returned);

    /// <summary>What was typed to take a sale back, when it was refused.</summary>
    public ReturnVouchers? Return { get; init; }

    public bool IsHotspot => Line.Kind == ServiceKind.Hotspot;
    public string Url => VouchersPages.Of(Batch.Id);
}

/// <summary>Gathers what the page of a batch needs.</summary>
public sealed class BatchViews(VoucherQueries vouchers, RouterQueries routers, TenantClock clock, IAuthorizationService authorization)
{
    /// <summary>Null when there is no such batch.</summary>
    public async Task<BatchView?> OfAsync(Guid id, CodeListQuery query, SellVouchers? typed, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (await vouchers.BatchAsync(id, cancellationToken) is not { } line) return null;
        var rights = new BatchRights(
            await authorization.MayAsync(user, VouchersPermissions.Codes), await authorization.MayAsync(user, VouchersPermissions.Manage),
            await authorization.MayAsync(user, VouchersPermissions.Sell), await authorization.MayAsync(user, VouchersPermissions.Redeem));
        // Nothing of what is being made is shown: it does not count yet.
        var isMade = line.Batch.State != VoucherBatchState.Making;
        return new BatchView(
            line, query, isMade ? CodeListQuery.PageOf(await vouchers.CodesAsync(id, query.ToFilter(), cancellationToken)) : new Page<VoucherLine>([], null),
            isMade ? await vouchers.SalesAsync(id, cancellationToken) : [],
            line.Batch.State == VoucherBatchState.Ready && rights.Sells ? [.. (await vouchers.PointsOfSaleAsync(cancellationToken)).Where(p => p.IsActive)] : [],
            line.Batch.RouterIds.Count == 0 ? [] : [.. (await routers.NamesAsync(cancellationToken)).Where(r => line.Batch.RouterIds.Contains(r.Id)).Select(r => r.Name)],
            rights, await clock.NowAsync(cancellationToken), typed ?? new SellVouchers { Id = Guid.CreateVersion7() });
    }
}
