using MikrotikBilling.Core.Billing.Dunning;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Dunning;

public static class DunningApi
{
    public sealed record StepJson(Guid Id, int DaysAfterDue, DunningAction Action);

    public static void MapDunning(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/billing/dunning").RequireAuthorization(SettingsPermissions.Manage);
        api.MapGet("", async (DunningSteps steps, CancellationToken cancellationToken) => (await steps.CurrentAsync(cancellationToken)).Select(Json).ToList());
        api.MapPost("", async (SaveDunningStep input, DunningSteps steps, CancellationToken cancellationToken) => ApiResults.From(await steps.AddAsync(input, cancellationToken), Json)).Validates<SaveDunningStep>();
        api.MapDelete("/{id:guid}", async (Guid id, DunningSteps steps, CancellationToken cancellationToken) => ApiResults.From((await steps.RemoveAsync(id, cancellationToken)).ToResult()));
    }

    private static StepJson Json(DunningStep step) => new(step.Id, step.DaysAfterDue, step.Action);
}
