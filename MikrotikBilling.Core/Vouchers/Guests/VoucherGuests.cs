using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Vouchers.Guests;

/// <summary>Lets people without an account in: with a voucher, or with a package they are about to pay for.</summary>
public sealed class VoucherGuests(
    AppDbContext db, VoucherThrottle throttle, VoucherRedemption redemption, GuestRedemption guests, GuestDesk desk, SecretBox secrets, TenantQueries tenants, TimeProvider clock)
{
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int TriesAtOnce = 5;

    /// <summary>
    /// Redeems an unused code for a new guest on the device's router, or finds the guest whose code it is while his time runs. Refusals:
    /// <c>voucher.unknown</c>, <c>voucher.pin</c>, <c>voucher.throttled</c>, <c>voucher.already-redeemed</c>, <c>voucher.expired</c>, <c>voucher.void</c>, <c>voucher.not-ready</c>,
    /// <c>voucher.time-over</c>, <c>voucher.router</c> (not at this hotspot), <c>voucher.kind</c> (for subscribers only).
    /// </summary>
    /// <param name="clientAddress">Where the request came from; the guesses of its network are counted, except of devices at a hotspot.</param>
    public async Task<Result<VoucherGuest>> LetInAsync(string? code, string? pin, HotspotDevice device, string? clientAddress, VoucherWay way, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(device);
        // All devices of a hotspot come from one network: there each is counted by itself.
        var mac = way == VoucherWay.Hotspot ? device.MacAddress : null;
        if (await throttle.IsDeviceShutAsync(device.RouterId, mac, clientAddress, cancellationToken)) return VoucherThrottle.Shut;
        if (await db.Set<Router>().AsNoTracking().AllAsync(r => r.Id != device.RouterId, cancellationToken)) return new Refusal("voucher.router", "This hotspot is not there any more.");
        if (await RunningAsync(code, pin, cancellationToken) is { } running) return running;
        var found = await redemption.FindAsync(new RedeemVoucher { Code = code, Pin = pin }, cancellationToken);
        if (found.Refusal is { Code: "voucher.unknown" } unknown) return await throttle.WrongAtHotspotAsync(device.RouterId, mac, clientAddress, cancellationToken) ? VoucherThrottle.Shut : unknown;
        // Redeemed between the two looks, by the same device perhaps.
        if (found.Refusal is { Code: "voucher.already-redeemed" } && await RunningAsync(code, pin, cancellationToken) is { } faster) return faster;
        if (!found.Ok) return found.Refusal;
        if (await WhyNotHereAsync(found.Value.Batch!, device, cancellationToken) is { } not) return not;
        for (var tries = 1; ; tries++)
        {
            var use = new GuestUse(device.RouterId, device.MacAddress, way, clientAddress, clock.GetUtcNow());
            var done = await db.ChangeAsync(async token => await guests.TakeAsync(found.Value, await ReadyAsync(found.Value.Code, token), use, token), cancellationToken);
            if (done.Ok) return Of(done.Value, GuestRedemption.PasswordOf(found.Value), found.Value.Batch!.Counts, isNew: true);
            // The same device asked twice: the second finds what the first has made.
            if (done.Refusal.Code == "voucher.already-redeemed" && await RunningAsync(code, pin, cancellationToken) is { } other) return other;
            if (done.Refusal.Code != Refusal.StaleCode || tries == TriesAtOnce) return done.Refusal;
        }
    }

    /// <summary>A guest whose service waits for its payment: the package he chose. Whoever does not pay within two days is put away.</summary>
    public async Task<Result<VoucherGuest>> PrepareAsync(Guid profileId, string? phone, HotspotDevice device, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(device);
        var tenant = await tenants.CurrentAsync(cancellationToken);
        string? e164 = null;
        if (!string.IsNullOrWhiteSpace(phone) && !Phone.TryNormalise(phone, tenant.Country, out e164)) return new Refusal("guest.phone", Phone.Rule(tenant.Country), "Phone");
        if (!await db.Set<Profile>().AnyAsync(p => p.Id == profileId && p.IsActive && p.Kind == ServiceKind.Hotspot, cancellationToken)) return new Refusal("guest.package", "This package is not sold any more.", "ProfileId");
        if (await db.Set<Router>().AsNoTracking().AllAsync(r => r.Id != device.RouterId, cancellationToken)) return new Refusal("voucher.router", "This hotspot is not there any more.");
        var (name, password) = ($"g{RandomNumberGenerator.GetString(Letters, 9)}", Credentials.NewPassword());
        // Ends are rounded up to the minute: one in the past is over at once, so that nothing is given away before it is paid.
        var guest = new NewGuest($"Guest {e164 ?? name}", profileId, device.RouterId, name, password, clock.GetUtcNow().AddMinutes(-1), null) { Phone = e164, MacAddress = MacAddress.NormaliseOrNull(device.MacAddress) };
        var made = await db.ChangeAsync<Subscription>(async token => await desk.AddAsync(guest, token), cancellationToken);
        return made.Ok ? Of(made.Value, password, VoucherTime.WallClock, isNew: true) : made.Refusal;
    }

    /// <summary>The guest whose code it is, as long as his time runs; null where there is none, or the PIN is another.</summary>
    private async Task<VoucherGuest?> RunningAsync(string? code, string? pin, CancellationToken cancellationToken)
    {
        if (VoucherCode.Parse(code) is not { } kept) return null;
        var service = await db.Set<Subscription>().AsNoTracking()
            .Where(s => s.UserName == kept && s.ArchivedAt == null && s.VoucherBatchId != null && s.Status == SubscriptionStatus.Active && s.ExpiresAt > clock.GetUtcNow()).SingleOrDefaultAsync(cancellationToken);
        if (service is null) return null;
        var password = secrets.RevealOrNull(service.ProtectedPassword) ?? "";
        if (password != kept && password != pin?.Trim()) return null;
        return Of(service, password, await db.Set<VoucherBatch>().Where(b => b.Id == service.VoucherBatchId).Select(b => b.Counts).SingleAsync(cancellationToken), isNew: false);
    }

    /// <summary>Stands on a router already.</summary>
    private Task<Subscription?> ReadyAsync(string code, CancellationToken cancellationToken) =>
        db.Set<Subscription>().SingleOrDefaultAsync(s => s.UserName == code && s.ArchivedAt == null && s.VoucherBatchId != null && s.Status == SubscriptionStatus.Ready, cancellationToken);

    private async Task<Refusal?> WhyNotHereAsync(VoucherBatch batch, HotspotDevice device, CancellationToken cancellationToken)
    {
        if (batch.RouterIds.Count > 0 && !batch.RouterIds.Contains(device.RouterId)) return new Refusal("voucher.router", "This voucher is for another hotspot.", "Code");
        return await db.Set<Profile>().AnyAsync(p => p.Id == batch.ProfileId && p.Kind == ServiceKind.Hotspot, cancellationToken)
            ? null : new Refusal("voucher.kind", "This voucher is for subscribers: redeem it for your account.", "Code");
    }

    private static VoucherGuest Of(Subscription service, string password, VoucherTime counts, bool isNew) =>
        new(service.CustomerId, service.Id, service.UserName, password, counts == VoucherTime.Online ? null : service.ExpiresAt, isNew);
}
