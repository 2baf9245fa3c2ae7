using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Web.Demo;

/// <summary>
/// What makes the demo's customers differ beyond PPPoE by the month: hotspots, fixed addresses, locked devices, second services, and contracts
/// that rest, ended or were put away. The first router stays plain; its conflicts are the thing to see there.
/// </summary>
internal sealed class DemoVariety(DemoStory story, IReadOnlyDictionary<int, CreatedCustomer> made, IReadOnlyList<Guid> profileIds, IReadOnlyList<Guid> routerIds)
{
    /// <summary>What a customer uses in the end.</summary>
    public static SaveProfile OfferOf(int number, DemoContract contract) =>
        contract.Router == 0 ? DemoOffers.All[contract.Offer].Profile
        : ToCafe(number) ? DemoOffers.More[DemoOffers.Cafe]
        : ToLeasedLine(number) ? DemoOffers.More[DemoOffers.LeasedLine]
        : DemoOffers.All[contract.Offer].Profile;

    /// <summary>Nothing is told of the customer here that money would have to know.</summary>
    public static bool IsPlain(int number) => !ToCafe(number) && !ToLeasedLine(number) && number % 29 != 9 && number % 37 != 11 && number % 53 != 21 && number % 61 != 33;

    public void Tell(int number, DemoContract contract, DateTimeOffset now)
    {
        if (contract.Router == 0) return;
        var began = contract.JoinedAt.AddMinutes(3);
        if (ToCafe(number)) story.Tell(began, (s, token) => EditAsync(s, number, new EditService { ProfileId = Profile(DemoOffers.Cafe) }, token));
        else if (ToLeasedLine(number))
            story.Tell(began, (s, token) => EditAsync(s, number, new EditService { ProfileId = Profile(DemoOffers.LeasedLine), Device = new ServiceDevice(null, Address(number)) }, token));
        else if (number % 17 == 5) story.Tell(began, (s, token) => EditAsync(s, number, new EditService { Device = new ServiceDevice(Mac(number), null) }, token));
        else if (number % 29 == 9) story.Tell(began, (s, token) => AddSecondAsync(s, number, contract.Router, token));

        var isRunning = contract.StartsAt < now && contract.SuspendedAt is null && (contract.EndsAt is not { } end || end > now.AddDays(1)) && contract.RenewedAt is not null;
        if (!isRunning) return;
        if (number % 37 == 11) story.Tell(now.AddDays(-0.9), (s, token) => Of(s).PauseAsync(made[number].SubscriptionId, null, token));
        else if (number % 53 == 21) story.Tell(now.AddHours(-30), (s, token) => Of(s).CancelAsync(made[number].SubscriptionId, "Moved to another town.", null, token));
        else if (number % 61 == 33) story.Tell(now.AddHours(-7), (s, token) => s.GetRequiredService<CustomerArchive>().ArchiveAsync(made[number].CustomerId, null, token));
    }

    private static bool ToCafe(int number) => number % 13 == 3;

    private static bool ToLeasedLine(int number) => number % 31 == 7;

    private static SubscriptionService Of(IServiceProvider services) => services.GetRequiredService<SubscriptionService>();

    private async Task EditAsync(IServiceProvider services, int number, EditService input, CancellationToken cancellationToken) =>
        DemoSeed.Value(await services.GetRequiredService<SubscriptionSetupService>().EditAsync(made[number].SubscriptionId, input, null, cancellationToken));

    private async Task AddSecondAsync(IServiceProvider services, int number, int router, CancellationToken cancellationToken) =>
        DemoSeed.Value(await services.GetRequiredService<NewCustomerService>().AddServiceAsync(
            made[number].CustomerId, new NewService { ProfileId = Profile(DemoOffers.Cafe), RouterId = routerIds[router] }, cancellationToken));

    private Guid Profile(int offer) => profileIds[DemoOffers.All.Count + offer];

    private static string Address(int number) => $"10.60.{number / 200}.{10 + (number % 200)}";

    private static string Mac(int number) => MacAddress.NormaliseOrNull($"4C5E0C00{number:X4}")!;
}
