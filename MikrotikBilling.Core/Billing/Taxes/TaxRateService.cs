using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Billing.Taxes;

/// <summary>Whether documents were issued with a rate: from then on it is ended and followed, never edited.</summary>
public interface ITaxRateUsage
{
    /// <summary>The day of the last document with it; null when there is none.</summary>
    Task<DateOnly?> LastUsedOnAsync(Guid rateId, CancellationToken cancellationToken);
}

public sealed class TaxRateService(AppDbContext db, AuditLog audit, IEnumerable<ITaxRateUsage> usages)
{
    public Task<Result<TaxRate>> AddAsync(SaveTaxRate input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        return ChangeAsync(async token =>
        {
            var rate = new TaxRate { Name = "", NameKey = "", Country = "", RegionKey = "" };
            Apply(rate, input);
            if (await OverlapAsync(rate, null, token) is { } overlap) return overlap;
            db.Add(rate);
            Record("tax.added", rate, $"Added {Words(rate)} from {rate.ValidFrom:yyyy-MM-dd}.");
            return rate;
        }, cancellationToken);
    }

    /// <summary>Only while no document has it.</summary>
    public Task<Result<TaxRate>> EditAsync(Guid id, int version, SaveTaxRate input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        return ChangeAsync(async token =>
        {
            if (await db.Set<TaxRate>().SingleOrDefaultAsync(r => r.Id == id, token) is not { } rate) return Refusal.NotFound;
            if (rate.Version != version) return Refusal.Stale;
            if (await LastUsedOnAsync(id, token) is not null) return Used(rate);
            Apply(rate, input);
            db.Entry(rate).Property(r => r.Version).IsModified = true;
            if (await OverlapAsync(rate, id, token) is { } overlap) return overlap;
            Record("tax.edited", rate, $"Edited {Words(rate)}.");
            return rate;
        }, cancellationToken);
    }

    /// <summary>Its last day is told; not before the last document with it.</summary>
    public Task<Result<TaxRate>> EndAsync(Guid id, int version, DateOnly lastDay, CancellationToken cancellationToken) => ChangeAsync(async token =>
    {
        if (await db.Set<TaxRate>().SingleOrDefaultAsync(r => r.Id == id, token) is not { } rate) return Refusal.NotFound;
        if (rate.Version != version) return Refusal.Stale;
        if (await EndOnAsync(rate, lastDay, nameof(EndTaxRate.LastDay), token) is { } refusal) return refusal;
        if (await OverlapAsync(rate, id, token) is { } overlap) return overlap with { Field = nameof(EndTaxRate.LastDay) };
        Record("tax.ended", rate, $"Ended {Words(rate)} with {lastDay:yyyy-MM-dd}.");
        return rate;
    }, cancellationToken);

    /// <summary>Ends it and begins the same tax with another percentage on the next day.</summary>
    public Task<Result<TaxRate>> FollowAsync(Guid id, int version, decimal percent, DateOnly from, CancellationToken cancellationToken) => ChangeAsync(async token =>
    {
        if (await db.Set<TaxRate>().SingleOrDefaultAsync(r => r.Id == id, token) is not { } rate) return Refusal.NotFound;
        if (rate.Version != version) return Refusal.Stale;
        var end = rate.ValidTo;
        if (end is { } last && from > last.AddDays(1)) return new Refusal("tax.gap", "It has ended by then: choose a day up to the one after its last.", nameof(FollowTaxRate.From));
        if (await EndOnAsync(rate, from.AddDays(-1), nameof(FollowTaxRate.From), token) is { } refusal) return refusal;
        var next = new TaxRate
        {
            Name = rate.Name,
            NameKey = rate.NameKey,
            Percent = percent,
            Country = rate.Country,
            Region = rate.Region,
            RegionKey = rate.RegionKey,
            ReplacesCountry = rate.ReplacesCountry,
            ValidFrom = from,
            ValidTo = end >= from ? end : null,
        };
        if (await OverlapAsync(next, id, token) is { } overlap) return overlap with { Field = nameof(FollowTaxRate.From) };
        db.Add(next);
        Record("tax.ended", rate, $"Ended {Words(rate)} with {from.AddDays(-1):yyyy-MM-dd}.");
        Record("tax.added", next, $"Added {Words(next)} from {from:yyyy-MM-dd}.");
        return next;
    }, cancellationToken);

    /// <summary>Only while no document has it.</summary>
    public async Task<Result> DeleteAsync(Guid id, CancellationToken cancellationToken) => await ChangeAsync(async token =>
    {
        if (await db.Set<TaxRate>().SingleOrDefaultAsync(r => r.Id == id, token) is not { } rate) return Refusal.NotFound;
        if (await LastUsedOnAsync(id, token) is not null) return Used(rate);
        db.Remove(rate);
        Record("tax.deleted", rate, $"Deleted {Words(rate)}.");
        return rate;
    }, cancellationToken);

    /// <summary>The day of the last document with it; null while it may still be edited and deleted.</summary>
    public async Task<DateOnly?> LastUsedOnAsync(Guid id, CancellationToken cancellationToken)
    {
        DateOnly? last = null;
        foreach (var usage in usages)
            if (await usage.LastUsedOnAsync(id, cancellationToken) is { } day && (last is null || day > last)) last = day;
        return last;
    }

    /// <summary>Changes of rates wait for each other: no index can say that two spans of days overlap.</summary>
    private async Task<Result<TaxRate>> ChangeAsync(Func<CancellationToken, Task<Result<TaxRate>>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await db.ChangeAsync<TaxRate>(async token =>
            {
                await db.TakeAsync("tax-rates", 1, token);
                var done = await work(token);
                if (done.Ok) await db.SaveChangesAsync(token);
                return done;
            }, cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation("ValidFrom"))
        {
            return new Refusal("tax.overlap", "This tax begins on that day already.", nameof(SaveTaxRate.ValidFrom));
        }
    }

    private async Task<Refusal?> EndOnAsync(TaxRate rate, DateOnly lastDay, string field, CancellationToken cancellationToken)
    {
        if (lastDay < rate.ValidFrom) return new Refusal("tax.before-start", $"It begins on {DisplayFormat.Current.Date(rate.ValidFrom)} only. Delete it when it was never meant.", field);
        if (await LastUsedOnAsync(rate.Id, cancellationToken) is { } used && used > lastDay)
            return new Refusal("tax.used-later", $"The last document with it is of {DisplayFormat.Current.Date(used)}.", field);
        rate.ValidTo = lastDay;
        db.Entry(rate).Property(r => r.Version).IsModified = true;
        return null;
    }

    private async Task<Refusal?> OverlapAsync(TaxRate rate, Guid? except, CancellationToken cancellationToken)
    {
        var same = await db.Set<TaxRate>().AsNoTracking()
            .Where(r => r.Country == rate.Country && r.RegionKey == rate.RegionKey && r.NameKey == rate.NameKey && r.Id != except).ToListAsync(cancellationToken);
        return same.Find(r => r.Overlaps(rate.ValidFrom, rate.ValidTo)) is { } other
            ? new Refusal("tax.overlap",
                $"{Words(other)} is in force from {DisplayFormat.Current.Date(other.ValidFrom)}{(other.ValidTo is { } to ? $" to {DisplayFormat.Current.Date(to)}" : "")}. End it first, or choose other days.",
                nameof(SaveTaxRate.ValidFrom))
            : null;
    }

    private static Refusal Used(TaxRate rate) => new("tax.rate-used", $"Documents were issued with {Words(rate)}: it stays as it is. End it, or let another percentage follow.");

    private void Record(string action, TaxRate rate, string summary) => audit.Record(action, "tax", rate.Id, summary);

    private static string Words(TaxRate rate) =>
        $"{rate.Name} {TaxRegion.PercentText(rate.Percent)} ({(rate.Region is { } region ? $"{region}, " : "")}{Countries.NameOf(rate.Country, Language.English)})";

    private static void Apply(TaxRate rate, SaveTaxRate input)
    {
        (rate.Name, rate.NameKey) = (input.Name.Trim(), TaxRegion.NameKey(input.Name));
        rate.Percent = input.Percent ?? 0;
        rate.Country = input.Country;
        rate.Region = string.IsNullOrWhiteSpace(input.Region) ? null : input.Region.Trim();
        rate.RegionKey = TaxRegion.Key(input.Region);
        rate.ReplacesCountry = input.ReplacesCountry;
        (rate.ValidFrom, rate.ValidTo) = (input.ValidFrom ?? default, input.ValidTo);
    }
}
