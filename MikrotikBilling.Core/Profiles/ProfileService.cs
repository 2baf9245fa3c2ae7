using System.Text;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Profiles;

public sealed class ProfileService(
    AppDbContext db, TenantQueries tenants, AuditLog audit, TimeProvider clock, IEnumerable<IProfileListener> listeners, IEnumerable<IProfileUsage> usages)
{

    public async Task<Result<Profile>> AddAsync(SaveProfile input, CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        if (Misfit(input, tenant.Currency) is { } misfit) return misfit;
        var taken = await db.Set<Profile>().Select(p => p.Code).ToListAsync(cancellationToken);
        var profile = new Profile { Name = "", Code = FreeCode(input.Name, taken), Kind = input.Kind, CreatedAt = clock.GetUtcNow() };
        Apply(profile, input, tenant.Currency);
        db.Add(profile);
        audit.Record("profile.added", "profile", profile.Id, $"Added profile {profile.Name} ({profile.RateLimit.ToRouterOs()}, {profile.Price}).");
        return await SaveAsync(profile, cancellationToken);
    }

    /// <summary>A change of speed, pool or address reaches the routers of everyone on the profile.</summary>
    public async Task<Result<Profile>> EditAsync(Guid id, int version, SaveProfile input, CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        if (Misfit(input, tenant.Currency) is { } misfit) return misfit;
        return await db.ChangeAsync<Profile>(async token =>
        {
            var profile = await db.Set<Profile>().SingleOrDefaultAsync(p => p.Id == id, token);
            if (profile is null) return Refusal.NotFound;
            db.Expect(profile, version);
            var before = OnRouter(profile);
            Apply(profile, input, tenant.Currency);
            audit.Record("profile.edited", "profile", id, $"Edited profile {profile.Name} ({profile.RateLimit.ToRouterOs()}, {profile.Price}, {(profile.IsActive ? "active" : "retired")}).");
            db.Entry(profile).Property(p => p.Version).IsModified = true;
            var saved = await SaveAsync(profile, token);
            if (saved.Ok && OnRouter(profile) != before)
                foreach (var listener in listeners) await listener.ContentChangedAsync(id, token);
            return saved;
        }, cancellationToken);
    }

    /// <summary>The profile as an edit would make it; nothing is kept.</summary>
    public async Task<Result<Profile>> PreviewAsync(Guid id, SaveProfile input, CancellationToken cancellationToken)
    {
        var currency = (await tenants.CurrentAsync(cancellationToken)).Currency;
        if (Misfit(input, currency) is { } misfit) return misfit;
        if (await db.Set<Profile>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancellationToken) is not { } profile) return Refusal.NotFound;
        Apply(profile, input, currency);
        return profile;
    }

    /// <summary>A profile that anybody is on is retired instead: no longer sold, kept for those on it.</summary>
    public async Task<Result> DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        var profile = await db.Set<Profile>().SingleOrDefaultAsync(p => p.Id == id, cancellationToken);
        if (profile is null) return Result.NotFound;
        foreach (var usage in usages)
            if ((await usage.CountsAsync([id], cancellationToken)).GetValueOrDefault(id) is var count and > 0)
                return Result.Refuse("profile.in-use", $"{profile.Name} has {count} {(count == 1 ? "subscription" : "subscriptions")}. Retire it instead: it is sold no more, and those on it stay.");
        db.Remove(profile);
        audit.Record("profile.deleted", "profile", id, $"Deleted profile {profile.Name}.");
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return Result.Success;
        }
        catch (DbUpdateConcurrencyException)
        {
            return Result.Stale;
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            return Result.Refuse("profile.in-use", $"{profile.Name} is in use. Retire it instead.");
        }
    }

    /// <summary>Sold no more, or sold again.</summary>
    public async Task<Result> SetActiveAsync(Guid id, bool active, CancellationToken cancellationToken)
    {
        var profile = await db.Set<Profile>().SingleOrDefaultAsync(p => p.Id == id, cancellationToken);
        if (profile is null) return Result.NotFound;
        if (profile.IsActive == active) return Result.Success;
        profile.IsActive = active;
        audit.Record(active ? "profile.offered" : "profile.retired", "profile", id, $"{(active ? "Offered" : "Retired")} profile {profile.Name}.");
        return (await SaveAsync(profile, cancellationToken)).ToResult();
    }

    private async Task<Result<Profile>> SaveAsync(Profile profile, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return profile;
        }
        catch (DbUpdateConcurrencyException)
        {
            return Refusal.Stale;
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            return new Refusal("profile.duplicate-name", "There is a profile of this name already.", nameof(SaveProfile.Name));
        }
    }

    /// <summary>What routers see of it.</summary>
    private static string OnRouter(Profile profile) =>
        $"{profile.RateLimit.ToRouterOs()}|{profile.Pool}|{profile.LocalAddress}|{profile.SharedUsers}|{profile.IdleMinutes}|{profile.SessionMinutes}|{profile.DataCapBytes}|{profile.WhenCapReached}|{profile.CapDownload}|{profile.CapUpload}";

    private static Refusal? Misfit(SaveProfile input, string currency)
    {
        if (!Money.Fits(input.Price ?? 0, currency))
            return new Refusal("profile.price-digits", $"{currency} has {Currency.Digits(currency)} decimal digits.", nameof(SaveProfile.Price));
        return Money.Fits(input.SetupFee ?? 0, currency)
            ? null
            : new Refusal("profile.price-digits", $"{currency} has {Currency.Digits(currency)} decimal digits.", nameof(SaveProfile.SetupFee));
    }

    private static void Apply(Profile profile, SaveProfile input, string currency)
    {
        var isNew = profile.Name.Length == 0;
        profile.Name = input.Name.Trim();
        profile.Description = Blank(input.Description);
        profile.Category = input.Category ?? (isNew ? CategoryOf(profile.Kind) : profile.Category);
        profile.IsFeatured = input.IsFeatured;
        profile.Highlights = Lines(input.Highlights);
        var hotspot = profile.Kind == ServiceKind.Hotspot;
        profile.SharedUsers = hotspot ? input.SharedUsers ?? 1 : 1;
        profile.IdleMinutes = hotspot ? input.IdleMinutes : null;
        profile.SessionMinutes = hotspot ? input.SessionMinutes : null;
        profile.Download = Rate(input.Download) ?? 0;
        profile.Upload = Rate(input.Upload) ?? 0;
        profile.BurstDownload = Rate(input.BurstDownload);
        profile.BurstUpload = Rate(input.BurstUpload);
        profile.BurstThresholdDownload = Rate(input.BurstThresholdDownload);
        profile.BurstThresholdUpload = Rate(input.BurstThresholdUpload);
        profile.BurstSeconds = input.BurstSeconds;
        profile.Price = Money.FromDecimal(input.Price ?? 0, currency);
        profile.SetupFee = Money.FromDecimal(input.SetupFee ?? 0, currency);
        (profile.DurationCount, profile.DurationUnit) = input.Duration;
        profile.DataCapBytes = input.DataCapGb is { } gb ? (long)(gb * ByteSize.Gigabyte) : null;
        profile.CapAction = profile.DataCapBytes is null ? null : input.CapAction;
        var slower = input.ToCappedRate();
        (profile.CapDownload, profile.CapUpload) = (slower?.Download ?? 0, slower?.Upload ?? 0);
        profile.Pool = Blank(input.Pool);
        profile.LocalAddress = Blank(input.LocalAddress);
        (profile.PaymentMode, profile.GraceDays, profile.SellsPartTime) = (input.PaymentMode, input.GraceDays, input.SellsPartTime);
        profile.IsActive = input.IsActive;
    }

    private static long? Rate(string? text) => BitRate.TryParse(text, out var bits) ? bits : null;

    internal static ProfileCategory CategoryOf(ServiceKind kind) => kind switch
    {
        ServiceKind.Hotspot => ProfileCategory.Hotspot,
        ServiceKind.Static => ProfileCategory.Corporate,
        _ => ProfileCategory.Pppoe,
    };

    private static string? Lines(string? text) =>
        Blank(text) is { } some ? string.Join('\n', some.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) : null;

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary><c>Home 10 Mbps</c> becomes <c>home-10-mbps</c>; a number is added when that is taken.</summary>
    internal static string FreeCode(string name, List<string> taken)
    {
        var slug = new StringBuilder();
        foreach (var c in name.Trim().ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c)) slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '-') slug.Append('-');
            if (slug.Length == 40) break;
        }
        var stem = slug.ToString().Trim('-');
        if (stem.Length == 0) stem = "profile";
        if (stem.StartsWith("default", StringComparison.Ordinal)) stem = "p-" + stem; // default and default-encryption are the router's own
        if (stem.EndsWith(Profile.CappedEnding, StringComparison.Ordinal)) stem += "-plan"; // that ending is for the slower row of another
        var code = stem;
        for (var n = 2; taken.Contains(code, StringComparer.Ordinal); n++) code = $"{stem}-{n}";
        return code;
    }
}
