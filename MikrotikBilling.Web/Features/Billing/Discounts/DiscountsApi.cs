using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Billing.Discounts;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Discounts;

public static class DiscountsApi
{
    /// <summary>A discount as JSON; amounts in the currency's own digits.</summary>
    /// <param name="Rewards">How many were credited for bringing a customer, and <paramref name="Rewarded"/> with how much in all.</param>
    public sealed record DiscountJson(
        Guid Id, string Name, DiscountKind Kind, string? Code, decimal? Percent, decimal? Amount, string Currency, DiscountScope Scope, DiscountTiming Timing, DateOnly ValidFrom, DateOnly? ValidTo,
        int? UseLimit, int? PerCustomerLimit, int? LoyaltyAfter, LoyaltyRule LoyaltyRule, decimal ReferrerReward, bool IsActive, DiscountState State, int Used, decimal Effect, int Rewards, decimal Rewarded, int Version);

    public sealed record DiscountDetailsJson(DiscountJson Discount, IReadOnlyList<Guid> ProfileIds);

    public sealed record UseJson(Guid CustomerId, string Number, string Name, Guid InvoiceId, decimal Effect, string Currency, DateTimeOffset At, DateTimeOffset? TakenBackAt);

    public sealed record GivenJson(Guid Id, Guid DiscountId, Guid? SubscriptionId, DateOnly? Until, DateTimeOffset GivenAt, string GivenBy);

    public static void MapDiscounts(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/billing/discounts").RequireAuthorization(DiscountsPermissions.View);
        api.MapGet("/", ListAsync);
        api.MapGet("/{id:guid}", GetAsync);
        api.MapGet("/{id:guid}/uses", UsesAsync);
        api.MapPost("/", AddAsync).Validates<SaveDiscount>().RequireAuthorization(DiscountsPermissions.Manage);
        api.MapPut("/{id:guid}", EditAsync).Validates<SaveDiscount>().RequireAuthorization(DiscountsPermissions.Manage);
        api.MapDelete("/{id:guid}", async (Guid id, DiscountEditor editor, CancellationToken cancellationToken) =>
            ApiResults.From((await editor.DeleteAsync(id, cancellationToken)).ToResult())).RequireAuthorization(DiscountsPermissions.Manage);

        var given = routes.MapGroup("/api/customers/{customer:guid}/discounts").RequireAuthorization(DiscountsPermissions.View);
        given.MapGet("", async (Guid customer, DiscountQueries discounts, CancellationToken cancellationToken) =>
            (await discounts.OfCustomerAsync(customer, cancellationToken)).Select(g => Json(g.Given)).ToList());
        given.MapPost("", GiveAsync).Validates<GiveDiscount>().RequireAuthorization(DiscountsPermissions.Manage);
        given.MapDelete("/{id:guid}", async (Guid customer, Guid id, DiscountEditor editor, CancellationToken cancellationToken) =>
            ApiResults.From(await editor.TakeAwayAsync(customer, id, cancellationToken))).RequireAuthorization(DiscountsPermissions.Manage);
    }

    private static async Task<ApiList<DiscountJson>> ListAsync(
        DiscountQueries discounts, TenantClock clock, CancellationToken cancellationToken, string? q = null, DiscountKind? kind = null, bool? active = null, string? cursor = null)
    {
        var today = await TodayAsync(clock, cancellationToken);
        var page = await discounts.ListAsync(new DiscountFilter(q, kind, active, cursor), cancellationToken);
        var rewards = await discounts.RewardsAsync([.. page.Items.Where(d => d.Kind == DiscountKind.Referral).Select(d => d.Id)], cancellationToken);
        return new ApiList<DiscountJson>([.. page.Items.Select(d => Json(d, today, rewards.GetValueOrDefault(d.Id)))], page.Next);
    }

    private static async Task<Results<Ok<DiscountDetailsJson>, ProblemHttpResult>> GetAsync(Guid id, DiscountQueries discounts, TenantClock clock, CancellationToken cancellationToken)
    {
        if (await discounts.FindAsync(id, cancellationToken) is not { } discount) return ApiResults.Problem(Refusal.NotFound);
        var profiles = await discounts.ProfilesAsync(id, cancellationToken);
        return TypedResults.Ok(new DiscountDetailsJson(Json(discount, await TodayAsync(clock, cancellationToken), (await discounts.RewardsAsync([id], cancellationToken)).GetValueOrDefault(id)), [.. profiles.Select(p => p.Id)]));
    }

    private static async Task<Results<Ok<ApiList<UseJson>>, ProblemHttpResult>> UsesAsync(Guid id, DiscountQueries discounts, CancellationToken cancellationToken, string? cursor = null)
    {
        if (await discounts.FindAsync(id, cancellationToken) is null) return ApiResults.Problem(Refusal.NotFound);
        var page = await discounts.UsesAsync(id, cursor, cancellationToken);
        return TypedResults.Ok(new ApiList<UseJson>([.. page.Items.Select(u =>
            new UseJson(u.CustomerId, Core.Customers.Customer.NumberOf(u.Number), u.CustomerName, u.InvoiceId, u.Effect.ToDecimal(), u.Effect.Currency, u.At, u.TakenBackAt))], page.Next));
    }

    private static async Task<Results<Created<DiscountJson>, ProblemHttpResult>> AddAsync(SaveDiscount input, DiscountEditor editor, TenantClock clock, CancellationToken cancellationToken)
    {
        var added = await editor.AddAsync(input, cancellationToken);
        return added.Ok
            ? TypedResults.Created($"/api/billing/discounts/{added.Value.Id}", Json(added.Value, await TodayAsync(clock, cancellationToken)))
            : ApiResults.Problem(added.Refusal);
    }

    /// <param name="version">That of the discount as it was read. Left out, the last one wins.</param>
    private static async Task<Results<Ok<DiscountJson>, ProblemHttpResult>> EditAsync(
        Guid id, SaveDiscount input, DiscountEditor editor, DiscountQueries discounts, TenantClock clock, CancellationToken cancellationToken, int? version = null)
    {
        if (await discounts.FindAsync(id, cancellationToken) is not { } present) return ApiResults.Problem(Refusal.NotFound);
        var today = await TodayAsync(clock, cancellationToken);
        var rewards = (await discounts.RewardsAsync([id], cancellationToken)).GetValueOrDefault(id);
        return ApiResults.From(await editor.EditAsync(id, version ?? present.Version, input, cancellationToken), d => Json(d, today, rewards));
    }

    private static async Task<Results<Ok<GivenJson>, ProblemHttpResult>> GiveAsync(Guid customer, GiveDiscount input, DiscountEditor editor, CancellationToken cancellationToken) =>
        ApiResults.From(await editor.GiveAsync(customer, input, cancellationToken), Json);

    private static async Task<DateOnly> TodayAsync(TenantClock clock, CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        return DateOnly.FromDateTime(time.Local(time.Now));
    }

    private static DiscountJson Json(Discount d, DateOnly today, RewardSums? rewards = null) => new(
        d.Id, d.Name, d.Kind, d.Code, d.Percent, d.Percent is null ? d.Amount.ToDecimal() : null, d.Amount.Currency, d.Scope, d.Timing, d.ValidFrom, d.ValidTo, d.UseLimit, d.PerCustomerLimit,
        d.LoyaltyAfter, d.LoyaltyRule, d.ReferrerReward.ToDecimal(), d.IsActive, d.StateOn(today), d.Used, d.Effect.ToDecimal(), rewards?.Count ?? 0, rewards?.Amount.ToDecimal() ?? 0, d.Version);

    private static GivenJson Json(CustomerDiscount g) => new(g.Id, g.DiscountId, g.SubscriptionId, g.Until, g.GivenAt, g.GivenBy);
}
