using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Subscriptions;

/// <summary>Subscriptions as JSON, and new customers with their first one. Passwords are only in the answer that makes them.</summary>
public static class SubscriptionsApi
{
    public sealed record PasswordJson(string Password);

    /// <summary>The list as its address says it.</summary>
    public sealed record ListRequest(string? Status, string? Profile, string? Router, string? Customer, string? Kind, string? Cursor) : IListQuery
    {
        public ListRequest()
            : this(null, null, null, null, null, null)
        {
        }

        public SubscriptionFilter Filter => new(Read<SubscriptionStatus>(Status), Cursor, Id(Profile), Id(Router), Id(Customer), Read<ServiceKind>(Kind));

        public IEnumerable<string> Unreadable
        {
            get
            {
                if (!string.IsNullOrEmpty(Status) && Filter.Status is null) yield return "status";
                if (!string.IsNullOrEmpty(Profile) && Filter.ProfileId is null) yield return "profile";
                if (!string.IsNullOrEmpty(Router) && Filter.RouterId is null) yield return "router";
                if (!string.IsNullOrEmpty(Customer) && Filter.CustomerId is null) yield return "customer";
                if (!string.IsNullOrEmpty(Kind) && Filter.Kind is null) yield return "kind";
                if (!string.IsNullOrEmpty(Cursor) && !SubscriptionQueries.IsCursor(Cursor)) yield return "cursor";
            }
        }

        private static Guid? Id(string? text) => Guid.TryParse(text, out var id) ? id : null;

        private static T? Read<T>(string? text) where T : struct, Enum =>
            Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !int.TryParse(text, out _) ? value : null;
    }

    public static void MapSubscriptions(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/customers", AddCustomerAsync).Validates<NewCustomer>().RequireAuthorization(CustomersPermissions.Manage);
        routes.MapPost("/api/customers/{id:guid}/subscriptions", AddServiceAsync).Validates<NewService>().RequireAuthorization(CustomersPermissions.Manage);
        routes.MapDelete("/api/customers/{id:guid}", async (Guid id, CustomerArchive archive, CancellationToken cancellationToken, int? version = null) =>
            ApiResults.From((await archive.ArchiveAsync(id, version, cancellationToken)).ToResult())).RequireAuthorization(CustomersPermissions.Manage);
        routes.MapPost("/api/customers/{id:guid}/restore", async (Guid id, CustomerArchive archive, CancellationToken cancellationToken, int? version = null) =>
            ApiResults.From((await archive.RestoreAsync(id, version, cancellationToken)).ToResult())).RequireAuthorization(CustomersPermissions.Manage);

        var api = routes.MapGroup("/api/subscriptions").RequireAuthorization(SubscriptionsPermissions.View);
        api.MapGet("/", ListAsync);
        api.MapGet("/active", (string? cursor, SubscriptionQueries queries, CancellationToken cancellationToken) =>
            ListAsync(new ListRequest(nameof(SubscriptionStatus.Active), null, null, null, null, cursor), queries, cancellationToken));
        api.MapGet("/suspended", (string? cursor, SubscriptionQueries queries, CancellationToken cancellationToken) =>
            ListAsync(new ListRequest(nameof(SubscriptionStatus.Suspended), null, null, null, null, cursor), queries, cancellationToken));
        api.MapGet("/{id:guid}", async (Guid id, SubscriptionQueries subscriptions, CancellationToken cancellationToken) =>
            ApiResults.Found(await subscriptions.FindAsync(id, cancellationToken)));
        SubscriptionChangesApi.Map(api.MapGroup("/{id:guid}").RequireAuthorization(SubscriptionsPermissions.Manage));
    }

    private static async Task<ApiList<SubscriptionLine>> ListAsync([AsParameters] ListRequest request, SubscriptionQueries queries, CancellationToken cancellationToken) =>
        ApiResults.List(await queries.ListAsync(request.Filter, cancellationToken));

    private static async Task<Results<Created<CreatedCustomer>, ProblemHttpResult>> AddCustomerAsync(
        NewCustomer input, NewCustomerService customers, CancellationToken cancellationToken)
    {
        var created = await customers.CreateAsync(input, cancellationToken);
        return created.Ok ? TypedResults.Created($"/api/customers/{created.Value.CustomerId}", created.Value) : ApiResults.Problem(created.Refusal);
    }

    private static async Task<Results<Created<CreatedCustomer>, ProblemHttpResult>> AddServiceAsync(
        Guid id, NewService input, NewCustomerService services, CancellationToken cancellationToken)
    {
        var added = await services.AddServiceAsync(id, input, cancellationToken);
        return added.Ok ? TypedResults.Created($"/api/subscriptions/{added.Value.SubscriptionId}", added.Value) : ApiResults.Problem(added.Refusal);
    }
}
