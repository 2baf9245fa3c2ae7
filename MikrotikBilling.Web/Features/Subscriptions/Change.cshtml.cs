using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Subscriptions;

internal static class ServiceCrumbs
{
    public static IReadOnlyList<Crumb> Of(SubscriptionLine service) =>
        [new("Customers", "/customers"), new(service.Customer, $"/customers/{service.CustomerId}")];
}

/// <summary>Changes of one service. <c>version</c> is that of the card that was pressed, so a second press finds it stale.</summary>
[Authorize(SubscriptionsPermissions.Manage)]
public sealed class ChangeModel(SubscriptionService service, SubscriptionQueries subscriptions, TenantClock clock, IAuthorizationService authorization)
    : ServicePageModel(subscriptions, clock, authorization)
{
    /// <summary>There is nothing to see here before something was pressed.</summary>
    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostExtendAsync(int days, string? reason, int? version, CancellationToken cancellationToken) =>
        await AnswerAsync(await service.ExtendByAsync(Id, days, version, cancellationToken, reason), $"Extended by {(days == 1 ? "1 day" : $"{days} days")}.", cancellationToken);

    public async Task<IActionResult> OnPostExtendToAsync(DateTime? to, int? version, CancellationToken cancellationToken) =>
        to is not { } end
            ? await RefusedAsync(new Refusal("subscription.expiry-invalid", "Choose a date and a time."), cancellationToken)
            : await AnswerAsync(await service.ExtendToAsync(Id, end, version, cancellationToken), "The end is set.", cancellationToken);

    public async Task<IActionResult> OnPostDisableAsync(int? version, CancellationToken cancellationToken) =>
        await AnswerAsync(await service.DisableAsync(Id, version, cancellationToken), "Disabled.", cancellationToken);

    public async Task<IActionResult> OnPostEnableAsync(int? version, CancellationToken cancellationToken) =>
        await AnswerAsync(await service.EnableAsync(Id, version, cancellationToken), "Enabled.", cancellationToken);

    public async Task<IActionResult> OnPostPauseAsync(int? version, CancellationToken cancellationToken) =>
        await AnswerAsync(await service.PauseAsync(Id, version, cancellationToken), "Paused.", cancellationToken);

    public async Task<IActionResult> OnPostResumeAsync(int? version, CancellationToken cancellationToken) =>
        await AnswerAsync(await service.ResumeAsync(Id, version, cancellationToken), "Resumed.", cancellationToken);

    public async Task<IActionResult> OnPostAutoRenewAsync(bool renews, int? version, CancellationToken cancellationToken) =>
        await AnswerAsync(await service.SetAutoRenewAsync(Id, renews, version, cancellationToken), renews ? "Renews by itself." : "Renews by hand only.", cancellationToken);

    public async Task<IActionResult> OnPostPasswordAsync(int? version, CancellationToken cancellationToken)
    {
        var changed = await service.ChangePasswordAsync(Id, null, version, cancellationToken);
        return changed.Ok ? await SecretAsync(changed.Value, isNew: true, cancellationToken) : await RefusedAsync(changed.Refusal, cancellationToken);
    }

    private Task<IActionResult> AnswerAsync(Result<Subscription> result, string toast, CancellationToken cancellationToken) =>
        result.Ok ? ChangedAsync(toast, cancellationToken) : RefusedAsync(result.Refusal, cancellationToken);
}
