using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Settings;

/// <summary><c>/api/settings</c>: all sections at once; a PUT changes those it names, together or not at all.</summary>
public static class SettingsApi
{
    public sealed record RouterDefaultsView(string UserName, bool HasPassword, int? Port, bool UseTls, string? AddressHint);

    /// <param name="Version">Of company and region.</param>
    /// <param name="SystemVersion">Of router defaults, retention, pay page, drift, grace and clock.</param>
    public sealed record SettingsView(
        SaveCompany Company, string? LogoUrl, SaveRegion Region, RouterDefaultsView RouterDefaults, SaveRetention Retention, SavePayPage PayPage, SaveDrift Drift, SaveGrace Grace, SaveClock Clock, int Version,
        int SystemVersion);

    /// <summary>Sections left out stay. A version given and no longer true refuses the whole.</summary>
    public sealed record SettingsBody(
        SaveCompany? Company, SaveRegion? Region, SaveRouterDefaults? RouterDefaults, SaveRetention? Retention, SavePayPage? PayPage, SaveDrift? Drift, SaveGrace? Grace, SaveClock? Clock,
        int? Version, int? SystemVersion);

    public static void MapSettings(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/settings").RequireAuthorization(SettingsPermissions.Manage);
        api.MapGet("", async (TenantQueries tenants, SettingsQueries settings, CancellationToken cancellationToken) => await ViewAsync(tenants, settings, cancellationToken));
        api.MapPut("", SaveAsync).Validates<SettingsBody>();
    }

    private static async Task<Results<Ok<SettingsView>, ProblemHttpResult>> SaveAsync(
        SettingsBody body, AppDbContext db, TenantService tenants, SettingsService settings, TenantQueries tenantQueries, SettingsQueries settingsQueries,
        CancellationToken cancellationToken)
    {
        var (version, systemVersion) = (body.Version, body.SystemVersion);
        var saved = await db.ChangeAsync<bool>(async token =>
        {
            if (body.Company is { } company)
            {
                var done = await tenants.SaveCompanyAsync(company, version, token);
                if (!done.Ok) return done.Refusal;
                version = null; // the next section goes on from what this one saved
            }
            if (body.Region is { } region && await tenants.SaveRegionAsync(region, version, token) is { Refusal: { } regionRefusal }) return regionRefusal;
            if (body.RouterDefaults is { } defaults)
            {
                var done = await settings.SaveRouterDefaultsAsync(defaults, systemVersion, token);
                if (!done.Ok) return done.Refusal;
                systemVersion = null;
            }
            if (body.Retention is { } retention)
            {
                var done = await settings.SaveRetentionAsync(retention, systemVersion, token);
                if (!done.Ok) return done.Refusal;
                systemVersion = null;
            }
            if (body.PayPage is { } page)
            {
                var done = await settings.SavePayPageAsync(page, systemVersion, token);
                if (!done.Ok) return done.Refusal;
                systemVersion = null;
            }
            if (body.Drift is { } drift)
            {
                var done = await settings.SaveDriftAsync(drift, systemVersion, token);
                if (!done.Ok) return done.Refusal;
                systemVersion = null;
            }
            if (body.Clock is { } clock)
            {
                var done = await settings.SaveClockAsync(clock, systemVersion, token);
                if (!done.Ok) return done.Refusal;
                systemVersion = null;
            }
            if (body.Grace is { } grace && await settings.SaveGraceAsync(grace, systemVersion, token) is { Refusal: { } graceRefusal }) return graceRefusal;
            return true;
        }, cancellationToken);
        return saved.Ok ? TypedResults.Ok(await ViewAsync(tenantQueries, settingsQueries, cancellationToken)) : ApiResults.Problem(saved.Refusal);
    }

    private static async Task<SettingsView> ViewAsync(TenantQueries tenants, SettingsQueries queries, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindAsync(cancellationToken);
        var settings = await queries.FindAsync(cancellationToken);
        var defaults = new RouterDefaultsView(
            settings.RouterUserName, settings.ProtectedRouterPassword is not null, settings.RouterPort, settings.RouterUseTls, settings.RouterAddressHint);
        return new SettingsView(new SaveCompany { Name = tenant.Name }, tenant.LogoHash is { } hash ? TenantLogo.UrlOf(hash) : null, SettingsJson.Of(tenant), defaults,
            SettingsJson.RetentionOf(settings), SettingsJson.PayPageOf(settings), SettingsJson.DriftOf(settings), SettingsJson.GraceOf(settings), SettingsJson.ClockOf(settings), tenant.Version, settings.Version);
    }
}

public sealed class SettingsBodyValidator : AbstractValidator<SettingsApi.SettingsBody>
{
    public SettingsBodyValidator()
    {
        RuleFor(b => b.Company!).SetValidator(new SaveCompanyValidator()).When(b => b.Company is not null);
        RuleFor(b => b.Region!).SetValidator(new SaveRegionValidator()).When(b => b.Region is not null);
        RuleFor(b => b.RouterDefaults!).SetValidator(new SaveRouterDefaultsValidator()).When(b => b.RouterDefaults is not null);
        RuleFor(b => b.Drift!).SetValidator(new SaveDriftValidator()).When(b => b.Drift is not null);
        RuleFor(b => b.Clock!).SetValidator(new SaveClockValidator()).When(b => b.Clock is not null);
        RuleFor(b => b.Grace!).SetValidator(new SaveGraceValidator()).When(b => b.Grace is not null);
        RuleFor(b => b.Retention!).SetValidator(new SaveRetentionValidator()).When(b => b.Retention is not null);
        RuleFor(b => b.PayPage!).SetValidator(new SavePayPageValidator()).When(b => b.PayPage is not null);
    }
}
