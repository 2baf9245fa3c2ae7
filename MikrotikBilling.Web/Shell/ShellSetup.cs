using System.IO.Compression;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.ResponseCompression;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Web.Shell;

/// <summary>Everything pages need from the host: Razor Pages, components, antiforgery, headers, errors, files.</summary>
public static class ShellSetup
{
    public static WebApplicationBuilder AddShell(this WebApplicationBuilder builder, Action<ShellOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        // Built files are found in every environment, not only while developing; a published application ignores this.
        builder.WebHost.UseStaticWebAssets();
        // Every build gives changed files new addresses, so development may cache and compress as production does.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] ??= "false";
        builder.Configuration["EnableStaticAssetsDevelopmentCaching"] ??= "true";
        builder.Services.AddShell(configure);
        return builder;
    }

    public static IServiceCollection AddShell(this IServiceCollection services, Action<ShellOptions>? configure = null)
    {
        var options = services.AddOptions<ShellOptions>();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.AddScoped<Navigation>();
        services.AddRazorPages(pages => pages.RootDirectory = "/Features")
            .AddMvcOptions(mvc =>
            {
                mvc.ModelBinderProviders.Insert(0, new NumbersAsWrittenProvider());
                mvc.Filters.Add<StaleTokenFilter>();
                mvc.Filters.Add<HandlerRights>();
                mvc.Filters.Add<ValidateInput>();
                mvc.ModelBindingMessageProvider.SetAttemptedValueIsInvalidAccessor((_, _) => T("This value cannot be read."));
                mvc.ModelBindingMessageProvider.SetNonPropertyAttemptedValueIsInvalidAccessor(_ => T("This value cannot be read."));
                mvc.ModelBindingMessageProvider.SetValueIsInvalidAccessor(_ => T("This value cannot be read."));
                mvc.ModelBindingMessageProvider.SetUnknownValueIsInvalidAccessor(_ => T("This value cannot be read."));
                mvc.ModelBindingMessageProvider.SetNonPropertyUnknownValueIsInvalidAccessor(() => T("This value cannot be read."));
                mvc.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true;
            });
        services.AddRazorComponents();
        services.ConfigureHttpJsonOptions(json =>
        {
            // A member that is not known is a slip of the pen or meant for another version: leaving it out silently would do something else.
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(allowIntegerValues: false));
            json.SerializerOptions.Converters.Add(new IPAddressJson());
        });
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true).AddExceptionHandler<UnreadableRequests>();
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.HeaderName = "RequestVerificationToken";
            antiforgery.Cookie.Name = "mb-form";
            antiforgery.Cookie.SameSite = SameSiteMode.Lax;
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.Configure<CookieTempDataProviderOptions>(temp =>
        {
            temp.Cookie.Name = Toasts.CookieName;
            temp.Cookie.IsEssential = true;
            temp.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddProblemDetails(problem => problem.CustomizeProblemDetails = context =>
            context.ProblemDetails.Extensions["requestId"] = ShellErrors.RequestId(context.HttpContext));
        services.AddResponseCompression(compression =>
        {
            // Pages hold no secret beside the form token, which is masked anew on each page, so compressing over TLS leaks nothing.
            compression.EnableForHttps = true;
        });
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
        services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(365));
        return services;
    }

    /// <summary>First in the pipeline: before sign-in, rate limits and endpoints.</summary>
    public static WebApplication UseShell(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseMiddleware<SecurityHeaders>();
        if (!app.Environment.IsDevelopment())
        {
            app.UseHsts();
        }

        app.UseResponseCompression();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = $"{ShellErrors.Path}/500",
            StatusCodeSelector = e => e switch
            {
                BadHttpRequestException bad => bad.StatusCode,
                _ when e.IsDatabaseUnavailable() => StatusCodes.Status503ServiceUnavailable,
                _ => StatusCodes.Status500InternalServerError,
            },
        });
        app.UseStatusCodePagesWithReExecute($"{ShellErrors.Path}/{{0}}");
        return app;
    }

    /// <summary>Maps pages and built files (fingerprinted addresses, compressed, cached for a year).</summary>
    public static WebApplication MapShell(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapStaticAssets().AllowAnonymous().WithMetadata(new StaticAssetMarker());
        app.MapRazorPages().WithStaticAssets();
        return app;
    }

    /// <summary>
    /// Sign-in redirects that fit their asker: status codes for programs, HX-Redirect back to the present page for htmx, 302 for the rest.
    /// </summary>
    public static void UseShellRedirects(this CookieAuthenticationEvents events)
    {
        ArgumentNullException.ThrowIfNull(events);
        events.OnRedirectToLogin = context => Redirect(context, StatusCodes.Status401Unauthorized);
        events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    private static Task Redirect(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (context.Request.IsHtmx())
        {
            context.Response.StatusCode = status;
            context.Response.HxRedirect(SignInAddress(context));
        }
        else if (ShellErrors.WantsProblem(context.Request, context.Request.Path))
        {
            context.Response.StatusCode = status;
        }
        else
        {
            context.Response.Redirect(context.RedirectUri);
        }

        return Task.CompletedTask;
    }

    // The person wants to come back to the page in the address bar, not to the fragment that was asked for.
    private static string SignInAddress(RedirectContext<CookieAuthenticationOptions> context)
    {
        var back = Uri.TryCreate(context.Request.Headers[HtmxHeaders.CurrentUrl], UriKind.Absolute, out var current) ? current.PathAndQuery : "/";
        return context.Request.PathBase + context.Options.LoginPath + QueryString.Create(context.Options.ReturnUrlParameter, back);
    }
}
