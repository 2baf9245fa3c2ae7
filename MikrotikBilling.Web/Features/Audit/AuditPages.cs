using MikrotikBilling.Core.Audit;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Audit;

/// <summary>A kind of record in the history: its word, and where one of them is shown. Features add theirs.</summary>
/// <param name="Url">Null when it has no page.</param>
public sealed record AuditSubject(string Name, string Label, string Icon, Func<Guid, string?> Url);

public static class AuditPages
{
    public static IServiceCollection AddAuditPages(this IServiceCollection services)
    {
        services.AddScoped<ChangeNames>();
        services.AddSingleton<AuditSubjects>();
        services.AddAuditSubject("customer", "Customers", "users", id => $"/customers/{id}");
        services.AddAuditSubject("subscription", "Services", "wifi", id => $"/subscriptions/{id}");
        services.AddAuditSubject("profile", "Profiles", "gauge", id => $"/profiles/{id}");
        services.AddAuditSubject("router", "Routers", "router", id => $"/routers/{id}");
        services.AddAuditSubject("staff", "Staff", "user", id => $"/staff/{id}");
        services.AddAuditSubject("settings", "Settings", "settings", _ => "/settings");
        services.AddAuditSubject("job", "Jobs", "clock", _ => "/jobs");
        return services.AddNavigation(new NavigationItem("System", 91, "History", "/audit", "history", AuditPermissions.View));
    }

    public static IServiceCollection AddAuditSubject(this IServiceCollection services, string name, string label, string icon, Func<Guid, string?> url) =>
        services.AddSingleton(new AuditSubject(name, label, icon, url));
}

/// <summary>All kinds that features registered; of two with one name the later counts.</summary>
public sealed class AuditSubjects(IEnumerable<AuditSubject> subjects)
{
    private readonly Dictionary<string, AuditSubject> _byName = subjects.GroupBy(s => s.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);

    public IReadOnlyList<AuditSubject> All => [.. _byName.Values.OrderBy(s => s.Label, StringComparer.Ordinal)];

    public AuditSubject? Find(string name) => _byName.GetValueOrDefault(name);
}
