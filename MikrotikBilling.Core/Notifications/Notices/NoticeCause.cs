using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Staff;

namespace MikrotikBilling.Core.Notifications.Notices;

public enum NoticeSeverity { Info, Warning, Critical }

/// <summary>Whether an email tells of it, and when.</summary>
public enum NoticeEmail { No, Digest, AtOnce }

/// <summary>A reason to tell the staff something, registered by the feature that knows of it with <c>AddNoticeCause</c>.</summary>
/// <param name="Key">Stable: <c>router-down</c>.</param>
/// <param name="Area">Where the page of choices puts it: <c>Network</c>.</param>
/// <param name="Description">When it comes, for the page of choices.</param>
/// <param name="Permission">Who may open the page it leads to, and so may see it.</param>
public sealed record NoticeCause(string Key, Phrase Area, Phrase Name, Phrase Description, string Permission, NoticeSeverity Severity)
{
    public const int MaxKey = 40;

    /// <summary>Until somebody chooses otherwise: owners hear of what is critical at once; what is worth a look stands in everybody's digest.</summary>
    public NoticeWay Usual(StaffRole role) => new(true, Severity switch
    {
        NoticeSeverity.Critical when role == StaffRole.Owner => NoticeEmail.AtOnce,
        NoticeSeverity.Info => NoticeEmail.No,
        _ => NoticeEmail.Digest,
    });
}

/// <summary>How one person hears of a cause.</summary>
/// <param name="Bell">Counted at the bell.</param>
public sealed record NoticeWay(bool Bell, NoticeEmail Email);

/// <summary>All causes of the features, as registered.</summary>
public sealed class NoticeCatalog(IEnumerable<NoticeCause> causes, PermissionCatalog permissions)
{
    public IReadOnlyList<NoticeCause> All { get; } = [.. causes.OrderBy(c => c.Area.InEnglish, StringComparer.Ordinal).ThenByDescending(c => c.Severity).ThenBy(c => c.Name.InEnglish, StringComparer.Ordinal)];

    public NoticeCause? Find(string? key) => All.FirstOrDefault(c => c.Key == key);

    public NoticeCause Get(string key) => Find(key) ?? throw new InvalidOperationException($"No feature has registered the cause {key} of notices.");

    /// <summary>Those that a role may hear of.</summary>
    public IReadOnlyList<NoticeCause> Of(StaffRole role) => [.. All.Where(c => MaySee(c, role))];

    public bool MaySee(NoticeCause cause, StaffRole role)
    {
        ArgumentNullException.ThrowIfNull(cause);
        return permissions.All.TryGetValue(cause.Permission, out var permission) && permission.IsHeldBy(role);
    }
}
