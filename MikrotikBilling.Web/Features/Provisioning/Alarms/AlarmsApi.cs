using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning.Alarms;

/// <summary><c>/api/alarms</c>: those that are open; <c>/past</c>: those that are over.</summary>
public static class AlarmsApi
{
    public static void MapAlarms(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/alarms");
        api.MapGet("", async (AlarmQueries alarms, CancellationToken cancellationToken) => new ApiList<AlarmLine>(await alarms.OpenAsync(cancellationToken), null))
            .RequireAuthorization(AlarmsPermissions.View);
        api.MapGet("/past", async (string? after, AlarmQueries alarms, CancellationToken cancellationToken) => ApiResults.List(await alarms.PastAsync(after, cancellationToken)))
            .RequireAuthorization(AlarmsPermissions.View);
        api.MapPost("/{id:guid}/seen", async (Guid id, AlarmService alarms, CancellationToken cancellationToken) => ApiResults.From(await alarms.AcknowledgeAsync(id, cancellationToken)))
            .RequireAuthorization(AlarmsPermissions.Acknowledge);
        api.MapPost("/{id:guid}/close", async (Guid id, AlarmService alarms, CancellationToken cancellationToken) => ApiResults.From(await alarms.CloseAsync(id, cancellationToken)))
            .RequireAuthorization(AlarmsPermissions.Acknowledge);
    }
}
