using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Profiles;

public static class ProfilesApi
{
    /// <summary>A profile as JSON: speeds in bits per second, the price in the currency's own digits.</summary>
    public sealed record ProfileJson(
        Guid Id, string Name, string Code, long Download, long Upload, string RateLimit, decimal Price, string Currency, int DurationCount,
        SpanUnit DurationUnit, BillingCycle Cycle, ServiceKind Kind, ProfileCategory Category, bool IsFeatured, long? DataCapBytes, PaymentMode PaymentMode, bool IsActive, int Subscriptions);

    /// <summary>The same with what only one profile tells.</summary>
    public sealed record ProfileDetailsJson(ProfileJson Profile, string? Description, decimal SetupFee, string? Pool, string? LocalAddress, int SharedUsers, int? IdleMinutes, int? SessionMinutes,
        IReadOnlyList<string> Highlights, int Version, CapAction CapAction, long CapDownload, long CapUpload, int? GraceDays, bool SellsPartTime);

    public static void MapProfiles(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/profiles").RequireAuthorization(ProfilesPermissions.View);
        api.MapGet("/", ListAsync);
        api.MapGet("/active", (string? cursor, ProfileQueries profiles, CancellationToken cancellationToken) =>
            ListAsync(profiles, cancellationToken, active: true, cursor: cursor));
        api.MapGet("/featured", (string? cursor, ProfileQueries profiles, CancellationToken cancellationToken) =>
            ListAsync(profiles, cancellationToken, active: true, featured: true, cursor: cursor));
        api.MapGet("/{id:guid}", GetAsync);
        api.MapPost("/", AddAsync).Validates<SaveProfile>().RequireAuthorization(ProfilesPermissions.Manage);
        api.MapPut("/{id:guid}", EditAsync).Validates<SaveProfile>().RequireAuthorization(ProfilesPermissions.Manage);
        api.MapDelete("/{id:guid}", async (Guid id, ProfileService profiles, CancellationToken cancellationToken) =>
            ApiResults.From(await profiles.DeleteAsync(id, cancellationToken))).RequireAuthorization(ProfilesPermissions.Manage);
    }

    private static async Task<Results<Ok<ApiList<ProfileJson>>, ProblemHttpResult>> ListAsync(
        ProfileQueries profiles, CancellationToken cancellationToken, string? q = null, bool? active = null, bool? featured = null, ServiceKind? kind = null,
        ProfileCategory? category = null, string? cursor = null)
    {
        var page = await profiles.ListAsync(new ProfileFilter(q, active, cursor, featured, kind, category), cancellationToken);
        return TypedResults.Ok(new ApiList<ProfileJson>([.. page.Items.Select(Json)], page.Next));
    }

    private static async Task<Results<Ok<ProfileDetailsJson>, ProblemHttpResult>> GetAsync(
        Guid id, ProfileQueries profiles, CancellationToken cancellationToken)
    {
        if (await profiles.FindAsync(id, cancellationToken) is not { } profile || await profiles.LineAsync(id, cancellationToken) is not { } line)
            return ApiResults.Problem(Refusal.NotFound);
        return TypedResults.Ok(new ProfileDetailsJson(
            Json(line), profile.Description, profile.SetupFee.ToDecimal(), profile.Pool, profile.LocalAddress, profile.SharedUsers, profile.IdleMinutes, profile.SessionMinutes,
            profile.Highlights?.Split('\n') ?? [], profile.Version, profile.WhenCapReached, profile.CapDownload, profile.CapUpload, profile.GraceDays, profile.SellsPartTime));
    }

    private static async Task<Results<Created<ProfileJson>, ProblemHttpResult>> AddAsync(
        SaveProfile input, ProfileService profiles, CancellationToken cancellationToken)
    {
        var added = await profiles.AddAsync(input, cancellationToken);
        if (!added.Ok) return ApiResults.Problem(added.Refusal);
        return TypedResults.Created($"/api/profiles/{added.Value.Id}", Json(ProfileQueries.Line(added.Value, 0)));
    }

    /// <param name="version">That of the profile as it was read; a later save by somebody else refuses this one. Left out, the last one wins.</param>
    private static async Task<Results<Ok<ProfileJson>, ProblemHttpResult>> EditAsync(
        Guid id, SaveProfile input, ProfileService profiles, ProfileQueries queries, CancellationToken cancellationToken, int? version = null)
    {
        if (await queries.FindAsync(id, cancellationToken) is not { } present) return ApiResults.Problem(Refusal.NotFound);
        var saved = await profiles.EditAsync(id, version ?? input.Version ?? present.Version, input, cancellationToken);
        if (!saved.Ok) return ApiResults.Problem(saved.Refusal);
        return TypedResults.Ok(Json(ProfileQueries.Line(saved.Value, await queries.UsersAsync(id, cancellationToken))));
    }

    private static ProfileJson Json(ProfileLine p) => new(
        p.Id, p.Name, p.Code, p.Download, p.Upload, p.RateLimit.ToRouterOs(), p.Price.ToDecimal(), p.Price.Currency, p.Duration.Count, p.Duration.Unit,
        p.Cycle, p.Kind, p.Category, p.IsFeatured, p.DataCapBytes, p.PaymentMode, p.IsActive, p.Subscriptions);
}
