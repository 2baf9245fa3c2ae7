using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Customers;
using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Taxes;

/// <summary>Tax rates, the billing part of a customer and the settings of both as JSON.</summary>
public static class TaxesApi
{
    public sealed record TaxRateJson(Guid Id, string Name, decimal Percent, string Country, string? Region, bool ReplacesCountry, DateOnly ValidFrom, DateOnly? ValidTo, int Version);

    public sealed record TermsJson(
        string? TaxExemptNumber, DateOnly? TaxExemptUntil, int? PaymentTermsDays, DateOnly? DunningExcludedUntil, string? DunningExclusionReason, string? Referrer, int Version);

    public sealed record TaxReportLineJson(Guid RateId, string Name, decimal Percent, int Documents, decimal Base, decimal Tax);

    public sealed record TaxReportJson(DateOnly From, DateOnly To, string Currency, IReadOnlyList<TaxReportLineJson> Lines, decimal Untaxed, decimal Tax, decimal Booked);

    public sealed record BillingSettingsJson(SaveBillingSettings Settings, int Version);

    public static void MapTaxes(this IEndpointRouteBuilder routes)
    {
        var rates = routes.MapGroup("/api/billing/taxes").RequireAuthorization(TaxesPermissions.View);
        rates.MapGet("/", ListAsync);
        rates.MapGet("/report", ReportAsync);
        rates.MapGet("/{id:guid}", async (Guid id, TaxQueries taxes, CancellationToken cancellationToken) =>
            ApiResults.Found(await taxes.FindAsync(id, cancellationToken) is { } rate ? Json(rate) : null));
        rates.MapPost("/", AddAsync).Validates<SaveTaxRate>().RequireAuthorization(TaxesPermissions.Manage);
        rates.MapPut("/{id:guid}", EditAsync).Validates<SaveTaxRate>().RequireAuthorization(TaxesPermissions.Manage);
        rates.MapPost("/{id:guid}/follow", FollowAsync).Validates<FollowTaxRate>().RequireAuthorization(TaxesPermissions.Manage);
        rates.MapPost("/{id:guid}/end", EndAsync).Validates<EndTaxRate>().RequireAuthorization(TaxesPermissions.Manage);
        rates.MapDelete("/{id:guid}", async (Guid id, TaxRateService service, CancellationToken cancellationToken) =>
            ApiResults.From(await service.DeleteAsync(id, cancellationToken))).RequireAuthorization(TaxesPermissions.Manage);

        var settings = routes.MapGroup("/api/billing/settings").RequireAuthorization(SettingsPermissions.Manage);
        settings.MapGet("", async (BillingSettingsQueries queries, CancellationToken cancellationToken) => Json(await queries.FindAsync(cancellationToken)));
        settings.MapPut("", SaveSettingsAsync).Validates<SaveBillingSettings>();

        var terms = routes.MapGroup("/api/customers/{id:guid}/billing").RequireAuthorization(CustomersPermissions.View);
        terms.MapGet("", TermsAsync);
        terms.MapPut("", SaveTermsAsync).Validates<SaveCustomerBilling>().RequireAuthorization(TaxesPermissions.Terms);
    }

    /// <param name="ended">True for ended ones, false for those in force and to come.</param>
    private static async Task<ApiList<TaxRateJson>> ListAsync(
        TaxQueries taxes, TenantClock clock, CancellationToken cancellationToken, bool? ended = null, string? cursor = null)
    {
        var time = await clock.NowAsync(cancellationToken);
        var page = await taxes.ListAsync(new TaxRateFilter(ended, Cursor: cursor), DateOnly.FromDateTime(time.Local(time.Now)), cancellationToken);
        return new ApiList<TaxRateJson>([.. page.Items.Select(Json)], page.Next);
    }

    /// <summary>Both days are in it.</summary>
    private static async Task<Results<Ok<TaxReportJson>, ProblemHttpResult>> ReportAsync(DateOnly from, DateOnly to, TaxReportQueries reports, CancellationToken cancellationToken)
    {
        if (new ReportSpan(from, to).Wrong is { } wrong) return ApiResults.Problem(new Refusal("tax.report-span", wrong), StatusCodes.Status422UnprocessableEntity);
        var report = await reports.ReportAsync(from, to, cancellationToken);
        return TypedResults.Ok(new TaxReportJson(from, to, report.Tax.Currency,
            [.. report.Lines.Select(l => new TaxReportLineJson(l.RateId, l.Name, l.Percent, l.Documents, l.Base.ToDecimal(), l.Tax.ToDecimal()))],
            report.Untaxed.ToDecimal(), report.Tax.ToDecimal(), report.Booked.ToDecimal()));
    }

    private static async Task<Results<Created<TaxRateJson>, ProblemHttpResult>> AddAsync(SaveTaxRate input, TaxRateService service, CancellationToken cancellationToken) =>
        Created(await service.AddAsync(input, cancellationToken));

    /// <param name="version">That of the rate as it was read. Left out, the last one wins.</param>
    private static async Task<Results<Ok<TaxRateJson>, ProblemHttpResult>> EditAsync(
        Guid id, SaveTaxRate input, TaxQueries taxes, TaxRateService service, CancellationToken cancellationToken, int? version = null) =>
        await VersionAsync(id, version ?? input.Version, taxes, cancellationToken) is { } present
            ? ApiResults.From(await service.EditAsync(id, present, input, cancellationToken), Json)
            : ApiResults.Problem(Refusal.NotFound);

    private static async Task<Results<Created<TaxRateJson>, ProblemHttpResult>> FollowAsync(
        Guid id, FollowTaxRate input, TaxQueries taxes, TaxRateService service, CancellationToken cancellationToken, int? version = null) =>
        await VersionAsync(id, version, taxes, cancellationToken) is { } present
            ? Created(await service.FollowAsync(id, present, input.Percent!.Value, input.From!.Value, cancellationToken))
            : ApiResults.Problem(Refusal.NotFound);

    private static async Task<Results<Ok<TaxRateJson>, ProblemHttpResult>> EndAsync(
        Guid id, EndTaxRate input, TaxQueries taxes, TaxRateService service, CancellationToken cancellationToken, int? version = null) =>
        await VersionAsync(id, version, taxes, cancellationToken) is { } present
            ? ApiResults.From(await service.EndAsync(id, present, input.LastDay!.Value, cancellationToken), Json)
            : ApiResults.Problem(Refusal.NotFound);

    private static async Task<Results<Ok<BillingSettingsJson>, ProblemHttpResult>> SaveSettingsAsync(
        SaveBillingSettings input, BillingSettingsService service, CancellationToken cancellationToken, int? version = null) =>
        ApiResults.From(await service.SaveAsync(input, version ?? input.Version, cancellationToken), Json);

    private static async Task<Results<Ok<TermsJson>, ProblemHttpResult>> TermsAsync(
        Guid id, CustomerQueries customers, CustomerBillingQueries queries, CancellationToken cancellationToken) =>
        await customers.FindAsync(id, cancellationToken) is null
            ? ApiResults.Problem(Refusal.NotFound)
            : TypedResults.Ok(Json(await queries.TermsAsync(id, cancellationToken)));

    private static async Task<Results<Ok<TermsJson>, ProblemHttpResult>> SaveTermsAsync(
        Guid id, SaveCustomerBilling input, CustomerBillingService service, CustomerBillingQueries queries, CancellationToken cancellationToken, int? version = null)
    {
        var saved = await service.SaveAsync(id, version ?? input.Version, input, cancellationToken);
        return saved.Ok ? TypedResults.Ok(Json(await queries.TermsAsync(id, cancellationToken))) : ApiResults.Problem(saved.Refusal);
    }

    private static async Task<int?> VersionAsync(Guid id, int? version, TaxQueries taxes, CancellationToken cancellationToken) =>
        await taxes.FindAsync(id, cancellationToken) is { } present ? version ?? present.Version : null;

    private static Results<Created<TaxRateJson>, ProblemHttpResult> Created(Result<TaxRate> result) =>
        result.Ok ? TypedResults.Created($"/api/billing/taxes/{result.Value.Id}", Json(result.Value)) : ApiResults.Problem(result.Refusal);

    private static TaxRateJson Json(TaxRate r) => new(r.Id, r.Name, r.Percent, r.Country, r.Region, r.ReplacesCountry, r.ValidFrom, r.ValidTo, r.Version);

    private static BillingSettingsJson Json(BillingSettings settings) => new(SaveBillingSettings.Of(settings) with { Version = settings.Version }, settings.Version);

    private static TermsJson Json(CustomerTerms t) => new(
        t.Billing.TaxExemptNumber, t.Billing.TaxExemptUntil, t.Billing.PaymentTermsDays, t.Billing.DunningExcludedUntil, t.Billing.DunningExclusionReason, t.Referrer?.NumberText, t.Billing.Version);
}
