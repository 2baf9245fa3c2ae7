using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Customers;

/// <summary>Customers as JSON. A new one comes with its first subscription: see the Subscriptions feature.</summary>
public static class CustomersApi
{
    public sealed record CustomerJson(
        Guid Id, string Number, string Name, string? Email, string? Phone, string? Address, string? Notes, string? Company, string? TaxNumber, string? Country, string? Region, DateTimeOffset CreatedAt, DateTimeOffset? ArchivedAt, int Version,
        Guid? SubscriptionId, string? UserName, ServiceStatus Status, Guid? ProfileId, Guid? RouterId, DateTimeOffset? ExpiresAt);

    public sealed record StatsJson(int Total, IReadOnlyDictionary<ServiceStatus, int> ByStatus);

    public static void MapCustomers(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/customers").RequireAuthorization(CustomersPermissions.View);
        api.MapGet("/", ListAsync);
        api.MapGet("/stats", StatsAsync);
        api.MapGet("/{id:guid}", GetAsync);
        api.MapPut("/{id:guid}", EditAsync).Validates<SaveCustomer>().RequireAuthorization(CustomersPermissions.Manage);
    }

    private static async Task<ApiList<CustomerLine>> ListAsync(
        [AsParameters] CustomerListQuery query, CustomerQueries customers, TimeProvider clock, CancellationToken cancellationToken) =>
        ApiResults.List(await customers.ListAsync(query.ToFilter(clock.GetUtcNow()), cancellationToken));

    /// <summary>How many customers there are, by the state of their service.</summary>
    private static async Task<StatsJson> StatsAsync(CustomerQueries customers, CancellationToken cancellationToken)
    {
        var counts = await customers.CountsByStatusAsync(cancellationToken);
        return new StatsJson(counts.Values.Sum(), counts);
    }

    private static async Task<Results<Ok<CustomerJson>, ProblemHttpResult>> GetAsync(Guid id, CustomerQueries customers, CancellationToken cancellationToken) =>
        await customers.FindAsync(id, cancellationToken) is { } customer ? TypedResults.Ok(Json(customer)) : ApiResults.Problem(Refusal.NotFound);

    /// <param name="version">That of the customer as it was read; a later save by somebody else refuses this one. Left out, the last one wins.</param>
    private static async Task<Results<Ok<CustomerJson>, ProblemHttpResult>> EditAsync(
        Guid id, SaveCustomer input, CustomerService customers, CustomerQueries queries, CancellationToken cancellationToken, int? version = null)
    {
        if (await queries.FindAsync(id, cancellationToken) is not { } present) return ApiResults.Problem(Refusal.NotFound);
        return ApiResults.From(await customers.EditAsync(id, version ?? input.Version ?? present.Version, input, cancellationToken), Json);
    }

    private static CustomerJson Json(Customer c) => new(
        c.Id, c.NumberText, c.Name, c.Email, c.Phone, c.Address, c.Notes, c.Company, c.TaxNumber, c.Country, c.Region, c.CreatedAt, c.ArchivedAt, c.Version,
        c.MainSubscriptionId, c.MainUserName, c.MainStatus, c.MainProfileId, c.MainRouterId, c.MainExpiresAt);
}
