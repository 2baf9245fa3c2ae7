using System.Globalization;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Audit;

/// <summary>The history as its address says it, for page, file and JSON alike. What cannot be read is left out.</summary>
/// <param name="Q">Words of the summary, or the beginning of an action.</param>
/// <param name="Person">An id, or <c>system</c>.</param>
/// <param name="Kind">Kind of record.</param>
/// <param name="Action">Its beginning.</param>
/// <param name="Record">Id of one record.</param>
/// <param name="Customer">Id of the customer whose history it is.</param>
/// <param name="To">The last day that counts.</param>
public sealed record AuditListQuery(
    string? Q, string? Person, string? Kind, string? Action, string? Record, string? Customer, string? From, string? To, string? Cursor) : IListQuery
{
    public AuditListQuery()
        : this(null, null, null, null, null, null, null, null, null)
    {
    }

    public const string System = "system";

    public bool IsFiltered => !string.IsNullOrEmpty(Q + Person + Kind + Action + Record + Customer + From + To);

    public IEnumerable<(string, string?)> Values =>
        [("q", Q), ("person", Person), ("kind", Kind), ("action", Action), ("record", Record), ("customer", Customer), ("from", From), ("to", To)];

    public AuditFilter ToFilter(TimeZoneInfo zone) => new(
        Id(Person), string.Equals(Person, System, StringComparison.OrdinalIgnoreCase), Kind, Action, Id(Record), Id(Customer), Q,
        Day(From) is { } from ? CalendarSpan.ToInstant(from, zone) : null, Day(To) is { } to ? CalendarSpan.ToInstant(to.AddDays(1), zone) : null, Cursor);

    public IEnumerable<string> Unreadable
    {
        get
        {
            if (!string.IsNullOrEmpty(Person) && Id(Person) is null && !string.Equals(Person, System, StringComparison.OrdinalIgnoreCase)) yield return "person";
            if (!string.IsNullOrEmpty(Record) && Id(Record) is null) yield return "record";
            if (!string.IsNullOrEmpty(Customer) && Id(Customer) is null) yield return "customer";
            if (!string.IsNullOrEmpty(From) && Day(From) is null) yield return "from";
            if (!string.IsNullOrEmpty(To) && Day(To) is null) yield return "to";
        }
    }

    private static Guid? Id(string? text) => Guid.TryParse(text, out var id) ? id : null;

    private static DateTime? Day(string? text) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 2000 and < 2200 ? day : null;
}
