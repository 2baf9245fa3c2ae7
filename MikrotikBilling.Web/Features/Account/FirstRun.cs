using MikrotikBilling.Core.Staff;

namespace MikrotikBilling.Web.Features.Account;

/// <summary>Whether anybody can sign in yet. Once somebody can, it is never asked again.</summary>
public sealed class FirstRun(IServiceScopeFactory scopes)
{
    public const string Path = "/first-run";
    private volatile bool _done;

    public async ValueTask<bool> IsDoneAsync(CancellationToken cancellationToken)
    {
        if (_done) return true;
        await using var scope = scopes.CreateAsyncScope();
        return _done = await scope.ServiceProvider.GetRequiredService<StaffService>().AnyAsync(cancellationToken);
    }
}

/// <summary>Leads every page of an empty installation to the first-run page.</summary>
internal sealed class FirstRunMiddleware(RequestDelegate next, FirstRun firstRun)
{
    private static readonly string[] Open = ["/api", "/health", "/metrics", "/error", FirstRun.Path];

    public async Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        var isPage = HttpMethods.IsGet(context.Request.Method) && !System.IO.Path.HasExtension(path.Value)
            && !Open.Any(open => path.StartsWithSegments(open, StringComparison.OrdinalIgnoreCase));
        if (isPage && !await firstRun.IsDoneAsync(context.RequestAborted))
        {
            context.Response.Redirect(FirstRun.Path);
            return;
        }
        await next(context);
    }
}
