using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Subscriptions;

/// <summary>Changes of one subscription as JSON. The version is that of the subscription as it was read; left out, the last one wins.</summary>
public static class SubscriptionChangesApi
{
    /// <summary>Either <c>days</c> or <c>to</c>, a wall-clock time in the tenant's zone.</summary>
    /// <param name="Reason">For the history, with days.</param>
    public sealed record ExtendRequest(int? Days, DateTime? To, int? Version, string? Reason = null);

    public sealed record ChangeRequest(int? Version);

    public sealed record RenewalRequest(bool Renews, int? Version);

    public sealed record CancelRequest(string? Reason, int? Version);

    /// <param name="Status"><c>active</c> enables or resumes, <c>suspended</c> disables, <c>paused</c> pauses, <c>cancelled</c> cancels.</param>
    public sealed record StatusRequest(SubscriptionStatus Status, string? Reason, int? Version);

    public sealed record ProfileRequest(Guid ProfileId, int? Version);

    public sealed record RouterRequest(Guid RouterId, int? Version);

    public sealed record DeviceRequest(string? MacAddress, string? FixedAddress, int? Version);

    /// <summary>Without a password one is made.</summary>
    public sealed record PasswordRequest(string? Password, int? Version);

    public sealed record UserNameRequest(string? UserName, int? Version);

    internal static void Map(RouteGroupBuilder change)
    {
        change.MapPost("/extend", ExtendAsync).Validates<ExtendRequest>();
        change.MapPut("/status", StatusAsync);
        change.MapPost("/enable", async (Guid id, ChangeRequest? body, SubscriptionService service, SubscriptionQueries queries, CancellationToken cancellationToken) =>
            await LineAsync(await service.EnableAsync(id, body?.Version, cancellationToken), queries, cancellationToken));
        change.MapPost("/disable", async (Guid id, ChangeRequest? body, SubscriptionService service, SubscriptionQueries queries, CancellationToken cancellationToken) =>
            await LineAsync(await service.DisableAsync(id, body?.Version, cancellationToken), queries, cancellationToken));
        change.MapPost("/pause", async (Guid id, ChangeRequest? body, SubscriptionService service, SubscriptionQueries queries, CancellationToken cancellationToken) =>
            await LineAsync(await service.PauseAsync(id, body?.Version, cancellationToken), queries, cancellationToken));
        change.MapPost("/resume", async (Guid id, ChangeRequest? body, SubscriptionService service, SubscriptionQueries queries, CancellationToken cancellationToken) =>
            await LineAsync(await service.ResumeAsync(id, body?.Version, cancellationToken), queries, cancellationToken));
        change.MapPut("/renewal", async (Guid id, RenewalRequest body, SubscriptionService service, SubscriptionQueries queries, CancellationToken cancellationToken) =>
            await LineAsync(await service.SetAutoRenewAsync(id, body.Renews, body.Version, cancellationToken), queries, cancellationToken));
        change.MapPost("/cancel", async (Guid id, CancelRequest? body, SubscriptionService service, SubscriptionQueries queries, CancellationToken cancellationToken) =>
            await LineAsync(await service.CancelAsync(id, body?.Reason, body?.Version, cancellationToken), queries, cancellationToken));
        change.MapPost("/profile", async (Guid id, ProfileRequest body, SubscriptionSetupService setup, SubscriptionQueries queries, CancellationToken cancellationToken) =>
            await LineAsync(await setup.ChangeProfileAsync(id, body.ProfileId, body.Version, cancellationToken), queries, cancellationToken));
        change.MapPost("/router", async (Guid id, RouterRequest body, SubscriptionSetupService setup, SubscriptionQueries queries, CancellationToken cancellationToken) =>
            await LineAsync(await setup.MoveAsync(id, body.RouterId, body.Version, cancellationToken), queries, cancellationToken));
        change.MapPost("/device", async (Guid id, DeviceRequest body, SubscriptionSetupService setup, SubscriptionQueries queries, CancellationToken cancellationToken) =>
            await LineAsync(await setup.SetDeviceAsync(id, new ServiceDevice(body.MacAddress, body.FixedAddress), body.Version, cancellationToken), queries, cancellationToken));
        change.MapPost("/user-name", async (Guid id, UserNameRequest body, SubscriptionSetupService setup, SubscriptionQueries queries, CancellationToken cancellationToken) =>
            await LineAsync(await setup.RenameAsync(id, body.UserName, body.Version, cancellationToken), queries, cancellationToken));
        change.MapPost("/password", async (Guid id, PasswordRequest? body, SubscriptionService service, CancellationToken cancellationToken) =>
            ApiResults.From(await service.ChangePasswordAsync(id, body?.Password, body?.Version, cancellationToken), password => new SubscriptionsApi.PasswordJson(password)));
    }

    private static async Task<Results<Ok<SubscriptionLine>, ProblemHttpResult>> ExtendAsync(
        Guid id, ExtendRequest body, SubscriptionService service, SubscriptionQueries queries, CancellationToken cancellationToken) =>
        await LineAsync(body.Days is { } days
            ? await service.ExtendByAsync(id, days, body.Version, cancellationToken, body.Reason)
            : await service.ExtendToAsync(id, body.To!.Value, body.Version, cancellationToken), queries, cancellationToken);

    /// <summary>One call for every state a person can put a subscription in.</summary>
    private static async Task<Results<Ok<SubscriptionLine>, ProblemHttpResult>> StatusAsync(
        Guid id, StatusRequest body, SubscriptionService service, SubscriptionQueries queries, CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(id, cancellationToken) is not { } line) return ApiResults.Problem(Refusal.NotFound);
        var changed = body.Status switch
        {
            SubscriptionStatus.Active when line.Status == SubscriptionStatus.Paused => await service.ResumeAsync(id, body.Version, cancellationToken),
            SubscriptionStatus.Active => await service.EnableAsync(id, body.Version, cancellationToken),
            SubscriptionStatus.Suspended => await service.DisableAsync(id, body.Version, cancellationToken),
            SubscriptionStatus.Paused => await service.PauseAsync(id, body.Version, cancellationToken),
            SubscriptionStatus.Cancelled => await service.CancelAsync(id, body.Reason, body.Version, cancellationToken),
            _ => (Result<Subscription>)new Refusal("subscription.status-by-time", "That state comes with time: extend the subscription or wait for its end.", "Status"),
        };
        return await LineAsync(changed, queries, cancellationToken);
    }

    private static async Task<Results<Ok<SubscriptionLine>, ProblemHttpResult>> LineAsync(
        Result<Subscription> result, SubscriptionQueries queries, CancellationToken cancellationToken)
    {
        if (!result.Ok) return ApiResults.Problem(result.Refusal);
        return ApiResults.Found(await queries.FindAsync(result.Value.Id, cancellationToken));
    }
}

public sealed class ExtendRequestValidator : AbstractValidator<SubscriptionChangesApi.ExtendRequest>
{
    public ExtendRequestValidator() =>
        RuleFor(r => r).Must(r => r.Days is null != r.To is null).WithName("Days").OverridePropertyName("Days").Says("Give either days or to.");
}
