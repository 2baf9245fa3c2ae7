using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Subscriptions;

/// <summary>Subscriptions as JSON, and new customers with their first one. Passwords are only in the answer that makes them.</summary>
public static class SubscriptionsApi
{
    /// <summary>Either <c>days</c> or <c>to</c>, a wall-clock time in the tenant's zone.</summary>
    public sealed record ExtendRequest(int? Days, DateTime? To, int? Version);

    /// <summary>The version is that of the subscription as it was read; left out, the last one wins.</summary>
    public sealed record ChangeRequest(int? Version);

    /// <summary>Without a password one is made.</summary>
    public sealed record PasswordRequest(string? Password, int? Version);

    public sealed record UserNameRequest(string? UserName, int? Version);

    public sealed record PasswordJson(string Password);

    public static void MapSubscriptions(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/customers", AddCustomerAsync).Validates<NewCustomer>().RequireAuthorization(CustomersPermissions.Manage);

        var api = routes.MapGroup("/api/subscriptions").RequireAuthorization(SubscriptionsPermissions.View);
        api.MapGet("/", async (SubscriptionQueries subscriptions, CancellationToken cancellationToken, SubscriptionStatus? status = null, string? cursor = null) =>
            ApiResults.List(await subscriptions.ListAsync(status, cursor, cancellationToken)));
        api.MapGet("/{id:guid}", async (Guid id, SubscriptionQueries subscriptions, CancellationToken cancellationToken) =>
            ApiResults.Found(await subscriptions.FindAsync(id, cancellationToken)));

        var change = api.MapGroup("/{id:guid}").RequireAuthorization(SubscriptionsPermissions.Manage);
        change.MapPost("/extend", ExtendAsync).Validates<ExtendRequest>();
        change.MapPost("/enable", async (Guid id, ChangeRequest? body, SubscriptionService service, SubscriptionQueries queries, CancellationToken cancellationToken) =>
            await LineAsync(await service.EnableAsync(id, body?.Version, cancellationToken), queries, cancellationToken));
        change.MapPost("/disable", async (Guid id, ChangeRequest? body, SubscriptionService service, SubscriptionQueries queries, CancellationToken cancellationToken) =>
            await LineAsync(await service.DisableAsync(id, body?.Version, cancellationToken), queries, cancellationToken));
        change.MapPost("/user-name", async (Guid id, UserNameRequest body, SubscriptionService service, SubscriptionQueries queries, CancellationToken cancellationToken) =>
            await LineAsync(await service.RenameAsync(id, body.UserName, body.Version, cancellationToken), queries, cancellationToken));
        change.MapPost("/password", async (Guid id, PasswordRequest? body, SubscriptionService service, CancellationToken cancellationToken) =>
            ApiResults.From(await service.ChangePasswordAsync(id, body?.Password, body?.Version, cancellationToken), password => new PasswordJson(password)));
    }

    private static async Task<Results<Created<CreatedCustomer>, ProblemHttpResult>> AddCustomerAsync(
        NewCustomer input, NewCustomerService customers, CancellationToken cancellationToken)
    {
        var created = await customers.CreateAsync(input, cancellationToken);
        return created.Ok ? TypedResults.Created($"/api/customers/{created.Value.CustomerId}", created.Value) : ApiResults.Problem(created.Refusal);
    }

    private static async Task<Results<Ok<SubscriptionLine>, ProblemHttpResult>> ExtendAsync(
        Guid id, ExtendRequest body, SubscriptionService service, SubscriptionQueries queries, CancellationToken cancellationToken) =>
        await LineAsync(body.Days is { } days
            ? await service.ExtendByAsync(id, days, body.Version, cancellationToken)
            : await service.ExtendToAsync(id, body.To!.Value, body.Version, cancellationToken), queries, cancellationToken);

    private static async Task<Results<Ok<SubscriptionLine>, ProblemHttpResult>> LineAsync(
        Result<Subscription> result, SubscriptionQueries queries, CancellationToken cancellationToken)
    {
        if (!result.Ok) return ApiResults.Problem(result.Refusal);
        return ApiResults.Found(await queries.FindAsync(result.Value.Id, cancellationToken));
    }
}

public sealed class ExtendRequestValidator : AbstractValidator<SubscriptionsApi.ExtendRequest>
{
    public ExtendRequestValidator() =>
        RuleFor(r => r).Must(r => r.Days is null != r.To is null).WithName("Days").OverridePropertyName("Days").WithMessage("Give either days or to.");
}
