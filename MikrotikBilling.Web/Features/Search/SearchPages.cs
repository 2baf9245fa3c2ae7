using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Search;

internal static class SearchPages
{
    public static IServiceCollection AddSearchPages(this IServiceCollection services)
    {
        services.AddScoped<PageSearch>();
        services.AddScoped<ISearchSource>(p => p.GetRequiredService<PageSearch>());
        services.AddScoped<CommandBox>();
        return services.AddCommandPages(new CommandPage("Your account", "/account", "user", Words: "password profile sessions"));
    }
}
