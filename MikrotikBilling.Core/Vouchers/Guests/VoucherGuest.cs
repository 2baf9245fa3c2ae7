namespace MikrotikBilling.Core.Vouchers.Guests;

/// <summary>A device at a hotspot, as the router's log-in page told it. Nothing of it is trusted: it opens no door by itself.</summary>
public sealed record HotspotDevice(Guid RouterId, string? MacAddress, string? Address);

/// <summary>With what a device signs in at the router.</summary>
/// <param name="Until">When the time is up; null where it is counted while online.</param>
/// <param name="IsNew">Redeemed now; false where the code was redeemed before and its time still runs.</param>
public sealed record VoucherGuest(Guid CustomerId, Guid SubscriptionId, string UserName, string Password, DateTimeOffset? Until, bool IsNew);

/// <summary>What somebody without an account comes in with.</summary>
/// <param name="Password">Null for one that nobody needs to know.</param>
/// <param name="OnlineSeconds">How long he may be online in all; null where time runs on the clock.</param>
public sealed record NewGuest(string Name, Guid ProfileId, Guid RouterId, string UserName, string Password, DateTimeOffset ExpiresAt, long? OnlineSeconds)
{
    public string? Phone { get; init; }
    public string? MacAddress { get; init; }
    public bool LocksDevice { get; init; }
    public Guid? VoucherBatchId { get; init; }
}
