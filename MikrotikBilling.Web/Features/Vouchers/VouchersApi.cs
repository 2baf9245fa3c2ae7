using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Guests;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers;

/// <summary>Vouchers for programs; amounts in whole units of the currency, with its own digits.</summary>
public static class VouchersApi
{
    /// <param name="RedeemBy">From this moment on its codes are good no more.</param>
    public sealed record BatchJson(
        Guid Id, string Number, VoucherBatchState State, Guid ProfileId, string Profile, int Quantity, int Made, decimal SalesPrice, decimal Price, string Currency, int Unused, int Used, int Expired, int Void,
        DateTimeOffset? RedeemBy, int TimeCount, SpanUnit TimeUnit, VoucherStart Starts, VoucherTime Counts, VoucherHolding Holding, int Shelved, bool LocksDevice, IReadOnlyList<Guid> RouterIds, bool HasPin, bool IsImported, string? Notes, string? VoidReason, string MadeBy,
        DateTimeOffset CreatedAt, DateTimeOffset? ReadyAt, int Version);

    /// <param name="Code">The last signs alone, for who may not see it.</param>
    public sealed record CodeJson(int Serial, string Code, string? Pin, VoucherState State, bool Sold, string? Seller, DateTimeOffset? UsedAt, Guid? CustomerId, string? UsedBy, Guid? PaymentId);

    public sealed record FindJson(string? Code);

    public sealed record FoundJson(CodeJson Code, BatchJson Batch);

    /// <param name="RunsUntil">New end of the service that it renewed; null where it is credit.</param>
    public sealed record RedeemedJson(Guid Id, string Batch, int Serial, decimal Value, string Currency, Guid CustomerId, string Customer, Guid PaymentId, string Receipt, Guid? SubscriptionId, DateTimeOffset? RunsUntil);

    /// <param name="RouterId">The hotspot that somebody without an account is let in at.</param>
    public sealed record LetInJson(string? Code, string? Pin, Guid RouterId, string? MacAddress);

    /// <param name="Until">Null where time is counted while online.</param>
    public sealed record GuestJson(Guid CustomerId, Guid SubscriptionId, string UserName, string Password, DateTimeOffset? Until, bool IsNew);

    public sealed record SaleJson(Guid Id, Guid? PointOfSaleId, string? PointOfSale, int Quantity, int FirstSerial, int LastSerial, int Returned, decimal Amount, string Currency, PaymentMethod Method, DateTimeOffset At, string SoldBy);

    public sealed record ReturnJson(Guid Id, Guid SaleId, int Quantity, decimal Amount, string Currency, DateTimeOffset At, string Reason);

    public sealed record ReasonJson(string? Reason);

    /// <param name="Wrong">The first of those that cannot be taken.</param>
    public sealed record ImportPreviewJson(int Codes, int WrongCount, IReadOnlyList<ImportProblem> Wrong);

    public sealed record PointJson(Guid Id, string Name, string? Phone, string? Notes, bool IsActive, int Version);

    public static void MapVouchers(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/vouchers").RequireAuthorization(VouchersPermissions.View);
        api.MapGet("/batches", ListAsync);
        api.MapPost("/batches", MakeAsync).Validates<MakeBatch>().RequireAuthorization(VouchersPermissions.Manage);
        api.MapGet("/batches/{id:guid}", GetAsync);
        api.MapPost("/batches/{id:guid}/cancel", CancelAsync).RequireAuthorization(VouchersPermissions.Manage);
        api.MapPost("/batches/{id:guid}/void", VoidAsync).RequireAuthorization(VouchersPermissions.Manage);
        api.MapGet("/batches/{id:guid}/codes", CodesAsync).RequireAuthorization(VouchersPermissions.Codes);
        api.MapPost("/batches/{id:guid}/codes/{serial:int}/void", VoidCodeAsync).RequireAuthorization(VouchersPermissions.Manage);
        api.MapGet("/batches/{id:guid}/codes.csv", VoucherFiles.CsvAsync).RequireAuthorization(VouchersPermissions.Codes);
        api.MapGet("/batches/{id:guid}/sales", SalesAsync);
        api.MapPost("/batches/{id:guid}/sell", SellAsync).Validates<SellVouchers>().RequireAuthorization(VouchersPermissions.Sell);
        api.MapPost("/sales/return", ReturnAsync).Validates<ReturnVouchers>().RequireAuthorization(VouchersPermissions.Manage);
        api.MapGet("/uses", UsesAsync);
        api.MapPost("/import", VoucherFiles.ImportAsync).Validates<ImportVouchers>().RequireAuthorization(VouchersPermissions.Manage, VouchersPermissions.Codes).WithMetadata(new RequestSizeLimitAttribute(Uploads.MostRequestBytes));
        api.MapPost("/import/preview", VoucherFiles.PreviewAsync).Validates<ImportVouchers>().RequireAuthorization(VouchersPermissions.Manage, VouchersPermissions.Codes).WithMetadata(new RequestSizeLimitAttribute(Uploads.MostRequestBytes));
        var desk = routes.MapGroup("/api/vouchers").RequireAuthorization(VouchersPermissions.Redeem);
        desk.MapPost("/find", FindAsync);
        desk.MapPost("/redeem", RedeemAsync).Validates<RedeemVoucher>();
        desk.MapPost("/let-in", LetInAsync);
        PointsOfSaleApi.Map(api.MapGroup("/points-of-sale"));
        VoucherReportApi.Map(routes);
    }

    internal static BatchJson Json(VoucherBatch b, string profile, VoucherCounts counts) => new(
        b.Id, b.NumberText, b.State, b.ProfileId, profile, b.Quantity, b.Made, b.SalesPrice.ToDecimal(), b.Price.ToDecimal(), b.SalesPrice.Currency, counts.Unused, counts.Used, counts.Expired, counts.Void,
        b.RedeemBy, b.TimeCount, b.TimeUnit, b.Starts, b.Counts, b.Holding, b.Shelved, b.LocksDevice, b.RouterIds, b.HasPin, b.IsImported, b.Notes, b.VoidReason, b.ActorName, b.CreatedAt, b.ReadyAt, b.Version);

    internal static async Task<Results<Ok<BatchJson>, ProblemHttpResult>> GetAsync(Guid id, VoucherQueries vouchers, CancellationToken cancellationToken) =>
        ApiResults.Found(await vouchers.BatchAsync(id, cancellationToken) is { } line ? Json(line.Batch, line.Profile, line.Counts) : null);

    private static async Task<ApiList<BatchJson>> ListAsync([AsParameters] BatchListQuery query, VoucherQueries vouchers, CancellationToken cancellationToken)
    {
        var page = await vouchers.BatchesAsync(query.ToFilter(), cancellationToken);
        return new ApiList<BatchJson>([.. page.Items.Select(l => Json(l.Batch, l.Profile, l.Counts))], page.Next);
    }

    private static async Task<Results<Accepted<BatchJson>, ProblemHttpResult>> MakeAsync(MakeBatch input, VoucherBatchService batches, VoucherQueries vouchers, CancellationToken cancellationToken)
    {
        var made = await batches.MakeAsync(input, cancellationToken);
        if (!made.Ok) return ApiResults.Problem(made.Refusal);
        var line = await vouchers.BatchAsync(made.Value.Id, cancellationToken);
        return TypedResults.Accepted($"/api/vouchers/batches/{made.Value.Id}", Json(line!.Batch, line.Profile, line.Counts));
    }

    private static async Task<Results<Ok<BatchJson>, ProblemHttpResult>> CancelAsync(Guid id, VoucherBatchService batches, VoucherQueries vouchers, CancellationToken cancellationToken)
    {
        var done = await batches.CancelAsync(id, cancellationToken);
        return done.Ok ? await GetAsync(id, vouchers, cancellationToken) : ApiResults.Problem(done.Refusal);
    }

    /// <param name="version">That of the batch as it was read. Left out, it is taken back whatever happened to it since.</param>
    private static async Task<Results<Ok<BatchJson>, ProblemHttpResult>> VoidAsync(
        Guid id, ReasonJson body, VoucherBatchService batches, VoucherQueries vouchers, CancellationToken cancellationToken, int? version = null)
    {
        var done = await batches.VoidAsync(id, body.Reason, version, cancellationToken);
        return done.Ok ? await GetAsync(id, vouchers, cancellationToken) : ApiResults.Problem(done.Refusal);
    }

    private static async Task<Results<Ok<ApiList<CodeJson>>, ProblemHttpResult>> CodesAsync(Guid id, [AsParameters] CodeListQuery query, VoucherQueries vouchers, CancellationToken cancellationToken)
    {
        if (await vouchers.BatchAsync(id, cancellationToken) is not { Batch: var batch }) return ApiResults.Problem(Refusal.NotFound);
        if (batch.State == VoucherBatchState.Making) return ApiResults.Problem(VoucherFiles.StillMade(batch));
        var page = CodeListQuery.PageOf(await vouchers.CodesAsync(id, query.ToFilter(), cancellationToken));
        return TypedResults.Ok(new ApiList<CodeJson>([.. page.Items.Select(l => Json(l, l.Code))], page.Next));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> VoidCodeAsync(
        Guid id, int serial, ReasonJson body, VoucherBatchService batches, VoucherQueries vouchers, CancellationToken cancellationToken)
    {
        if (await vouchers.SerialAsync(id, serial, cancellationToken) is not { } voucher) return ApiResults.Problem(Refusal.NotFound);
        return ApiResults.From((await batches.VoidCodeAsync(voucher, body.Reason, cancellationToken)).ToResult());
    }

    private static async Task<Results<Ok<IReadOnlyList<SaleJson>>, ProblemHttpResult>> SalesAsync(Guid id, VoucherQueries vouchers, CancellationToken cancellationToken)
    {
        if (await vouchers.BatchAsync(id, cancellationToken) is null) return ApiResults.Problem(Refusal.NotFound);
        return TypedResults.Ok<IReadOnlyList<SaleJson>>([.. (await vouchers.SalesAsync(id, cancellationToken)).Select(l => Json(l.Sale, l.PointOfSale, l.Returned))]);
    }

    private static async Task<Results<Ok<SaleJson>, ProblemHttpResult>> SellAsync(Guid id, SellVouchers input, VoucherSales sales, CancellationToken cancellationToken) =>
        ApiResults.From(await sales.SellAsync(id, input, cancellationToken), sale => Json(sale, null, 0));

    private static async Task<Results<Ok<ReturnJson>, ProblemHttpResult>> ReturnAsync(ReturnVouchers input, VoucherReturns returns, CancellationToken cancellationToken) =>
        ApiResults.From(await returns.GiveBackAsync(input, cancellationToken), r => new ReturnJson(r.Id, r.SaleId, r.Quantity, r.Amount.ToDecimal(), r.Amount.Currency, r.At, r.Reason));

    /// <summary>Newest first; both days included, the month where none are given.</summary>
    private static async Task<Results<Ok<ApiList<VoucherUsed>>, ProblemHttpResult>> UsesAsync([AsParameters] UseListQuery query, VoucherQueries vouchers, TenantClock clock, CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        var span = query.Span(DateOnly.FromDateTime(time.Local(time.Now)));
        if (span.Wrong is { } wrong) return ApiResults.Problem(new Refusal("invalid-input", wrong), StatusCodes.Status422UnprocessableEntity);
        var page = await vouchers.UsesAsync(query.ToFilter(span), cancellationToken);
        return TypedResults.Ok(new ApiList<VoucherUsed>(page.Items, page.Next));
    }

    /// <summary>By the whole code, which is not given back.</summary>
    private static async Task<Results<Ok<FoundJson>, ProblemHttpResult>> FindAsync(FindJson body, HttpContext http, VoucherQueries vouchers, VoucherThrottle throttle, CancellationToken cancellationToken)
    {
        var address = http.Connection.RemoteIpAddress?.ToString();
        var isShut = await throttle.IsShutAsync(address, cancellationToken);
        if (!isShut && await vouchers.FindAsync(body.Code, cancellationToken) is { } found)
            return TypedResults.Ok(new FoundJson(Json(found.Line, VoucherCode.Mask(found.Line.Code)) with { Pin = null }, Json(found.Batch, found.Profile, VoucherCounts.None)));
        return isShut || await throttle.WrongAsync(address, null, cancellationToken)
            ? ApiResults.Problem(VoucherThrottle.Shut, StatusCodes.Status429TooManyRequests)
            : ApiResults.Problem(Refusal.NotFound);
    }

    private static async Task<Results<Ok<RedeemedJson>, ProblemHttpResult>> RedeemAsync(RedeemVoucher input, HttpContext http, VoucherRedemption redemption, CancellationToken cancellationToken)
    {
        var done = await redemption.RedeemAsync(input, VoucherWay.Api, http.Connection.RemoteIpAddress?.ToString(), cancellationToken);
        if (!done.Ok) return ApiResults.Problem(done.Refusal, done.Refusal == VoucherThrottle.Shut ? StatusCodes.Status429TooManyRequests : null);
        var r = done.Value;
        return TypedResults.Ok(new RedeemedJson(
            r.Use.Id, r.Batch, r.Serial, r.Value.ToDecimal(), r.Value.Currency, r.CustomerId, r.Customer, r.Payment.Id, r.Payment.Number, r.Renewed?.SubscriptionId, r.Renewed?.EndsAt));
    }

    private static async Task<Results<Ok<GuestJson>, ProblemHttpResult>> LetInAsync(LetInJson body, HttpContext http, VoucherGuests guests, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrWhiteSpace(body.MacAddress) && MacAddress.NormaliseOrNull(body.MacAddress) is null) return ApiResults.Problem(new Refusal("guest.mac", "A MAC address such as 4C:5E:0C:12:34:56.", "MacAddress"));
        var done = await guests.LetInAsync(body.Code, body.Pin, new HotspotDevice(body.RouterId, body.MacAddress, null), http.Connection.RemoteIpAddress?.ToString(), VoucherWay.Api, cancellationToken);
        if (!done.Ok) return ApiResults.Problem(done.Refusal, done.Refusal == VoucherThrottle.Shut ? StatusCodes.Status429TooManyRequests : null);
        var g = done.Value;
        return TypedResults.Ok(new GuestJson(g.CustomerId, g.SubscriptionId, g.UserName, g.Password, g.Until, g.IsNew));
    }

    private static CodeJson Json(VoucherLine l, string code) => new(l.Serial, code, l.Pin, l.State, l.IsSold, l.Seller, l.UsedAt, l.CustomerId, l.UsedBy, l.PaymentId);

    private static SaleJson Json(VoucherSale s, string? point, int returned) => new(s.Id, s.PointOfSaleId, point, s.Quantity, s.FirstSerial, s.LastSerial, returned, s.Amount.ToDecimal(), s.Amount.Currency, s.Method, s.At, s.ActorName);
}
