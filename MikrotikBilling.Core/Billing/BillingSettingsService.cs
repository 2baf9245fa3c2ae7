using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing;

/// <summary>Settings as last read; a change forgets the copy, other nodes reread after a minute.</summary>
public sealed class BillingSettingsCache(TimeProvider clock)
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<Guid, (BillingSettings Settings, DateTimeOffset ReadAt)> _known = new();

    public BillingSettings? Find(Guid tenantId) =>
        _known.TryGetValue(tenantId, out var entry) && clock.GetUtcNow() - entry.ReadAt < KeepFor ? entry.Settings : null;

    public void Keep(Guid tenantId, BillingSettings settings) => _known[tenantId] = (settings, clock.GetUtcNow());

    public void Forget(Guid tenantId) => _known.TryRemove(tenantId, out _);
}

public sealed class BillingSettingsQueries(AppDbContext db, CurrentTenant tenant, BillingSettingsCache cache)
{
    /// <summary>To read, never to change. The defaults where nobody has changed anything.</summary>
    public async Task<BillingSettings> CurrentAsync(CancellationToken cancellationToken)
    {
        if (cache.Find(tenant.Required) is { } known) return known;
        var settings = await FindAsync(cancellationToken);
        cache.Keep(tenant.Required, settings);
        return settings;
    }

    /// <summary>As stored now, for the form that edits them, and for what takes numbers.</summary>
    public async Task<BillingSettings> FindAsync(CancellationToken cancellationToken) =>
        await db.Set<BillingSettings>().AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? new BillingSettings { TenantId = tenant.Required };

    /// <summary>Of every tenant that changed any; for jobs.</summary>
    public async Task<IReadOnlyDictionary<Guid, BillingSettings>> AllAsync(CancellationToken cancellationToken) =>
        await db.Set<BillingSettings>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTracking().ToDictionaryAsync(s => s.TenantId, cancellationToken);
}

public sealed class BillingSettingsService(AppDbContext db, CurrentTenant tenant, TenantQueries tenants, BillingSettingsCache cache, IJournal journal, TimeProvider clock)
{
    /// <param name="version">Of the page that was looked at; null takes the present one.</param>
    public async Task<Result<BillingSettings>> SaveAsync(SaveBillingSettings input, int? version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        await EnsureRowAsync(cancellationToken);
        return await db.ChangeAsync<BillingSettings>(async token =>
        {
            var settings = await db.Set<BillingSettings>().SingleAsync(token);
            if (version is { } expected)
            {
                db.Expect(settings, expected);
                db.Entry(settings).Property(s => s.Version).IsModified = true;
            }
            if (await ShortenedAsync(settings, input, token) is { } refusal) return refusal;
            input.ApplyTo(settings);
            journal.Record("settings.billing-edited", "settings", tenant.Required, "Edited how invoices, taxes and receipts are made.");
            await db.SaveChangesAsync(token);
            db.AfterCommit(() => cache.Forget(tenant.Required));
            return settings;
        }, cancellationToken);
    }

    /// <summary>
    /// Fewer digits in a series that has begun: 0046 would stand before 000045 wherever numbers are sorted as text, in every file and accountant's list.
    /// More digits are what a series that grows needs.
    /// </summary>
    private async Task<Refusal?> ShortenedAsync(BillingSettings settings, SaveBillingSettings input, CancellationToken cancellationToken)
    {
        if (input.NumberDigits >= settings.NumberDigits) return null;
        var today = (await tenants.CurrentAsync(cancellationToken)).DayOf(clock.GetUtcNow());
        List<string> series = [.. new[] { input.InvoicePrefix, input.CreditNotePrefix, input.ReceiptPrefix }.Select(p => new NumberFormat(SaveBillingSettings.Prefix(p), input.NumbersRestartYearly, input.NumberDigits).Series(today))];
        var begun = await db.Set<NumberSequence>().Where(s => series.Contains(s.Series) && s.Next > 1).OrderBy(s => s.Series).Select(s => new { s.Series, s.Next }).FirstOrDefaultAsync(cancellationToken);
        if (begun is null) return null;
        var last = $"{begun.Series}-{(begun.Next - 1).ToString("D" + settings.NumberDigits, CultureInfo.InvariantCulture)}";
        var next = $"{begun.Series}-{begun.Next.ToString("D" + input.NumberDigits, CultureInfo.InvariantCulture)}";
        return new Refusal("settings.digits-in-series", $"{last} was given out: {next} would be sorted before it. Keep {settings.NumberDigits} digits, or begin another series with new prefixes.", nameof(input.NumberDigits));
    }

    /// <summary>The defaults as a row of their own, so that the history tells what was changed and not what was always so.</summary>
    private async Task EnsureRowAsync(CancellationToken cancellationToken)
    {
        if (await db.Set<BillingSettings>().AnyAsync(cancellationToken)) return;
        var row = new BillingSettings { TenantId = tenant.Required };
        db.Add(row);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            // another request was first; its row is the same
        }
        db.Entry(row).State = EntityState.Detached;
    }
}
