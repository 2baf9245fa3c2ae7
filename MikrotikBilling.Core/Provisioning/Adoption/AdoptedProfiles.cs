using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Provisioning.Adoption;

/// <summary>The profile of ours that rows are put on.</summary>
internal sealed record AdoptedProfile(Guid Id, string Name);

/// <summary>Makes the profiles that rows need, once, and keeps under which name the router has them.</summary>
internal sealed class AdoptedProfiles(AppDbContext db, AuditLog audit)
{
    /// <summary>By the numbers of the proposals; one that was deleted in the meantime is left out. Inside the caller's transaction.</summary>
    public async Task<IReadOnlyDictionary<int, AdoptedProfile>> OfAsync(
        AdoptionRun run, IReadOnlyList<int> numbers, TenantInfo tenant, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var proposals = await db.Set<AdoptionProfile>().AsNoTracking().Where(p => p.RunId == run.Id && numbers.Contains(p.Number)).OrderBy(p => p.Number).ToListAsync(cancellationToken);
        var targets = proposals.ConvertAll(p => p.TargetId);
        var present = await db.Set<Profile>().AsNoTracking().Where(p => targets.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, cancellationToken);
        var missing = proposals.FindAll(p => p.ProfileId is null && !present.ContainsKey(p.NewId));
        if (missing.Count > 0)
        {
            var taken = await db.Set<Profile>().Select(p => new { p.Name, p.Code }).ToListAsync(cancellationToken);
            var names = taken.Select(t => t.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var codes = taken.ConvertAll(t => t.Code);
            foreach (var proposal in missing)
            {
                var profile = Make(proposal, Free(proposal.Name, names), ProfileService.FreeCode(proposal.RouterProfile ?? proposal.Name, codes), tenant.Currency, now);
                codes.Add(profile.Code);
                db.Add(profile);
                audit.Record("profile.added", "profile", profile.Id, $"Added profile {profile.Name} ({profile.RateLimit.ToRouterOs()}, {profile.Price}) as the router has it.");
                present[profile.Id] = profile.Name;
            }
        }
        await NameAsync(run, proposals.FindAll(p => present.ContainsKey(p.TargetId)), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return proposals.Where(p => present.ContainsKey(p.TargetId)).ToDictionary(p => p.Number, p => new AdoptedProfile(p.TargetId, present[p.TargetId]));
    }

    private async Task NameAsync(AdoptionRun run, List<AdoptionProfile> proposals, CancellationToken cancellationToken)
    {
        var known = await db.Set<ProfileOnRouter>().AsNoTracking().Where(p => p.RouterId == run.RouterId).ToListAsync(cancellationToken);
        foreach (var proposal in proposals.Where(p => p.RouterProfile is not null))
        {
            var kind = WantedAccount.KindOf(proposal.Kind);
            if (known.Exists(k => k.Kind == kind && (k.Name == proposal.RouterProfile || k.ProfileId == proposal.TargetId))) continue;
            db.Add(new ProfileOnRouter { RouterId = run.RouterId, ProfileId = proposal.TargetId, Kind = kind, Name = proposal.RouterProfile! });
        }
    }

    private static Profile Make(AdoptionProfile proposal, string name, string code, string currency, DateTimeOffset now) => new()
    {
        Id = proposal.NewId,
        Name = name,
        Code = code,
        Kind = proposal.Kind,
        Category = ProfileService.CategoryOf(proposal.Kind),
        Download = proposal.Download,
        Upload = proposal.Upload,
        BurstDownload = proposal.BurstDownload,
        BurstUpload = proposal.BurstUpload,
        BurstThresholdDownload = proposal.BurstThresholdDownload,
        BurstThresholdUpload = proposal.BurstThresholdUpload,
        BurstSeconds = proposal.BurstSeconds,
        Pool = proposal.Pool,
        LocalAddress = proposal.LocalAddress,
        SharedUsers = proposal.SharedUsers,
        IdleMinutes = proposal.IdleMinutes,
        SessionMinutes = proposal.SessionMinutes,
        Price = new Money(proposal.PriceMinor, currency),
        SetupFee = Money.Zero(currency),
        CreatedAt = now,
    };

    private static string Free(string wished, HashSet<string> names)
    {
        var name = wished;
        for (var n = 2; !names.Add(name); n++)
            name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(wished.Length > 55 ? wished[..55] : wished)} {n}");
        return name;
    }
}
