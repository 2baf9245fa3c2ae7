using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.SetUp;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Routers;

/// <summary><c>/api/network/routers</c>. Passwords go in and never out.</summary>
public static class RoutersApi
{
    /// <param name="Version">Of the router that was read; needed to change it.</param>
    public sealed record RouterBody(
        string? Name, string? Host, int? Port, bool UseTls, string? UserName, string? Password, bool? IsActive, string? Notes, string? TrustedCertificate,
        int? Version, UnpaidMode? UnpaidMode = null)
    {
        public override string ToString() => $"{Name} ({Host})";

        public SaveRouter ToSave() =>
            new(Name ?? "", Host ?? "", Port, UseTls, UserName ?? "", Password, IsActive ?? true, Notes, TrustedCertificate, UnpaidMode);
    }

    /// <param name="Id">Of a stored router whose password may be used while the address is the same.</param>
    public sealed record TestBody(
        Guid? Id, string? Host, int? Port, bool UseTls, string? UserName, string? Password, string? TrustedCertificate)
    {
        public override string ToString() => $"{Host}";

        public SaveRouter ToSave() => new("test", Host ?? "", Port, UseTls, UserName ?? "", Password, TrustedCertificate: TrustedCertificate);
    }

    public static void MapRouters(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/network/routers");
        api.MapGet("", ListAsync).RequireAuthorization(RoutersPermissions.View);
        api.MapPost("", AddAsync).RequireAuthorization(RoutersPermissions.Manage);
        api.MapPost("/test-connection", TestUnsavedAsync).RequireAuthorization(RoutersPermissions.Manage);
        api.MapGet("/{id:guid}", FindAsync).RequireAuthorization(RoutersPermissions.View);
        api.MapPut("/{id:guid}", EditAsync).RequireAuthorization(RoutersPermissions.Manage);
        api.MapDelete("/{id:guid}", DeleteAsync).RequireAuthorization(RoutersPermissions.Manage);
        api.MapPost("/{id:guid}/test-connection", TestAsync).RequireAuthorization(RoutersPermissions.View);
        api.MapPost("/{id:guid}/check-set-up", CheckSetUpAsync).RequireAuthorization(RoutersPermissions.View);
        api.MapGet("/log", async ([AsParameters] RouterLogQuery query, RouterLogQueries log, CancellationToken cancellationToken) =>
        {
            var page = await log.ListAsync(query.ToFilter(null, TimeZoneInfo.Utc), cancellationToken);
            return new ApiList<RouterLogJson>([.. page.Items.Select(RouterLogJson.From)], page.Next);
        }).RequireAuthorization(RoutersPermissions.View);
        api.MapGet("/{id:guid}/log", LogAsync).RequireAuthorization(RoutersPermissions.View);
    }

    private static async Task<ApiList<RouterListItem>> ListAsync(string? q, string? after, RouterQueries routers, CancellationToken cancellationToken)
    {
        var page = await routers.ListAsync(q, after, cancellationToken);
        return new ApiList<RouterListItem>([.. page.Items.Select(RouterListItem.From)], page.Next);
    }

    private static async Task<Results<Created<RouterView>, ProblemHttpResult>> AddAsync(
        RouterBody body, RouterService routers, IValidator<SaveRouter> rules, CancellationToken cancellationToken)
    {
        if (await InvalidAsync(rules, body.ToSave(), cancellationToken) is { } problem) return problem;
        var added = await routers.AddAsync(body.ToSave(), cancellationToken);
        return added.Ok ? TypedResults.Created($"/api/network/routers/{added.Value.Id}", RouterView.From(added.Value)) : ApiResults.Problem(added.Refusal);
    }

    private static async Task<Results<Ok<RouterView>, ProblemHttpResult>> FindAsync(Guid id, RouterQueries routers, CancellationToken cancellationToken) =>
        ApiResults.Found(await routers.FindAsync(id, cancellationToken) is { } router ? RouterView.From(router) : null);

    private static async Task<Results<Ok<RouterView>, ProblemHttpResult>> EditAsync(
        Guid id, RouterBody body, RouterService routers, RouterQueries queries, IValidator<SaveRouter> rules, CancellationToken cancellationToken)
    {
        if (await InvalidAsync(rules, body.ToSave(), cancellationToken) is { } problem) return problem;
        if (body.Version is not { } version)
            return ApiResults.Problem(new Refusal("invalid-input", "Send the version of the router that you read.", nameof(body.Version)), StatusCodes.Status422UnprocessableEntity);
        var edited = await routers.EditAsync(id, version, body.ToSave(), cancellationToken);
        return edited.Ok ? ApiResults.Found(await queries.FindAsync(id, cancellationToken) is { } router ? RouterView.From(router) : null) : ApiResults.Problem(edited.Refusal);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(Guid id, RouterService routers, CancellationToken cancellationToken) =>
        ApiResults.From(await routers.DeleteAsync(id, cancellationToken));

    private static async Task<Results<Ok<RouterTestView>, ProblemHttpResult>> TestAsync(Guid id, RouterTest test, CancellationToken cancellationToken) =>
        ApiResults.From(await test.StoredAsync(id, cancellationToken), RouterTestView.From);

    private static async Task<Results<Ok<SetUpCheckView>, ProblemHttpResult>> CheckSetUpAsync(Guid id, RouterSetUpService setUp, CancellationToken cancellationToken) =>
        ApiResults.From(await setUp.CheckAsync(id, cancellationToken), findings => new SetUpCheckView(findings.All(f => f.Verdict != SafetyVerdict.Wrong), findings));

    private static async Task<Results<Ok<RouterTestView>, ProblemHttpResult>> TestUnsavedAsync(
        TestBody body, RouterTest test, IValidator<SaveRouter> rules, CancellationToken cancellationToken)
    {
        if (await InvalidAsync(rules, body.ToSave(), cancellationToken) is { } problem) return problem;
        return ApiResults.From(await test.UnsavedAsync(body.Id, body.ToSave(), cancellationToken), RouterTestView.From);
    }

    private static async Task<Results<Ok<ApiList<RouterLogJson>>, ProblemHttpResult>> LogAsync(
        Guid id, string? after, bool? failures, RouterQueries routers, RouterLogQueries log, CancellationToken cancellationToken)
    {
        if (await routers.LineAsync(id, cancellationToken) is null) return ApiResults.Problem(Refusal.NotFound);
        var page = await log.ListAsync(new RouterLogFilter(id, failures == true ? RouterLogResult.Failed : null, Cursor: after), cancellationToken);
        return TypedResults.Ok(new ApiList<RouterLogJson>([.. page.Items.Select(RouterLogJson.From)], page.Next));
    }

    private static async Task<ProblemHttpResult?> InvalidAsync(IValidator<SaveRouter> rules, SaveRouter input, CancellationToken cancellationToken)
    {
        var verdict = await rules.ValidateAsync(input, cancellationToken);
        return verdict.IsValid ? null : ApiResults.Invalid(verdict);
    }
}
