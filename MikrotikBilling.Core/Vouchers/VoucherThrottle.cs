using System.Net;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Vouchers;

/// <summary>Codes that were guessed wrongly, counted for all nodes together.</summary>
[Unaudited]
public sealed class VoucherGuess : ITenantOwned
{
    public Guid TenantId { get; set; }

    /// <summary><c>n:</c> and a network, <c>s:</c> and a member of staff or a program, <c>a:</c> and an account, or <c>all</c>.</summary>
    public required string Key { get; init; }

    public int Failures { get; set; }

    /// <summary>When the present count began; after <see cref="VoucherThrottle.Window"/> it begins anew.</summary>
    public DateTimeOffset Since { get; set; }
}

/// <summary>
/// Whoever guesses is slowed down: a network, or a member of staff, that was wrong too often is not listened to for a while. Where many networks guess together, wrong codes are
/// answered alike; a good code from elsewhere is taken all the same, so that nobody can shut the others out. What keeps guesses from hitting is the length
/// of the codes (<see cref="VoucherFormat.IsSafeFor"/>). All devices of a hotspot come from one network: there each device is counted by itself, and the
/// hotspot only changes what wrong codes are answered, as anybody can make a device's address up.
/// </summary>
public sealed class VoucherThrottle(AppDbContext db, CurrentActor actor, TimeProvider clock)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <summary>Wrong codes of one network or member of staff, or for one account.</summary>
    public const int MostEach = 10;

    /// <summary>Wrong codes of all together.</summary>
    public const int MostTogether = 20;

    /// <summary>Wrong codes of all devices of one hotspot; above it they are answered alike, and good ones are taken all the same.</summary>
    public const int MostAtHotspot = 100;

    private const string All = "all";

    public static Refusal Shut { get; } = new("voucher.throttled", "Too many wrong codes. Try again in a quarter of an hour.");

    /// <summary>Who asks was wrong too often; his codes are not even looked for.</summary>
    public async Task<bool> IsShutAsync(string? address, CancellationToken cancellationToken)
    {
        if (WhoOf(address) is not { } key) return false;
        var begin = clock.GetUtcNow() - Window;
        return await db.Set<VoucherGuess>().AnyAsync(g => g.Key == key && g.Since > begin && g.Failures >= MostEach, cancellationToken);
    }

    /// <summary>Counts a wrong code; true where it was one too many.</summary>
    public Task<bool> WrongAsync(string? address, string? account, CancellationToken cancellationToken) => db.InTransactionAsync(async token =>
    {
        var shut = await AddAsync(All, token) > MostTogether;
        if (WhoOf(address) is { } who) shut |= await AddAsync(who, token) > MostEach;
        if (account?.Trim().ToLowerInvariant() is { Length: > 0 } named) shut |= await AddAsync(TextRules.Cut($"a:{named}", 60), token) > MostEach;
        return shut;
    }, cancellationToken);

    /// <summary>Who is signed in is known by himself: one who guesses does not shut the office around him out.</summary>
    private string? WhoOf(string? address) => actor is { Kind: not ActorKind.System, Id: { } id } ? $"s:{id:N}" : NetworkOf(address);

    /// <summary>The device was wrong too often at this router. Without an address of its own it is where it comes from.</summary>
    public async Task<bool> IsDeviceShutAsync(Guid routerId, string? macAddress, string? address, CancellationToken cancellationToken)
    {
        if (DeviceOf(routerId, macAddress) is not { } key) return await IsShutAsync(address, cancellationToken);
        var begin = clock.GetUtcNow() - Window;
        return await db.Set<VoucherGuess>().AnyAsync(g => g.Key == key && g.Since > begin && g.Failures >= MostEach, cancellationToken);
    }

    /// <summary>Counts a wrong code of a device at a hotspot; true where it was one too many.</summary>
    public async Task<bool> WrongAtHotspotAsync(Guid routerId, string? macAddress, string? address, CancellationToken cancellationToken)
    {
        if (DeviceOf(routerId, macAddress) is not { } device) return await WrongAsync(address, null, cancellationToken);
        return await db.InTransactionAsync(async token => await AddAsync(device, token) > MostEach | await AddAsync($"r:{routerId:N}", token) > MostAtHotspot, cancellationToken);
    }

    /// <summary>
    /// Counts a package that is asked for at a hotspot: each makes a guest and rings a phone, and anybody may ask. False where it was one too many of the
    /// device, or of the hotspot; vouchers are taken all the same.
    /// </summary>
    public Task<bool> MayBuyAsync(Guid routerId, string? macAddress, CancellationToken cancellationToken) => db.InTransactionAsync(async token =>
        await AddAsync(TextRules.Cut($"b:{routerId:N}:{macAddress?.ToUpperInvariant()}", 60), token) <= MostEach & await AddAsync($"b:{routerId:N}", token) <= MostAtHotspot, cancellationToken);

    private static string? DeviceOf(Guid routerId, string? macAddress) => string.IsNullOrEmpty(macAddress) ? null : TextRules.Cut($"d:{routerId:N}:{macAddress.ToUpperInvariant()}", 60);

    /// <summary>What one customer of a provider has: a /24, or a /64.</summary>
    internal static string? NetworkOf(string? address)
    {
        if (!IPAddress.TryParse(address, out var ip)) return null;
        if (ip.IsIPv4MappedToIPv6) ip = ip.MapToIPv4();
        var bytes = ip.GetAddressBytes();
        return ip.AddressFamily == AddressFamily.InterNetwork ? $"n:{bytes[0]}.{bytes[1]}.{bytes[2]}" : $"n:{Convert.ToHexString(bytes.AsSpan(0, 8))}";
    }

    private async Task<int> AddAsync(string key, CancellationToken cancellationToken)
    {
        var (now, begin) = (clock.GetUtcNow(), clock.GetUtcNow() - Window);
        var rows = db.Set<VoucherGuess>().Where(g => g.Key == key);
        var known = await rows.ExecuteUpdateAsync(set => set.SetProperty(g => g.Failures, g => g.Since > begin ? g.Failures + 1 : 1).SetProperty(g => g.Since, g => g.Since > begin ? g.Since : now), cancellationToken);
        if (known == 0) await db.BulkInsertNewAsync([new VoucherGuess { TenantId = db.TenantId, Key = key, Failures = 1, Since = now }], [nameof(VoucherGuess.TenantId), nameof(VoucherGuess.Key)], cancellationToken);
        return await rows.Select(g => g.Failures).SingleAsync(cancellationToken);
    }
}

internal sealed class VoucherGuessConfiguration : IEntityTypeConfiguration<VoucherGuess>
{
    public void Configure(EntityTypeBuilder<VoucherGuess> builder)
    {
        builder.ToTable("VoucherGuesses").HasKey(g => new { g.TenantId, g.Key });
        builder.Property(g => g.Key).HasMaxLength(60);
        builder.HasIndex(g => g.Since);
    }
}
