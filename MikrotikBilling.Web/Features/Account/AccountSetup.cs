using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Account;

public static class AccountSetup
{
    public const string BrowserScheme = CookieAuthenticationDefaults.AuthenticationScheme;
    public const string ApiScheme = BearerTokenDefaults.AuthenticationScheme;
    private const string Either = "BrowserOrApi";
    private const string BrowserCookie = "mb-session";

    /// <summary>Browsers sign in by cookie, everything under /api by bearer token; what names no policy asks for a signed-in person.</summary>
    public static IServiceCollection AddAccount(this IServiceCollection services)
    {
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, options => options.ForwardDefaultSelector =
                context => context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) && !IsStreamOfAPage(context) ? ApiScheme : BrowserScheme)
            .AddCookie(BrowserScheme, options =>
            {
                options.Cookie.Name = BrowserCookie;
                options.Cookie.HttpOnly = true;
                options.Cookie.SameSite = SameSiteMode.Lax;
                options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                options.LoginPath = "/sign-in";
                options.AccessDeniedPath = "/error/403";
                options.ReturnUrlParameter = "returnUrl";
                options.ExpireTimeSpan = SignInService.BrowserLifetime;
                options.SlidingExpiration = false;
                options.Events.UseShellRedirects();
            })
            .AddBearerToken(ApiScheme, options =>
            {
                options.BearerTokenExpiration = TimeSpan.FromMinutes(5);
                options.RefreshTokenExpiration = SignInService.ApiLifetime;
            });
        services.AddSingleton<IAuthorizationPolicyProvider, PermissionPolicyProvider>();
        services.AddSingleton<IAuthorizationHandler, PermissionHandler>();
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddSingleton<FirstRun>();
        return services;
    }

    /// <summary>A page listens with the cookie it was read with: a browser's event source can send no token.</summary>
    private static bool IsStreamOfAPage(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<StreamForPages>() is not null && context.Request.Headers.Authorization.Count == 0 && context.Request.Cookies.ContainsKey(BrowserCookie);

    public static WebApplication UseAccount(this WebApplication app)
    {
        app.UseMiddleware<FirstRunMiddleware>();
        app.UseAuthentication();
        app.UseMiddleware<StaffSessionMiddleware>();
        app.UseAuthorization();
        return app;
    }
}
