using System.Globalization;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Customers;

/// <summary>The list as its address says it, for the page and the JSON list alike. What cannot be read is left out.</summary>
public sealed record CustomerListQuery(string? Q, string? Status, string? Profile, string? Router, string? Sort, string? Cursor, string? Within = null) : IListQuery
{
    public CustomerListQuery()
        : this(null, null, null, null, null, null, null)
    {
    }

    /// <summary>Stands among the states for those put away.</summary>
    public const string ArchivedValue = "archived";

    public bool IsFiltered => !string.IsNullOrWhiteSpace(Q) || StatusValue is not null || IsArchived || WithinDays is not null || ProfileId is not null || RouterId is not null;

    /// <summary>A state is all that is asked for.</summary>
    public bool IsOfOneState => StatusValue is not null && Fields is [{ Key: "status" }];

    public ServiceStatus? StatusValue =>
        Enum.TryParse<ServiceStatus>(Status, ignoreCase: true, out var status) && Enum.IsDefined(status) && !int.TryParse(Status, out _) ? status : null;

    public bool IsArchived => string.Equals(Status, ArchivedValue, StringComparison.OrdinalIgnoreCase);

    /// <summary>Only those whose time ends in so many days; not those who pay afterwards.</summary>
    public int? WithinDays => int.TryParse(Within, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 0 and <= 3660 ? days : null;

    public Guid? ProfileId => Guid.TryParse(Profile, out var id) ? id : null;

    public Guid? RouterId => Guid.TryParse(Router, out var id) ? id : null;

    /// <summary><c>name</c>, <c>number</c> or <c>expires</c>, downwards with a dash before it.</summary>
    public string SortValue => Sort is "name" or "-name" or "number" or "-number" or "expires" or "-expires" ? Sort : "name";

    /// <summary>What names the set, to be sent along with "all that match".</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields =>
        [.. new[] { ("q", Q), ("status", Status), ("profile", Profile), ("router", Router), ("within", Within) }
            .Where(f => !string.IsNullOrWhiteSpace(f.Item2)).Select(f => KeyValuePair.Create(f.Item1, f.Item2!))];

    /// <summary>Words were asked for, and no order.</summary>
    public bool IsNearestFirst => string.IsNullOrEmpty(Sort) && !string.IsNullOrWhiteSpace(Q);

    /// <summary>Names of what was given but cannot be read; a page leaves these out, a program is told.</summary>
    public IEnumerable<string> Unreadable
    {
        get
        {
            if (!string.IsNullOrEmpty(Status) && StatusValue is null && !IsArchived) yield return "status";
            if (!string.IsNullOrEmpty(Profile) && ProfileId is null) yield return "profile";
            if (!string.IsNullOrEmpty(Router) && RouterId is null) yield return "router";
            if (!string.IsNullOrEmpty(Within) && WithinDays is null) yield return "within";
            if (!string.IsNullOrEmpty(Sort) && SortValue != Sort) yield return "sort";
            if (!string.IsNullOrEmpty(Cursor) && !CustomerQueries.IsCursor(Cursor)) yield return "cursor";
        }
    }

    public CustomerFilter ToFilter(DateTimeOffset now) => new(Q, StatusValue, ProfileId, RouterId, SortValue.TrimStart('-') switch
    {
        "number" => CustomerSort.Number,
        "expires" => CustomerSort.Expiry,
        _ when IsNearestFirst => CustomerSort.Match,
        _ => CustomerSort.Name,
    }, SortValue[0] == '-', Cursor)
    {
        Archived = IsArchived,
        EndsBefore = WithinDays is { } days ? now.AddDays(days) : null,
    };
}
