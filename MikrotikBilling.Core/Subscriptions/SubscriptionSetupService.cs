using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;

namespace MikrotikBilling.Core.Subscriptions;

/// <summary>
/// Changes what a service is made of: user name, profile, router, device and address. It is applied on the router at once; the end stays
/// where it is.
/// </summary>
public sealed class SubscriptionSetupService(AppDbContext db, ContractChange contract, CustomerSearchIndex index)
{
    /// <summary>Another name to sign in with; the row on the router is renamed, and the customer is found by the new name.</summary>
    public async Task<Result<Subscription>> RenameAsync(Guid id, string? userName, int? version, CancellationToken cancellationToken) =>
        Credentials.IsUserName(userName)
            ? await ApplyAsync(id, "subscription.renamed", new EditService { UserName = userName }, version, cancellationToken)
            : new Refusal("subscription.user-name-invalid", Credentials.UserNameRule, "UserName");

    public Task<Result<Subscription>> ChangeProfileAsync(Guid id, Guid profileId, int? version, CancellationToken cancellationToken) =>
        ApplyAsync(id, "subscription.profile-changed", new EditService { ProfileId = profileId }, version, cancellationToken);

    /// <summary>To another router; the row on the old one is removed.</summary>
    public Task<Result<Subscription>> MoveAsync(Guid id, Guid routerId, int? version, CancellationToken cancellationToken) =>
        ApplyAsync(id, "subscription.moved", new EditService { RouterId = routerId }, version, cancellationToken);

    /// <summary>The one device that may use it, and its fixed address; empty frees either.</summary>
    public async Task<Result<Subscription>> SetDeviceAsync(Guid id, ServiceDevice device, int? version, CancellationToken cancellationToken)
    {
        if (!ServiceFields.IsBlankOrMac(device.MacAddress)) return new Refusal("subscription.mac-invalid", ServiceFields.MacRule, "MacAddress");
        if (!ServiceFields.IsBlankOrAddress(device.FixedAddress)) return new Refusal("subscription.address-invalid", ServiceFields.AddressRule, "FixedAddress");
        return await ApplyAsync(id, "subscription.device-set", new EditService { Device = device }, version, cancellationToken);
    }

    /// <summary>Several of them together.</summary>
    public Task<Result<Subscription>> EditAsync(Guid id, EditService input, int? version, CancellationToken cancellationToken) =>
        ApplyAsync(id, "subscription.edited", input, version, cancellationToken);

    private async Task<Result<Subscription>> ApplyAsync(Guid id, string action, EditService input, int? version, CancellationToken cancellationToken)
    {
        try
        {
            return await db.ChangeAsync<Subscription>(async token =>
            {
                var findable = false;
                var changed = await contract.ApplyAsync(id, version, action, async (subscription, _, inner) =>
                {
                    var edit = new ServiceEdit(db, subscription);
                    var refused = await edit.ApplyAsync(input, inner);
                    findable = edit.IsFoundOtherwise;
                    return (refused is null ? Result.Success : Result.FromRefusal(refused), $"{subscription.UserName}: {string.Join(", ", edit.Changes)}.");
                }, token);
                // The customer is found by what the service is called now.
                if (changed.Ok && findable) await index.RebuildAsync(await db.Set<Customer>().SingleAsync(c => c.Id == changed.Value.CustomerId, token), token);
                return changed;
            }, cancellationToken);
        }
        catch (DbUpdateException e) when (ContractChange.Taken(e) is { } taken)
        {
            return taken;
        }
    }

    /// <summary>One edit of one subscription, part by part.</summary>
    private sealed class ServiceEdit(AppDbContext db, Subscription subscription)
    {
        public List<string> Changes { get; } = [];

        public bool IsFoundOtherwise { get; private set; }

        public async Task<Refusal?> ApplyAsync(EditService input, CancellationToken cancellationToken)
        {
            if (subscription.Status == SubscriptionStatus.Cancelled) return new Refusal("subscription.cancelled", "A cancelled service is not changed any more.");
            if (input.UserName is { } name) Rename(Credentials.Normalise(name));
            if (input.Device is { } device) SetDevice(device);
            if (input.RouterId is { } router && await MoveAsync(router, cancellationToken) is { } noMove) return noMove;
            if (await ChangeProfileAsync(input.ProfileId, cancellationToken) is { } noProfile) return noProfile;
            return Changes.Count == 0 ? new Refusal("subscription.unchanged", "It is so already; nothing was changed.") : null;
        }

        private void Rename(string name)
        {
            if (subscription.UserName == name) return;
            Changes.Add(Change.Words("user name", subscription.UserName, name));
            subscription.UserName = name;
            IsFoundOtherwise = true;
        }

        private void SetDevice(ServiceDevice device)
        {
            var (mac, address) = (MacAddress.NormaliseOrNull(device.MacAddress), ServiceFields.Address(device.FixedAddress));
            if (mac != subscription.MacAddress) Changes.Add(Change.Words("MAC", subscription.MacAddress, mac, "any"));
            if (!Equals(address, subscription.Address)) Changes.Add(Change.Words("address", subscription.Address?.ToString(), address?.ToString(), "from the pool"));
            (subscription.MacAddress, subscription.Address) = (mac, address);
            IsFoundOtherwise = true;
        }

        private async Task<Refusal?> MoveAsync(Guid routerId, CancellationToken cancellationToken)
        {
            if (subscription.RouterId == routerId) return null;
            var router = await db.Set<Router>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == routerId, cancellationToken);
            if (router is null) return new Refusal("router.unknown", "There is no such router.", "RouterId");
            if (!router.IsActive) return new Refusal("router.inactive", $"{router.Name} is switched off here.", "RouterId");
            var before = await db.Set<Router>().Where(r => r.Id == subscription.RouterId).Select(r => r.Name).SingleAsync(cancellationToken);
            Changes.Add(Change.Words("router", before, router.Name));
            subscription.RouterId = routerId;
            return null;
        }

        private async Task<Refusal?> ChangeProfileAsync(Guid? profileId, CancellationToken cancellationToken)
        {
            var id = profileId ?? subscription.ProfileId;
            var profile = await db.Set<Profile>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancellationToken);
            if (profile is null) return new Refusal("profile.unknown", "There is no such profile.", "ProfileId");
            if (profile.Kind == ServiceKind.Static && subscription.Address is null)
                return new Refusal("subscription.address-needed", $"{profile.Name} is for fixed addresses: which one is it?", "FixedAddress");
            if (id == subscription.ProfileId) return null;
            if (!profile.IsActive) return new Refusal("profile.retired", $"{profile.Name} is not sold any more.", "ProfileId");
            var before = await db.Set<Profile>().Where(p => p.Id == subscription.ProfileId).Select(p => p.Name).SingleAsync(cancellationToken);
            Changes.Add(Change.Words("profile", before, profile.Name));
            subscription.ProfileId = id;
            return null;
        }
    }
}
