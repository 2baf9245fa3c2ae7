using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Subscriptions;

internal static class ServiceCrumbs
{
    public static IReadOnlyList<Crumb> Of(SubscriptionLine service) =>
        [new("Customers", "/customers"), new(Phrase.Verbatim(service.Customer), $"/customers/{service.CustomerId}")];
}

/// <summary>Changes of one service. <c>version</c> is that of the card that was pressed, so a second press finds it stale.</summary>
[Authorize(SubscriptionsPermissions.Manage)]
public sealed class ChangeModel(SubscriptionService service, SubscriptionQueries subscriptions, TenantClock clock, IAuthorizationService authorization)
    : ServicePageModel(subscriptions, clock, authorization)
{
    /// <summary>There is nothing to see here before something was pressed.</summary>
    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostExtendAsync(int days, string? reason, int? version, CancellationToken cancellationToken)
    {
        var before = await FindAsync(cancellationToken);
        return await AnswerAsync(await service.ExtendByAsync(Id, days, version, cancellationToken, reason), $"Extended by {(days == 1 ? "1 day" : $"{days} days")}.", cancellationToken,
            s => before is { Status: not SubscriptionStatus.Grace } b && b.ExpiresAt < s.ExpiresAt ? Undo("TakeBack", s, ("end", b.ExpiresAt.ToString("O", CultureInfo.InvariantCulture))) : null);
    }

    /// <summary>Undo of an extension.</summary>
    public async Task<IActionResult> OnPostTakeBackAsync(DateTimeOffset? end, int? version, CancellationToken cancellationToken) =>
        end is not { } before || version is not { } seen
            ? await RefusedAsync(new Refusal("subscription.not-extended", "There is no extension to take back."), cancellationToken)
            : await AnswerAsync(await service.TakeBackExtensionAsync(Id, before, seen, cancellationToken), "The extension is taken back.", cancellationToken);

    public async Task<IActionResult> OnPostExtendToAsync(DateTime? to, int? version, CancellationToken cancellationToken) =>
        to is not { } end
            ? await RefusedAsync(new Refusal("subscription.expiry-invalid", "Choose a date and a time."), cancellationToken)
            : await AnswerAsync(await service.ExtendToAsync(Id, end, version, cancellationToken), "The end is set.", cancellationToken);

    public async Task<IActionResult> OnPostDisableAsync(int? version, CancellationToken cancellationToken) =>
        await AnswerAsync(await service.DisableAsync(Id, version, cancellationToken), "Disabled.", cancellationToken, s => Undo("Enable", s));

    public async Task<IActionResult> OnPostEnableAsync(int? version, CancellationToken cancellationToken) =>
        await AnswerAsync(await service.EnableAsync(Id, version, cancellationToken), "Enabled.", cancellationToken);

    public async Task<IActionResult> OnPostPauseAsync(int? version, CancellationToken cancellationToken) =>
        await AnswerAsync(await service.PauseAsync(Id, version, cancellationToken), "Stopped. The paid days are kept.", cancellationToken, s => Undo("Resume", s));

    public async Task<IActionResult> OnPostResumeAsync(int? version, CancellationToken cancellationToken) =>
        await AnswerAsync(await service.ResumeAsync(Id, version, cancellationToken), "Resumed.", cancellationToken);

    public async Task<IActionResult> OnPostAutoRenewAsync(bool renews, int? version, CancellationToken cancellationToken) =>
        await AnswerAsync(await service.SetAutoRenewAsync(Id, renews, version, cancellationToken), renews ? "Renews by itself." : "Renews by hand only.", cancellationToken);

    public async Task<IActionResult> OnPostPasswordAsync(int? version, CancellationToken cancellationToken)
    {
        var changed = await service.ChangePasswordAsync(Id, null, version, cancellationToken);
        return changed.Ok ? await SecretAsync(changed.Value, isNew: true, cancellationToken) : await RefusedAsync(changed.Refusal, cancellationToken);
    }

    private Task<IActionResult> AnswerAsync(Result<Subscription> result, Phrase toast, CancellationToken cancellationToken, Func<SubscriptionLine, ToastUndo?>? undo = null) =>
        result.Ok ? ChangedAsync(toast, cancellationToken, undo) : RefusedAsync(result.Refusal, cancellationToken);

    /// <summary>Good for the service as it is now alone: what changes after it makes the way back stale.</summary>
    private static ToastUndo Undo(string handler, SubscriptionLine service, params (string Name, string Value)[] more)
    {
        var values = more.ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal);
        values["version"] = service.Version.ToString(CultureInfo.InvariantCulture);
        return new ToastUndo($"/subscriptions/{service.Id}/change?handler={handler}", $"#{ServiceCard.IdOf(service.Id)}", values);
    }
}
