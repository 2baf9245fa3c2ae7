using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Subscriptions.Transfer;

/// <summary>What a row makes of a service that is there: the parts that differ, in the terms of the services that change them.</summary>
internal sealed record ServiceChanges(EditService? Edit, DateTimeOffset? End, IReadOnlyList<string> Words)
{
    /// <param name="service">A copy of its own; it is used to try the new end on.</param>
    public static (ServiceChanges? Changes, RowProblem? Problem) Of(Subscription service, RowValues row, ImportOffers offers, TenantInfo tenant, DateTimeOffset now)
    {
        var words = new List<string>();
        var edit = new EditService();
        var profile = row.Profile is { } profileName ? offers.Profile(profileName) : offers.Profiles[service.ProfileId];
        if (profile is null) return (null, new RowProblem(TransferField.Profile, offers.NoProfile(row.Profile!)));
        var router = row.Router is { } routerName ? offers.Router(routerName) : offers.Routers[service.RouterId];
        if (router is null) return (null, new RowProblem(TransferField.Router, offers.NoRouter(row.Router!)));
        if (profile.Id != service.ProfileId)
        {
            if (!profile.IsActive) return (null, new RowProblem(TransferField.Profile, $"{profile.Name} is not sold any more."));
            words.Add(Change.Words("profile", offers.Profiles[service.ProfileId].Name, profile.Name));
            edit = edit with { ProfileId = profile.Id };
        }
        if (router.Id != service.RouterId)
        {
            if (!router.IsActive) return (null, new RowProblem(TransferField.Router, $"{router.Name} is switched off here."));
            words.Add(Change.Words("router", offers.Routers[service.RouterId].Name, router.Name));
            edit = edit with { RouterId = router.Id };
        }
        var (mac, address) = (row.MacAddress ?? service.MacAddress, row.FixedAddress ?? service.Address);
        if (profile.Kind == ServiceKind.Static && address is null)
            return (null, new RowProblem(TransferField.FixedAddress, $"{profile.Name} is for fixed addresses: which one is it?"));
        if (mac != service.MacAddress) words.Add(Change.Words("MAC", service.MacAddress, mac, "any"));
        if (!Equals(address, service.Address)) words.Add(Change.Words("address", service.Address?.ToString(), address?.ToString(), "from the pool"));
        if (mac != service.MacAddress || !Equals(address, service.Address)) edit = edit with { Device = new ServiceDevice(mac, address?.ToString()) };
        var hasEdit = words.Count > 0;

        DateTimeOffset? end = null;
        if (row.ExpiresAt is { } expires && Subscription.ToMinute(expires) != Subscription.ToMinute(service.ExpiresAt))
        {
            words.Add(Change.Words("end", tenant.Moment(service.ExpiresAt), tenant.Moment(expires)));
            end = expires;
        }
        if (words.Count > 0 && service.Status == SubscriptionStatus.Cancelled) return (null, new RowProblem(null, $"{service.UserName} is cancelled; it is not changed any more."));
        if (end is { } wanted && service.SetEnd(wanted, now) is { Ok: false } refused) return (null, new RowProblem(TransferField.ExpiresAt, refused.Refusal.Message));
        return (new ServiceChanges(hasEdit ? edit : null, end, words), null);
    }
}

/// <summary>A service as another system kept it: its own dates and state instead of those of a fresh sale.</summary>
internal static class ImportedService
{
    public static Result<Subscription> Make(
        Guid id, Guid tenantId, Guid customerId, RowValues row, KnownProfile profile, Guid routerId, string protectedPassword, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (profile.Kind == ServiceKind.Static && row.FixedAddress is null)
            return new Refusal("import.address-needed", $"{profile.Name} is for fixed addresses: which one is it?", nameof(TransferField.FixedAddress));
        var starts = row.StartsAt ?? (row.ExpiresAt is { } past && past <= now ? (profile.Duration with { Count = -profile.Duration.Count }).AddTo(past, zone) : now);
        var expires = row.ExpiresAt ?? profile.Duration.AddTo(starts, zone);
        if (expires <= starts) return new Refusal("import.end-before-start", "The end lies before the start.", nameof(TransferField.ExpiresAt));
        if (expires > now + Subscription.FurthestExpiry) return new Refusal("import.end-far", "The end is more than ten years away.", nameof(TransferField.ExpiresAt));
        var service = new Subscription
        {
            Id = id,
            TenantId = tenantId,
            CustomerId = customerId,
            ProfileId = profile.Id,
            RouterId = routerId,
            UserName = row.UserName!,
            ProtectedPassword = protectedPassword,
            MacAddress = row.MacAddress,
            Address = row.FixedAddress,
            StartsAt = starts,
            AnchorDay = row.ExpiresAt is null ? TimeZoneInfo.ConvertTime(starts, zone).Day : AnchorDay(TimeZoneInfo.ConvertTime(starts, zone), TimeZoneInfo.ConvertTime(expires, zone)),
            CreatedAt = now,
        };
        service.Begin(now, expires);
        var moved = row.Status switch
        {
            SubscriptionStatus.Suspended => service.Disable(),
            SubscriptionStatus.Paused => service.Pause(now),
            SubscriptionStatus.Cancelled => service.Cancel(now),
            _ => Result.Success,
        };
        return moved.Ok ? service : moved.Refusal with { Field = nameof(TransferField.Status) };
    }

    /// <summary>Of an end that was given, months return to its day; one that began on the 31st and ends on the 28th of February returns to the 31st.</summary>
    private static int AnchorDay(DateTimeOffset starts, DateTimeOffset expires) =>
        expires.Day == Math.Min(starts.Day, DateTime.DaysInMonth(expires.Year, expires.Month)) ? starts.Day : expires.Day;
}
