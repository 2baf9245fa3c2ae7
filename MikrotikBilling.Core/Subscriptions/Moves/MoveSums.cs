using System.Data;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Counts;
using MikrotikBilling.Core.Profiles;

namespace MikrotikBilling.Core.Subscriptions.Moves;

/// <summary>Folds moves into sums by day and month, and proves them against the states that customers and services are in.</summary>
public sealed class MoveSums(AppDbContext db, MoveDays days, TimeProvider clock) : IKeptFigures
{
    private static readonly MoveSpan[] Spans = [MoveSpan.Day, MoveSpan.Month];

    /// <summary>So many days of tenants are folded in one transaction.</summary>
    private const int Most = 50;

    private IQueryable<ServiceMove> Moves => db.Set<ServiceMove>().IgnoreQueryFilters(QueryFilters.AllTenants);
    private IQueryable<MoveSum> Sums => db.Set<MoveSum>().IgnoreQueryFilters(QueryFilters.AllTenants);

    /// <summary>Adds what moved since to its sums; how many moves that were.</summary>
    public async Task<int> FoldAsync(CancellationToken cancellationToken)
    {
        var open = await Moves.Where(m => m.FoldedAt == null).Select(m => new { m.TenantId, m.Of, m.Day }).Distinct().ToListAsync(cancellationToken);
        var folded = 0;
        foreach (var some in open.OrderBy(d => d.Day).Chunk(Most))
            folded += await db.InTransactionAsync(async token =>
            {
                var count = 0;
                foreach (var day in some) count += await FoldAsync(day.TenantId, day.Of, day.Day, token);
                return count;
            }, cancellationToken);
        return folded;
    }

    /// <summary>Adds to the sums, without a move of its own, what customers of one service each did before they were written.</summary>
    public async Task AddPastAsync(Guid tenant, IReadOnlyCollection<ServicePast> past, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        foreach (var of in Enum.GetValues<MoveOf>())
        {
            var steps = past.SelectMany(p => p.Steps(of, zone)).ToList();
            foreach (var span in Spans)
                await db.BulkInsertAsync([.. steps.GroupBy(s => s with { Day = DayOf(span, s.Day) }).Select(g => Row(tenant, of, span, g.Key.Day, g.Key.From, g.Key.To, g.Count()))], cancellationToken);
        }
    }

    /// <summary>
    /// Compares the sums with the states in the tables and adds what is missing. Where nothing is kept yet, all enter on the day they were made, as they stand now.
    /// </summary>
    public Task<IReadOnlyList<string>> RepairAsync(CancellationToken cancellationToken) => db.InTransactionAsync<IReadOnlyList<string>>(async token =>
    {
        var wrong = new List<string>();
        foreach (var of in Enum.GetValues<MoveOf>())
        {
            var real = await RealAsync(of, token);
            foreach (var span in Spans)
            {
                var kept = await KeptAsync(of, span, token);
                foreach (var tenant in real.Keys.Concat(kept.Keys).Select(k => k.Tenant).Distinct().ToList())
                    wrong.AddRange(kept.Keys.Any(k => k.Tenant == tenant) ? await PutRightAsync(tenant, of, span, real, kept, token) : await EnterAsync(tenant, of, span, token));
            }
        }
        wrong.AddRange(await PricesAsync(token));
        return wrong;
    }, IsolationLevel.RepeatableRead, cancellationToken);

    private static DateOnly DayOf(MoveSpan span, DateOnly day) => span == MoveSpan.Month ? day.AddDays(1 - day.Day) : day;

    private static MoveSum Row(Guid tenant, MoveOf of, MoveSpan span, DateOnly day, MoveEnd from, MoveEnd to, int count) => new()
    {
        TenantId = tenant,
        Of = of,
        Span = span,
        Day = day,
        FromState = from.State,
        FromProfileId = from.ProfileId,
        ToState = to.State,
        ToProfileId = to.ProfileId,
        Count = count,
    };

    private async Task<int> FoldAsync(Guid tenant, MoveOf of, DateOnly day, CancellationToken cancellationToken)
    {
        var rows = await Moves.Where(m => m.FoldedAt == null && m.TenantId == tenant && m.Of == of && m.Day == day)
            .Select(m => new { m.Id, m.FromState, m.FromProfileId, m.ToState, m.ToProfileId }).ToListAsync(cancellationToken);
        var (now, taken) = (clock.GetUtcNow(), 0);
        foreach (var ids in rows.Select(r => r.Id).Chunk(250))
            taken += await Moves.Where(m => m.FoldedAt == null && ids.Contains(m.Id)).ExecuteUpdateAsync(set => set.SetProperty(m => m.FoldedAt, now), cancellationToken);
        if (taken != rows.Count) throw new DBConcurrencyException("Another node folded the same moves.");
        foreach (var span in Spans)
        {
            var at = DayOf(span, day);
            var before = await Sums.AsNoTracking().Where(s => s.TenantId == tenant && s.Of == of && s.Span == span && s.Day == at).ToListAsync(cancellationToken);
            var merged = before.Select(s => (From: new MoveEnd(s.FromState, s.FromProfileId), To: new MoveEnd(s.ToState, s.ToProfileId), Count: s.Count))
                .Concat(rows.Select(r => (From: new MoveEnd(r.FromState, r.FromProfileId), To: new MoveEnd(r.ToState, r.ToProfileId), Count: 1))).GroupBy(m => (m.From, m.To));
            foreach (var ids in before.Select(s => s.Id).Chunk(250)) await Sums.Where(s => ids.Contains(s.Id)).ExecuteDeleteAsync(cancellationToken);
            await db.BulkInsertAsync([.. merged.Select(g => Row(tenant, of, span, at, g.Key.From, g.Key.To, g.Sum(m => m.Count)))], cancellationToken);
        }
        return rows.Count;
    }

    private async Task<Dictionary<(Guid Tenant, MoveEnd End), int>> RealAsync(MoveOf of, CancellationToken cancellationToken)
    {
        if (of == MoveOf.Customer)
            return await db.Set<Customer>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(c => !c.IsGuest && c.ArchivedAt == null).GroupBy(c => new { c.TenantId, c.MainStatus }).Select(g => new { g.Key, Count = g.Count() })
                .ToDictionaryAsync(g => (g.Key.TenantId, new MoveEnd(g.Key.MainStatus, null)), g => g.Count, cancellationToken);
        return await db.Set<Subscription>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(s => !s.IsGuest).GroupBy(s => new { s.TenantId, s.Status, s.ProfileId }).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => (g.Key.TenantId, MoveEnd.OfService(g.Key.Status, g.Key.ProfileId)), g => g.Count, cancellationToken);
    }

    /// <summary>Has a key for each state that was ever known, also where nothing is left in it.</summary>
    private async Task<Dictionary<(Guid Tenant, MoveEnd End), int>> KeptAsync(MoveOf of, MoveSpan span, CancellationToken cancellationToken)
    {
        var sums = await Sums.Where(s => s.Of == of && s.Span == span).GroupBy(s => new { s.TenantId, s.FromState, s.FromProfileId, s.ToState, s.ToProfileId })
            .Select(g => new { g.Key, Count = g.Sum(s => s.Count) }).ToListAsync(cancellationToken);
        var open = await Moves.Where(m => m.Of == of && m.FoldedAt == null).GroupBy(s => new { s.TenantId, s.FromState, s.FromProfileId, s.ToState, s.ToProfileId })
            .Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        var kept = new Dictionary<(Guid Tenant, MoveEnd End), int>();
        foreach (var row in sums.Concat(open))
        {
            var (tenant, from, to) = (row.Key.TenantId, new MoveEnd(row.Key.FromState, row.Key.FromProfileId), new MoveEnd(row.Key.ToState, row.Key.ToProfileId));
            if (from.State is not null) kept[(tenant, from)] = kept.GetValueOrDefault((tenant, from)) - row.Count;
            if (to.State is not null) kept[(tenant, to)] = kept.GetValueOrDefault((tenant, to)) + row.Count;
        }
        return kept;
    }

    private async Task<List<string>> PutRightAsync(
        Guid tenant, MoveOf of, MoveSpan span, Dictionary<(Guid Tenant, MoveEnd End), int> real, Dictionary<(Guid Tenant, MoveEnd End), int> kept, CancellationToken cancellationToken)
    {
        var (wrong, rows) = (new List<string>(), new List<MoveSum>());
        var (_, day) = await days.NowAsync(db, tenant, cancellationToken);
        foreach (var key in real.Keys.Union(kept.Keys).Where(k => k.Tenant == tenant))
        {
            var missing = real.GetValueOrDefault(key) - kept.GetValueOrDefault(key);
            if (missing == 0) continue;
            wrong.Add($"{of} {key.End.State} by {span}: {kept.GetValueOrDefault(key)} kept, {real.GetValueOrDefault(key)} there");
            rows.Add(missing > 0 ? Row(tenant, of, span, DayOf(span, day), default, key.End, missing) : Row(tenant, of, span, DayOf(span, day), key.End, default, -missing));
        }
        await db.BulkInsertAsync(rows, cancellationToken);
        return wrong;
    }

    private async Task<List<string>> EnterAsync(Guid tenant, MoveOf of, MoveSpan span, CancellationToken cancellationToken)
    {
        var zone = await MoveDays.ZoneAsync(db, tenant, cancellationToken);
        var ends = of == MoveOf.Customer
            ? (await db.Set<Customer>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(c => c.TenantId == tenant && !c.IsGuest && c.ArchivedAt == null).Select(c => new { c.CreatedAt, c.MainStatus }).ToListAsync(cancellationToken))
                .ConvertAll(c => (c.CreatedAt, End: new MoveEnd(c.MainStatus, null)))
            : (await db.Set<Subscription>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(s => s.TenantId == tenant && !s.IsGuest).Select(s => new { s.CreatedAt, s.Status, s.ProfileId }).ToListAsync(cancellationToken))
                .ConvertAll(s => (s.CreatedAt, End: MoveEnd.OfService(s.Status, s.ProfileId)));
        var rows = ends.GroupBy(e => (Day: DayOf(span, DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(e.CreatedAt, zone).DateTime)), e.End))
            .Select(g => Row(tenant, of, span, g.Key.Day, default, g.Key.End, g.Count())).ToList();
        await db.BulkInsertAsync(rows, cancellationToken);
        return [$"{of} by {span}: {ends.Count} entered as they stand now"];
    }

    /// <summary>The last price that is kept of each profile is the one it has.</summary>
    private async Task<List<string>> PricesAsync(CancellationToken cancellationToken)
    {
        var profiles = await db.Set<Profile>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTracking().ToListAsync(cancellationToken);
        var last = (await db.Set<ProfilePrice>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTracking().ToListAsync(cancellationToken)).GroupBy(p => p.ProfileId).ToDictionary(g => g.Key, g => g.OrderBy(p => p.Day).ThenBy(p => p.Id).Last());
        var (wrong, rows) = (new List<string>(), new List<ProfilePrice>());
        foreach (var profile in profiles)
        {
            var price = MoveWriter.Price(profile, (await days.NowAsync(db, profile.TenantId, cancellationToken)).Day);
            if (last.TryGetValue(profile.Id, out var kept) && kept.Monthly == price.Monthly && kept.Currency == price.Currency) continue;
            wrong.Add($"Price of {profile.Name}: {kept?.Monthly ?? 0} kept, {price.Monthly} a month");
            rows.Add(price);
        }
        await db.BulkInsertAsync(rows, cancellationToken);
        return wrong;
    }
}

/// <summary>A customer's only service: when it began and in which state, and what became of it.</summary>
public sealed record ServicePast(Guid ProfileId, DateTimeOffset BegunAt, SubscriptionStatus Begun, DateTimeOffset? ChangedAt, SubscriptionStatus Now)
{
    internal IEnumerable<MoveStep> Steps(MoveOf of, TimeZoneInfo zone)
    {
        yield return new MoveStep(DayOf(BegunAt), default, End(Begun));
        if (ChangedAt is { } at && Now != Begun) yield return new MoveStep(DayOf(at), End(Begun), End(Now));

        MoveEnd End(SubscriptionStatus status) => of == MoveOf.Service ? MoveEnd.OfService(status, ProfileId) : MoveEnd.OfService(status, ProfileId) with { ProfileId = null };
        DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
    }
}

internal readonly record struct MoveStep(DateOnly Day, MoveEnd From, MoveEnd To);
