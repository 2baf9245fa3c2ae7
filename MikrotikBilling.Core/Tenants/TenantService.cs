using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Tenants;

public sealed class TenantService(
    AppDbContext db, CurrentTenant current, TenantCache cache, IJournal journal, IEnumerable<ICurrencyUsage> currencyUsages, TimeProvider clock)
{
    private const string Subject = "settings";

    /// <summary>Adds the tenant to the unit of work; the caller saves.</summary>
    public Tenant Add(SetUpTenant input)
    {
        var tenant = new Tenant
        {
            Name = input.Name.Trim(),
            Currency = input.Currency,
            TimeZone = input.TimeZone,
            Country = input.Country,
            CreatedAt = clock.GetUtcNow(),
        };
        db.Add(tenant);
        journal.Record("settings.company-added", Subject, tenant.Id, $"Set up {tenant.Name}.");
        return tenant;
    }

    public Task<Tenant?> FirstAsync(CancellationToken cancellationToken) =>
        db.Set<Tenant>().OrderBy(t => t.CreatedAt).FirstOrDefaultAsync(cancellationToken);

    public Task<Result<Tenant>> SaveCompanyAsync(SaveCompany input, int? version, CancellationToken cancellationToken) =>
        ChangeAsync(version, "settings.company-edited", "Edited the company.", (tenant, _) =>
        {
            tenant.Name = input.Name.Trim();
            return Task.FromResult(Result.Success);
        }, cancellationToken);

    /// <summary>Amounts are never converted, so the currency stays while anything is priced in it. Expiries are instants and stay; days are counted in the new zone.</summary>
    public Task<Result<Tenant>> SaveRegionAsync(SaveRegion input, int? version, CancellationToken cancellationToken) =>
        ChangeAsync(version, "settings.region-edited", "Edited the regional settings.", async (tenant, token) =>
        {
            if (tenant.Currency != input.Currency)
                foreach (var usage in currencyUsages)
                    if (await usage.WhyNotAsync(input.Currency, token) is { } reason)
                        return new Refusal("settings.currency-in-use", reason, nameof(SaveRegion.Currency));
            (tenant.Currency, tenant.TimeZone, tenant.Country) = (input.Currency, input.TimeZone, input.Country);
            (tenant.DateStyle, tenant.ClockStyle, tenant.NumberStyle) = (input.DateStyle, input.ClockStyle, input.NumberStyle);
            (tenant.FirstDayOfWeek, tenant.Language) = (input.FirstDayOfWeek, input.Language);
            return Result.Success;
        }, cancellationToken);

    /// <param name="data">PNG or JPEG, judged by its bytes; null takes the logo away.</param>
    public Task<Result<Tenant>> SetLogoAsync(byte[]? data, CancellationToken cancellationToken)
    {
        if (data is { Length: > TenantLogo.MaxBytes }) return Refused(TenantLogo.TooLarge);
        var type = data is null ? null : TenantLogo.TypeOf(data);
        if (data is not null && type is null) return Refused("That is no PNG or JPEG picture.");
        return ChangeAsync(null, data is null ? "settings.logo-removed" : "settings.logo-changed", data is null ? "Removed the logo." : "Changed the logo.",
            async (tenant, token) =>
            {
                var stored = await db.Set<TenantLogo>().SingleOrDefaultAsync(token);
                tenant.LogoHash = data is null ? null : Convert.ToHexStringLower(SHA256.HashData(data));
                if (data is null)
                {
                    if (stored is not null) db.Remove(stored);
                }
                else if (stored is null) db.Add(new TenantLogo { TenantId = tenant.Id, Hash = tenant.LogoHash!, ContentType = type!, Data = data });
                else (stored.Hash, stored.ContentType, stored.Data) = (tenant.LogoHash!, type!, data);
                return Result.Success;
            }, cancellationToken);

        static Task<Result<Tenant>> Refused(string message) => Task.FromResult<Result<Tenant>>(new Refusal("settings.logo-invalid", message, "Logo"));
    }

    /// <param name="version">Of the page that was looked at; null takes the present one.</param>
    private Task<Result<Tenant>> ChangeAsync(
        int? version, string action, string summary, Func<Tenant, CancellationToken, Task<Result>> change, CancellationToken cancellationToken) =>
        db.ChangeAsync<Tenant>(async token =>
        {
            var tenant = await db.Set<Tenant>().SingleAsync(t => t.Id == current.Required, token);
            if (version is { } expected)
            {
                db.Expect(tenant, expected);
                db.Entry(tenant).Property(t => t.Version).IsModified = true;
            }
            if (await change(tenant, token) is { Refusal: { } refusal }) return refusal;
            journal.Record(action, Subject, tenant.Id, summary);
            await db.SaveChangesAsync(token);
            db.AfterCommit(() => cache.Forget(tenant.Id));
            return tenant;
        }, cancellationToken);
}
