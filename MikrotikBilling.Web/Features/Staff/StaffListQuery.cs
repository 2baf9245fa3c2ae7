using MikrotikBilling.Core.Staff;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Staff;

/// <summary>The list as its address says it, for the page and the JSON list alike. What cannot be read is left out.</summary>
public sealed record StaffListQuery(string? Q, string? Role, string? State, string? Cursor) : IListQuery
{
    public StaffListQuery()
        : this(null, null, null, null)
    {
    }

    public bool IsFiltered => !string.IsNullOrWhiteSpace(Q) || RoleValue is not null || StateValue is not null;

    public StaffRole? RoleValue => Word<StaffRole>(Role);

    public StaffState? StateValue => Word<StaffState>(State);

    /// <summary>Names of what was given but cannot be read; a page leaves these out, a program is told.</summary>
    public IEnumerable<string> Unreadable
    {
        get
        {
            if (!string.IsNullOrEmpty(Role) && RoleValue is null) yield return "role";
            if (!string.IsNullOrEmpty(State) && StateValue is null) yield return "state";
            if (!string.IsNullOrEmpty(Cursor) && !StaffQueries.IsCursor(Cursor)) yield return "cursor";
        }
    }

    private static T? Word<T>(string? text) where T : struct, Enum =>
        Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !int.TryParse(text, out _) ? value : null;
}
