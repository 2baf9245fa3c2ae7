using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Dunning;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Dunning;

public static class DunningApi
{
    public sealed record StepJson(Guid Id, int DaysAfterDue, DunningAction Action);

    /// <param name="DaysLate">Of the invoice that is due longest.</param>
    /// <param name="LastStep">What was done last because of it.</param>
    public sealed record AccountJson(
        Guid CustomerId, string CustomerNumber, string Customer, string? Phone, DateOnly DueOn, int DaysLate, int Invoices, string Currency, decimal Overdue, DunningAction? LastStep, DateTimeOffset? LastStepAt,
        DateOnly? LeftOutUntil);

    public static void MapDunning(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/billing/dunning").RequireAuthorization(SettingsPermissions.Manage);
        api.MapGet("", async (DunningSteps steps, CancellationToken cancellationToken) => (await steps.CurrentAsync(cancellationToken)).Select(Json).ToList());
        api.MapPost("", async (SaveDunningStep input, DunningSteps steps, CancellationToken cancellationToken) => ApiResults.From(await steps.AddAsync(input, cancellationToken), Json)).Validates<SaveDunningStep>();
        api.MapDelete("/{id:guid}", async (Guid id, DunningSteps steps, CancellationToken cancellationToken) => ApiResults.From((await steps.RemoveAsync(id, cancellationToken)).ToResult()));
        routes.MapGet("/api/billing/overdue", OverdueAsync).RequireAuthorization(BillingPermissions.View);
    }

    /// <summary>Customers with invoices past their day, the longest late first.</summary>
    private static async Task<Ok<ApiList<AccountJson>>> OverdueAsync(OverdueQueries overdue, TenantClock clock, CancellationToken cancellationToken, string? cursor = null)
    {
        var page = await overdue.ListAsync(cursor, cancellationToken);
        var time = await clock.NowAsync(cancellationToken);
        var today = DateOnly.FromDateTime(time.Local(time.Now)).DayNumber;
        return TypedResults.Ok(new ApiList<AccountJson>([.. page.Items.Select(a => new AccountJson(
            a.CustomerId, Customer.NumberOf(a.Number), a.Name, a.Phone, a.DueOn, today - a.DueOn.DayNumber, a.Invoices, a.Currency, a.Overdue.ToDecimal(), a.LastAction, a.LastActionAt, a.LeftOutUntil))], page.Next));
    }

    private static StepJson Json(DunningStep step) => new(step.Id, step.DaysAfterDue, step.Action);
}
