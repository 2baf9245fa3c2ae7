using System.Globalization;
using System.Security.Claims;
using MikrotikBilling.Core.Staff;

namespace MikrotikBilling.Web.Features.Account;

/// <summary>
/// What cookie and tokens carry is only the session's id; name, tenant and role are read with the session on every request, so that a
/// change of role or the end of a session counts at once.
/// </summary>
public static class StaffClaims
{
    public const string Session = "sid";
    public const string RefreshNumber = "rn";
    public const string Tenant = "tenant";
    public const string Language = "language";

    public static ClaimsPrincipal Ticket(StaffSession session, string scheme, int refreshNumber = 0)
    {
        var identity = new ClaimsIdentity(scheme, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(Session, session.Id.ToString()));
        identity.AddClaim(new Claim(RefreshNumber, refreshNumber.ToString(CultureInfo.InvariantCulture)));
        return new ClaimsPrincipal(identity);
    }

    public static ClaimsPrincipal Principal(StaffSession session, StaffMember staff, string? scheme)
    {
        var identity = new ClaimsIdentity(scheme ?? "Session", ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, staff.Id.ToString()));
        identity.AddClaim(new Claim(ClaimTypes.Name, staff.FullName));
        identity.AddClaim(new Claim(ClaimTypes.Email, staff.Email ?? ""));
        identity.AddClaim(new Claim(ClaimTypes.Role, staff.Role.ToString()));
        identity.AddClaim(new Claim(Tenant, staff.TenantId.ToString()));
        identity.AddClaim(new Claim(Session, session.Id.ToString()));
        if (staff.Language is { } language) identity.AddClaim(new Claim(Language, language));
        return new ClaimsPrincipal(identity);
    }

    public static Guid? SessionId(this ClaimsPrincipal user) => Guid.TryParse(user.FindFirstValue(Session), out var id) ? id : null;

    public static Guid StaffId(this ClaimsPrincipal user) => Guid.Parse(user.FindFirstValue(ClaimTypes.NameIdentifier)!);

    public static StaffRole? Role(this ClaimsPrincipal user) =>
        Enum.TryParse<StaffRole>(user.FindFirstValue(ClaimTypes.Role), out var role) ? role : null;
}
