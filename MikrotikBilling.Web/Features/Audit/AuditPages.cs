using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Audit;

/// <summary>A kind of record in the history: its word, and where one of them is shown. Features add theirs.</summary>
/// <param name="Label">All of them: <c>Routers</c>.</param>
/// <param name="One">One of them: <c>Router</c>.</param>
/// <param name="Url">Null when it has no page.</param>
public sealed record AuditSubject(string Name, Phrase Label, Phrase One, Func<Guid, string?> Url);

public static class AuditPages
{
    public static IServiceCollection AddAuditPages(this IServiceCollection services)
    {
        services.AddScoped<ChangeNames>();
        services.AddSingleton<AuditSubjects>();
        services.AddAuditSubject("customer", "Customers", "Customer", id => $"/customers/{id}");
        services.AddAuditSubject("subscription", "Services", "Service", id => $"/subscriptions/{id}");
        services.AddAuditSubject("profile", "Profiles", "Profile", id => $"/profiles/{id}");
        services.AddAuditSubject("router", "Routers", "Router", id => $"/routers/{id}");
        services.AddAuditSubject("staff", "Staff", "Staff", id => $"/staff/{id}");
        services.AddAuditSubject("settings", "Settings", "Settings", _ => "/settings");
        services.AddAuditSubject("bulk", "Bulk changes", "Bulk change", id => $"/bulk/{id}");
        services.AddAuditSubject("import", "Imports", "Import", id => $"/customers/import/{id}");
        services.AddAuditSubject("job", "Jobs", "Job", _ => "/jobs");
        return services.AddNavigation(new NavigationItem("System", 91, "History", "/audit", "history", AuditPermissions.View, Key: 'h'));
    }

    public static IServiceCollection AddAuditSubject(this IServiceCollection services, string name, Phrase label, Phrase one, Func<Guid, string?> url) =>
        services.AddSingleton(new AuditSubject(name, label, one, url));
}

/// <summary>All kinds that features registered; of two with one name the later counts.</summary>
public sealed class AuditSubjects(IEnumerable<AuditSubject> subjects)
{
    private readonly Dictionary<string, AuditSubject> _byName = subjects.GroupBy(s => s.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);

    public IReadOnlyList<AuditSubject> All => [.. _byName.Values.OrderBy(s => s.Label.InEnglish, StringComparer.Ordinal)];

    public AuditSubject? Find(string name) => _byName.GetValueOrDefault(name);
}
