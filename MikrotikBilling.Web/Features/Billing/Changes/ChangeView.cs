using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Changes;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Web.Features.Billing.Changes;

/// <summary>What the forms of a change send.</summary>
public sealed record ChangeInput
{
    public Guid? ProfileId { get; init; }
    public bool GivesBack { get; init; }
    public bool LetOpen { get; init; }
    public string? Reason { get; init; }

    /// <summary>The moment of the preview that was looked at.</summary>
    public DateTimeOffset? AsOf { get; init; }

    public string? Stamp { get; init; }
}

/// <summary>Everything the pages of a change draw.</summary>
/// <param name="Price">What it costs; null while it cannot be said.</param>
/// <param name="Why">Why it cannot.</param>
public sealed record ChangeView(SubscriptionLine Service, ChangeInput Input, int Version, IReadOnlyList<ProfileChoice> Profiles, ContractPrice? Price, string? Why, TenantTime Time)
{
    public ProfileChoice? To => Profiles.FirstOrDefault(p => p.Id == Input.ProfileId);
}

/// <summary>Reads what the pages of a change show; the price is that of the code that books.</summary>
public sealed class ChangeViews(SubscriptionQueries subscriptions, ProfileQueries profiles, ContractChanges changes, TenantClock clock)
{
    /// <param name="ends">The service ends; otherwise it goes to the chosen profile.</param>
    public async Task<ChangeView?> OfAsync(Guid id, ChangeInput input, bool ends, CancellationToken cancellationToken)
    {
        if (await subscriptions.FindAsync(id, cancellationToken) is not { ArchivedAt: null } service) return null;
        IReadOnlyList<ProfileChoice> choices = ends ? [] : await profiles.ChoicesAsync(cancellationToken);
        var wish = new ChangeWish(id) { ProfileId = ends ? null : input.ProfileId, GivesBack = !ends || input.GivesBack };
        var plan = ends || input.ProfileId is not null ? await changes.PlanAsync(wish, cancellationToken) : (Result<ContractPrice>?)null;
        return new ChangeView(service, input, service.Version, choices, plan?.Value, plan?.Refusal?.Message, await clock.NowAsync(cancellationToken));
    }

    /// <summary>Carries out what the form showed; a form that showed nothing is refused.</summary>
    public static async Task<Result<ContractChanged>> CarryOutAsync(ContractChanges changes, ChangeWish wish, ChangeInput input, CancellationToken cancellationToken) =>
        input is { AsOf: not null, Stamp: not null }
            ? await changes.CarryOutAsync(wish with { AsOf = input.AsOf, Stamp = input.Stamp }, cancellationToken)
            : MoneyRefusals.StalePreview;

    /// <summary>What was done, in a line.</summary>
    public static Phrase Words(ContractChanged done)
    {
        var parts = new List<string>();
        if (done.CreditNotes.Count > 0) parts.Add(Phrase.Of($"{done.Price.Back} given back with {string.Join(", ", done.CreditNotes)}"));
        if (done.InvoiceNumber is { } number) parts.Add(Phrase.Of($"{done.Price.Cost} charged with {number}"));
        return parts.Count == 0 ? "Nothing was credited or charged." : $"{string.Join(", ", parts)}.";
    }
}
