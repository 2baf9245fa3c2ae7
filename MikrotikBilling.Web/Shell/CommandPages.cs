using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Web.Shell;

/// <summary>A page that the command box finds by its name and that has no entry in the navigation, registered by the feature that owns it.</summary>
/// <param name="Words">What else it is called; each is found by its beginning.</param>
/// <param name="IsOffered">Stands in the box before anything is typed.</param>
public sealed record CommandPage(Phrase Label, string Url, string Icon, string? Policy = null, string? Words = null, bool IsOffered = false);

public static class CommandPageExtensions
{
    public static IServiceCollection AddCommandPages(this IServiceCollection services, params ReadOnlySpan<CommandPage> pages)
    {
        foreach (var page in pages)
        {
            services.AddSingleton(page);
        }

        return services;
    }
}
