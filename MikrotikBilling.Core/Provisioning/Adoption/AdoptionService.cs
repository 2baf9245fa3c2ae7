using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Provisioning.Adoption;

/// <summary>Begins readings, settles profiles and rows, starts and stops. The work itself is done by <see cref="AdoptionWorker"/>.</summary>
public sealed class AdoptionService(
    AppDbContext db, TenantQueries tenants, AuditLog audit, CurrentActor actor, AdoptionSignal signal, LaneSignals lanes, TimeProvider clock)
{
    private const int AtOnce = 250;

    /// <summary>Has a router read. One that is being read already is not read twice.</summary>
    public async Task<Result<AdoptionRun>> ReadAsync(Guid routerId, CancellationToken cancellationToken)
    {
        if (await db.Set<Router>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == routerId, cancellationToken) is not { } router) return Refusal.NotFound;
        if (!router.IsActive) return new Refusal("adoption.router-off", $"{router.Name} is switched off here.");
        return await db.ChangeAsync<AdoptionRun>(async token =>
        {
            if (await db.Set<AdoptionRun>().AsNoTracking().FirstOrDefaultAsync(r => r.RouterId == routerId && (r.State == AdoptionState.Reading || r.State == AdoptionState.Adopting), token) is { } busy)
                return busy;
            var run = new AdoptionRun
            {
                RouterId = routerId,
                State = AdoptionState.Reading,
                ActorKind = actor.Kind,
                ActorId = actor.Id,
                ActorName = actor.Name,
                From = actor.From,
                CreatedAt = clock.GetUtcNow(),
            };
            db.Add(run);
            audit.Record("adoption.read", "router", routerId, $"Had {router.Name} read for adoption.");
            await db.SaveChangesAsync(token);
            db.AfterCommit(signal.Ring);
            return run;
        }, cancellationToken);
    }

    /// <summary>Settles what the router's profiles become and until when services run.</summary>
    public async Task<Result> SaveProposalsAsync(Guid id, SaveProposals input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var tenant = await tenants.CurrentAsync(cancellationToken);
        return (await db.ChangeAsync<bool>(async token =>
        {
            if (await db.Set<AdoptionRun>().SingleOrDefaultAsync(r => r.Id == id, token) is not { } run) return Refusal.NotFound;
            if (run.State != AdoptionState.Proposed) return NotNow;
            if (input.EndsOn is { } on)
            {
                var end = Subscription.ToMinute(CalendarSpan.ToInstant(on, tenant.Zone));
                if (EndProblem(end) is { } problem) return problem;
                run.ExpiresAt = end;
            }
            run.UsesCommentDates = input.UsesCommentDates;
            var settled = await SettleProfilesAsync(run, input.Profiles, tenant, token);
            if (!settled.Ok) return settled.Refusal;
            await db.SaveChangesAsync(token);
            return true;
        }, cancellationToken)).ToResult();
    }

    /// <summary>Decides about many rows. Those it cannot be said of stay as they are.</summary>
    /// <returns>How many it was said of.</returns>
    public async Task<Result<int>> DecideAsync(Guid id, RowChoice choice, AdoptionDecision decision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(choice);
        return await db.ChangeAsync<int>(async token =>
        {
            if (await FindAsync(id, token) is not { } run) return Refusal.NotFound;
            if (run.State != AdoptionState.Proposed) return NotNow;
            var rows = db.Set<AdoptionRow>().Where(r => r.RunId == id && r.State == AdoptionRowState.Open && (r.DoubtBits & Doubts.BlockingBits) == 0);
            if (decision == AdoptionDecision.Match) rows = rows.Where(r => r.MatchId != null);
            if (decision == AdoptionDecision.Together) rows = rows.Where(r => r.GroupId != null);
            if (choice.Filter is { } filter)
                return await AdoptionQueries.Filtered(rows, filter).ExecuteUpdateAsync(set => set.SetProperty(r => r.Decision, decision), token);
            var changed = 0;
            foreach (var part in choice.Ids.Distinct().Chunk(AtOnce))
                changed += await rows.Where(r => part.Contains(r.SubscriptionId)).ExecuteUpdateAsync(set => set.SetProperty(r => r.Decision, decision), token);
            return changed;
        }, cancellationToken);
    }

    /// <summary>Corrects one row.</summary>
    public async Task<Result> SaveRowAsync(Guid id, int number, SaveAdoptionRow input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var tenant = await tenants.CurrentAsync(cancellationToken);
        return (await db.ChangeAsync<bool>(async token =>
        {
            if (await FindAsync(id, token) is not { } run) return Refusal.NotFound;
            if (await db.Set<AdoptionRow>().SingleOrDefaultAsync(r => r.RunId == id && r.Number == number, token) is not { } row) return Refusal.NotFound;
            if (run.State != AdoptionState.Proposed) return NotNow;
            if (row.State != AdoptionRowState.Open || row.Doubts.Has(Doubts.Blocking)) return new Refusal("adoption.row-closed", "This row stays as it is.");
            string? phone = null;
            if (!string.IsNullOrWhiteSpace(input.Phone) && !Phone.TryNormalise(input.Phone, tenant.Country, out phone)) return new Refusal("adoption.phone-invalid", Phone.Rule(tenant.Country), nameof(input.Phone));
            DateTimeOffset? end = input.EndsOn is { } on ? Subscription.ToMinute(CalendarSpan.ToInstant(on, tenant.Zone)) : null;
            if (end is { } wished && EndProblem(wished) is { } problem) return problem;
            if (input.Decision == AdoptionDecision.Match)
            {
                if (await CustomerAsync(input.CustomerNumber, row, token) is not { } customer)
                    return new Refusal("adoption.customer-unknown", "There is no such customer. Give the number, such as C-000123.", nameof(input.CustomerNumber));
                row.MatchId = customer;
            }
            if (input.Decision == AdoptionDecision.Together && row.GroupId is null) return new Refusal("adoption.no-group", "No other row tells of this person.", nameof(input.Decision));
            (row.PersonName, row.Phone, row.Email) = (input.PersonName.Trim(), phone, string.IsNullOrWhiteSpace(input.Email) ? null : input.Email.Trim());
            (row.ExpiresAt, row.Decision) = (end, input.Decision);
            await db.SaveChangesAsync(token);
            return true;
        }, cancellationToken)).ToResult();
    }

    /// <summary>Adopts what was decided so.</summary>
    public async Task<Result<AdoptionRun>> StartAsync(Guid id, AdoptionWay way, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } run) return Refusal.NotFound;
        if (run.State is AdoptionState.Adopting or AdoptionState.Done) return run; // pressed twice
        if (run.State != AdoptionState.Proposed) return NotNow;
        if (!Enum.IsDefined(way)) return new Refusal("adoption.way-unknown", "Say whether the rows are marked on the router.", "Way");
        if (EndProblem(run.ExpiresAt) is { } problem) return problem;
        return await db.ChangeAsync<AdoptionRun>(async token =>
        {
            var count = await AdoptionWorker.Decided(db.Set<AdoptionRow>(), id).CountAsync(token);
            if (count == 0) return new Refusal("adoption.nothing-to-do", "No row is to be adopted.");
            var changed = await db.Set<AdoptionRun>().Where(r => r.Id == id && r.State == AdoptionState.Proposed).ExecuteUpdateAsync(set => set
                .SetProperty(r => r.State, AdoptionState.Adopting).SetProperty(r => r.Way, way).SetProperty(r => r.ToAdopt, count).SetProperty(r => r.ClaimedUntil, (DateTimeOffset?)null)
                .SetProperty(r => r.ActorKind, actor.Kind).SetProperty(r => r.ActorId, actor.Id).SetProperty(r => r.ActorName, actor.Name).SetProperty(r => r.From, actor.From), token);
            if (changed == 0) return Refusal.Stale;
            audit.Record("adoption.started", "router", run.RouterId, $"Started to adopt {count} rows, {(way == AdoptionWay.BooksOnly ? "into the books only" : "marking them on the router")}.");
            await db.SaveChangesAsync(token);
            db.AfterCommit(signal.Ring);
            return await db.Set<AdoptionRun>().AsNoTracking().SingleAsync(r => r.Id == id, token);
        }, cancellationToken);
    }

    /// <summary>What is adopted stays so; the rest is left alone.</summary>
    public async Task<Result> StopAsync(Guid id, CancellationToken cancellationToken)
    {
        var asked = await db.Set<AdoptionRun>().Where(r => r.Id == id && (r.State == AdoptionState.Reading || r.State == AdoptionState.Adopting))
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.StopRequested, true), cancellationToken);
        if (asked == 1) return Result.Success;
        return await FindAsync(id, cancellationToken) is null ? Result.NotFound : Result.Refuse("adoption.over", "Nothing of it is at work.");
    }

    /// <summary>Forgets a reading that nothing was adopted from.</summary>
    public async Task<Result> DiscardAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } run) return Result.NotFound;
        if (run.State is not (AdoptionState.Proposed or AdoptionState.Incomplete)) return Result.Refuse("adoption.begun", "It was begun; it stays in the list.");
        await AdoptionReader.DropRowsAsync(db, id, cancellationToken);
        await db.Set<AdoptionRun>().Where(r => r.Id == id && (r.State == AdoptionState.Proposed || r.State == AdoptionState.Incomplete)).ExecuteDeleteAsync(cancellationToken);
        return Result.Success;
    }

    /// <summary>Services that are in the books only get their mark on the router from now on, and follow their contracts.</summary>
    public async Task<Result<int>> TakeOverAsync(Guid routerId, CancellationToken cancellationToken)
    {
        if (await db.Set<Router>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == routerId, cancellationToken) is not { } router) return Refusal.NotFound;
        return await db.ChangeAsync<int>(async token =>
        {
            var now = clock.GetUtcNow();
            var count = await db.Set<RouterAccount>().Where(a => a.RouterId == routerId && a.IsHandsOff).ExecuteUpdateAsync(set => set
                .SetProperty(a => a.IsHandsOff, false)
                .SetProperty(a => a.Adopts, true)
                .SetProperty(a => a.DesiredVersion, a => a.DesiredVersion + 1)
                .SetProperty(a => a.StaleSince, now)
                .SetProperty(a => a.NextAttemptAt, now), token);
            if (count == 0) return new Refusal("adoption.nothing-to-take-over", $"Nothing on {router.Name} is in the books only.");
            audit.Record("adoption.taken-over", "router", routerId, $"Had {count} services on {router.Name} taken over.");
            await db.SaveChangesAsync(token);
            db.AfterCommit(() => lanes.Wake(routerId));
            return count;
        }, cancellationToken);
    }

    private async Task<Result> SettleProfilesAsync(AdoptionRun run, IReadOnlyList<ProfileChoiceInput> choices, TenantInfo tenant, CancellationToken cancellationToken)
    {
        var proposals = await db.Set<AdoptionProfile>().Where(p => p.RunId == run.Id).OrderBy(p => p.Number).ToListAsync(cancellationToken);
        var known = await db.Set<Profile>().AsNoTracking().ToListAsync(cancellationToken);
        var changed = new List<AdoptionProfile>();
        foreach (var choice in choices)
        {
            if (proposals.Find(p => p.Number == choice.Number) is not { } proposal) return new Refusal("adoption.profile-unknown", "There is no such profile on the router.");
            var index = choice.Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var before = proposal.Doubt;
            if (choice.ProfileId is { } ours)
            {
                if (known.Find(p => p.Id == ours && p.Kind == proposal.Kind) is not { } profile) return new Refusal("adoption.profile-kind", "Choose a profile of the same kind.", $"Profiles[{index}].ProfileId");
                (proposal.ProfileId, proposal.Difference) = (ours, proposal.DifferenceFrom(profile));
            }
            else
            {
                if (CommentWords.Clean(choice.Name ?? "") is not { Length: > 0 and <= 60 } name) return new Refusal("adoption.profile-name", "A name of at most 60 characters.", $"Profiles[{index}].Name");
                if (choice.Price is < 0 or > 1_000_000_000m || !Money.Fits(choice.Price ?? 0, tenant.Currency))
                    return new Refusal("adoption.profile-price", $"A price in {tenant.Currency}.", $"Profiles[{index}].Price");
                if (known.Exists(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                    return new Refusal("adoption.profile-name-taken", $"There is a profile named {name} already: choose it, or give another name.", $"Profiles[{index}].Name");
                (proposal.ProfileId, proposal.Difference, proposal.Name) = (null, null, name);
                proposal.PriceMinor = Money.FromDecimal(choice.Price ?? 0, tenant.Currency).Minor;
            }
            if (before != proposal.Doubt) changed.Add(proposal);
        }
        if (Twice(proposals) is { } twice) return twice;
        foreach (var proposal in changed) await DoubtAsync(proposal, cancellationToken);
        return Result.Success;
    }

    private static Refusal? Twice(List<AdoptionProfile> proposals)
    {
        var name = proposals.Where(p => p.ProfileId is null).GroupBy(p => p.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Skip(1).Any());
        if (name is not null) return new Refusal("adoption.profile-name-twice", $"Two new profiles are named {name.Key}.", Field(name.Last(), "Name"));
        var same = proposals.Where(p => p.ProfileId is not null && p.RouterProfile is not null).GroupBy(p => (p.Kind, p.ProfileId)).FirstOrDefault(g => g.Skip(1).Any());
        return same is null ? null
            : new Refusal("adoption.profile-twice", $"{same.First().RouterProfile} and {same.Last().RouterProfile} cannot be the same profile here: a router holds each of ours once.", Field(same.Last(), "ProfileId"));
    }

    private static string Field(AdoptionProfile profile, string name) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Profiles[{profile.Number}].{name}");

    /// <summary>Rows on a profile that fits now need no decision any more; those on one that does not are kept in the books only.</summary>
    private async Task DoubtAsync(AdoptionProfile profile, CancellationToken cancellationToken)
    {
        const int bit = (int)AdoptionDoubts.Profile;
        var rows = db.Set<AdoptionRow>().Where(r => r.RunId == profile.RunId && r.ProfileNumber == profile.Number && r.State == AdoptionRowState.Open);
        if (profile.Doubt is not null)
        {
            await rows.ExecuteUpdateAsync(set => set.SetProperty(r => r.DoubtBits, r => r.DoubtBits | bit), cancellationToken);
            return;
        }
        await rows.ExecuteUpdateAsync(set => set.SetProperty(r => r.DoubtBits, r => r.DoubtBits & ~bit), cancellationToken);
        await rows.Where(r => r.Decision == AdoptionDecision.None && (r.DoubtBits & Doubts.AskingBits) == 0)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Decision, AdoptionDecision.Adopt), cancellationToken);
    }

    private async Task<Guid?> CustomerAsync(string? number, AdoptionRow row, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(number)) return row.MatchId;
        var text = number.Trim();
        if (text.StartsWith("C-", StringComparison.OrdinalIgnoreCase)) text = text[2..];
        if (!long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var wanted)) return null;
        return await db.Set<Customer>().Where(c => c.Number == wanted && c.ArchivedAt == null).Select(c => (Guid?)c.Id).SingleOrDefaultAsync(cancellationToken);
    }

    private Refusal? EndProblem(DateTimeOffset end)
    {
        var now = clock.GetUtcNow();
        return end <= now ? new Refusal("adoption.end-past", "The end must lie in the future: whoever is online would be cut off.", "EndsOn")
            : end > now + Subscription.FurthestExpiry ? new Refusal("adoption.end-far", "The end is more than ten years away.", "EndsOn") : null;
    }

    private static Refusal NotNow => new("adoption.begun", "Its rows cannot be changed now: it is at work, over, or was not read to its end.");

    private Task<AdoptionRun?> FindAsync(Guid id, CancellationToken cancellationToken) => db.Set<AdoptionRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
}
