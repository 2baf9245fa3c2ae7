using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Staff;

namespace MikrotikBilling.Web.Features.Account;

/// <summary>
/// Exchanges the ticket for the person behind a live session, or for nobody when the session has ended. One statement a request,
/// and every few minutes one more that notes the session is in use.
/// </summary>
internal sealed class StaffSessionMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context, LiveSessions sessions, AppDbContext db, CurrentTenant tenant, CurrentActor actor)
    {
        actor.Enter(context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) ? AuditDoor.Api : AuditDoor.Page, Address(context));
        if (context.User.SessionId() is { } id)
        {
            // A page reads several times: one connection for all of it. What changes something may wait for a router meanwhile, so it opens its own.
            if (HttpMethods.IsGet(context.Request.Method)) await db.Database.OpenConnectionAsync(context.RequestAborted);
            var session = await sessions.FindAsync(id, context.RequestAborted);
            context.User = session?.Staff is { } staff
                ? StaffClaims.Principal(session, staff, context.User.Identity?.AuthenticationType)
                : new ClaimsPrincipal(new ClaimsIdentity());
            if (session?.Staff is { } person)
            {
                tenant.Use(person.TenantId);
                actor.Use(session.IsApi ? ActorKind.Api : ActorKind.Staff, person.Id, person.FullName, Address(context));
                await sessions.NoteSeenAsync(session, context.RequestAborted);
            }
        }
        await next(context);
    }

    internal static string Address(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (address is { IsIPv4MappedToIPv6: true }) address = address.MapToIPv4();
        return address?.ToString() ?? "unknown";
    }
}
