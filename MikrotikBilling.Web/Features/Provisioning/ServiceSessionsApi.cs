using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Provisioning.Diagnosis;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning;

/// <summary>What routers tell of one customer or subscription: sessions, volume, state of the account.</summary>
public static class ServiceSessionsApi
{
    private const int MostSessions = 100;

    public sealed record EndedJson(int Ended);

    /// <param name="Usage">Since the instant asked for; 30 days when none was.</param>
    public sealed record UsageJson(UsageLine Usage, IReadOnlyList<SessionLine> Open);

    /// <param name="State">Null while nothing is wanted on a router.</param>
    public sealed record AccountJson(AccountState? State, DateTimeOffset? Since, string? Why, string? Router);

    public static void MapServiceSessions(this IEndpointRouteBuilder routes)
    {
        var subscription = routes.MapGroup("/api/subscriptions/{id:guid}");
        subscription.MapPost("/end-session", async (Guid id, SessionService sessions, CancellationToken cancellationToken) =>
            ApiResults.From(await sessions.EndOfSubscriptionAsync(id, cancellationToken), ended => new EndedJson(ended)))
            .RequireAuthorization(RoutersPermissions.EndSession);
        subscription.MapGet("/diagnosis", async (Guid id, DiagnosisService diagnosis, CancellationToken cancellationToken) =>
            ApiResults.From(await diagnosis.OfSubscriptionAsync(id, cancellationToken), found => found)).RequireAuthorization(SubscriptionsPermissions.View);
        subscription.MapGet("/account", AccountAsync).RequireAuthorization(SubscriptionsPermissions.View);
        var customer = routes.MapGroup("/api/customers/{id:guid}").RequireAuthorization(SubscriptionsPermissions.View);
        customer.MapGet("/usage", UsageAsync);
        customer.MapGet("/sessions", SessionsAsync);
    }

    private static async Task<Results<Ok<AccountJson>, ProblemHttpResult>> AccountAsync(
        Guid id, SubscriptionQueries subscriptions, ProvisioningQueries provisioning, CancellationToken cancellationToken)
    {
        if (await subscriptions.FindAsync(id, cancellationToken) is null) return ApiResults.Problem(Refusal.NotFound);
        var account = await provisioning.OfSubscriptionAsync(id, cancellationToken);
        return TypedResults.Ok(new AccountJson(account?.State, account?.Since, account?.Why, account?.Router));
    }

    private static async Task<Results<Ok<UsageJson>, ProblemHttpResult>> UsageAsync(
        Guid id, CustomerQueries customers, ProvisioningQueries provisioning, TimeProvider clock, CancellationToken cancellationToken, DateTimeOffset? since = null)
    {
        if (await customers.FindAsync(id, cancellationToken) is null) return ApiResults.Problem(Refusal.NotFound);
        var usage = await provisioning.UsageOfCustomerAsync(id, (since ?? clock.GetUtcNow().AddDays(-30)).ToUniversalTime(), cancellationToken);
        return TypedResults.Ok(new UsageJson(usage, await provisioning.SessionsOfCustomerAsync(id, open: true, MostSessions, cancellationToken)));
    }

    /// <summary>The newest sessions that ended.</summary>
    private static async Task<Results<Ok<ApiList<SessionLine>>, ProblemHttpResult>> SessionsAsync(
        Guid id, CustomerQueries customers, ProvisioningQueries provisioning, CancellationToken cancellationToken)
    {
        if (await customers.FindAsync(id, cancellationToken) is null) return ApiResults.Problem(Refusal.NotFound);
        return TypedResults.Ok(new ApiList<SessionLine>(await provisioning.SessionsOfCustomerAsync(id, open: false, MostSessions, cancellationToken), null));
    }
}
