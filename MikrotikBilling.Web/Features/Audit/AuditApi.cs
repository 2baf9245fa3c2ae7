using MikrotikBilling.Core.Audit;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Audit;

/// <summary><c>GET /api/audit</c>: the history with the filters of the page; days are those of UTC.</summary>
public static class AuditApi
{
    public sealed record AuditJson(
        Guid Id, DateTimeOffset At, string ActorKind, Guid? ActorId, string ActorName, string? Door, string? Via, string? From, string Action, string Subject,
        Guid SubjectId, Guid? CustomerId, string Summary, IReadOnlyList<AuditChange> Changes)
    {
        public static AuditJson Of(AuditEntry e) => new(e.Id, e.At, e.ActorKind.ToString(), e.ActorId, e.ActorName, e.Door?.ToString(), e.Via, e.From, e.Action,
            e.Subject, e.SubjectId, e.CustomerId, e.Summary, AuditChange.Read(e.Changes));
    }

    public static void MapAudit(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/audit", async ([AsParameters] AuditListQuery query, AuditQueries audit, CancellationToken cancellationToken) =>
        {
            var page = await audit.SearchAsync(query.ToFilter(TimeZoneInfo.Utc), cancellationToken);
            return new ApiList<AuditJson>([.. page.Items.Select(AuditJson.Of)], page.Next);
        }).RequireAuthorization(AuditPermissions.View);
}
