using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Account;

/// <summary>Bearer tokens by the framework's own handler: access for five minutes, refresh for a day, each refresh token good once.</summary>
public static class AuthApi
{
    public sealed record LoginRequest(string? Email, string? Password);

    public sealed record RefreshRequest(string? RefreshToken);

    public sealed record Me(Guid Id, string Name, string Email, string Role, IReadOnlyList<string> Permissions);

    public static void MapAuth(this IEndpointRouteBuilder routes)
    {
        var auth = routes.MapGroup("/api/auth");
        auth.MapPost("/login", LoginAsync).AllowAnonymous();
        auth.MapPost("/token/refresh", RefreshAsync).AllowAnonymous();
        auth.MapPost("/logout", LogoutAsync).RequireAuthorization();
        auth.MapGet("/me", (ClaimsPrincipal user, PermissionCatalog permissions) => new Me(user.StaffId(), user.Identity!.Name!,
            user.FindFirstValue(ClaimTypes.Email)!, user.Role()!.Value.ToString(), [.. permissions.HeldBy(user.Role()!.Value).Order(StringComparer.Ordinal)]))
            .RequireAuthorization();
    }

    private static async Task<Results<SignInHttpResult, ProblemHttpResult>> LoginAsync(
        LoginRequest request, HttpContext context, SignInService sessions, CancellationToken cancellationToken)
    {
        var origin = new SignInOrigin(StaffSessionMiddleware.Address(context), context.Request.Headers.UserAgent, IsApi: true);
        var session = await sessions.SignInAsync(request.Email ?? "", request.Password ?? "", origin, cancellationToken);
        if (session.Ok) return TypedResults.SignIn(StaffClaims.Ticket(session.Value, AccountSetup.ApiScheme), authenticationScheme: AccountSetup.ApiScheme);
        return ApiResults.Problem(session.Refusal,
            session.Refusal.Code == "sign-in.throttled" ? StatusCodes.Status429TooManyRequests : StatusCodes.Status401Unauthorized);
    }

    private static async Task<Results<SignInHttpResult, UnauthorizedHttpResult>> RefreshAsync(
        RefreshRequest request, SignInService sessions, LiveSessions live, IOptionsMonitor<BearerTokenOptions> options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var ticket = options.Get(AccountSetup.ApiScheme).RefreshTokenProtector.Unprotect(request.RefreshToken ?? "");
        if (ticket?.Properties.ExpiresUtc is not { } expires || expires <= clock.GetUtcNow() || ticket.Principal.SessionId() is not { } id)
            return TypedResults.Unauthorized();
        if (!int.TryParse(ticket.Principal.FindFirstValue(StaffClaims.RefreshNumber), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || await live.FindAsync(id, cancellationToken) is not { } session
            || !await sessions.UseRefreshAsync(id, number, cancellationToken))
            return TypedResults.Unauthorized();
        return TypedResults.SignIn(StaffClaims.Ticket(session, AccountSetup.ApiScheme, number + 1), authenticationScheme: AccountSetup.ApiScheme);
    }

    private static async Task<NoContent> LogoutAsync(ClaimsPrincipal user, SignInService sessions, CancellationToken cancellationToken)
    {
        if (user.SessionId() is { } id) await sessions.EndAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }
}
