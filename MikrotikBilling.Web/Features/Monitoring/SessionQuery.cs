using System.Globalization;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Monitoring;

/// <summary>Past sessions as their address says them. What cannot be read is left out.</summary>
/// <param name="From">The first day they began on.</param>
/// <param name="To">The last one.</param>
public sealed record SessionQuery(string? From, string? To, string? Before, string? After) : IListQuery
{
    public SessionQuery()
        : this(null, null, null, null)
    {
    }

    public IEnumerable<(string, string?)> Values => [("from", From), ("to", To)];

    public bool IsFiltered => !string.IsNullOrEmpty(From + To);

    public IEnumerable<string> Unreadable
    {
        get
        {
            if (!string.IsNullOrEmpty(From) && Day(From) is null) yield return "from";
            if (!string.IsNullOrEmpty(To) && Day(To) is null) yield return "to";
        }
    }

    public SessionFilter ToFilter(Guid? customerId, Guid? routerId, TimeZoneInfo zone) => new(customerId, routerId,
        Day(From) is { } from ? CalendarSpan.ToInstant(from, zone) : null, Day(To) is { } to ? CalendarSpan.ToInstant(to.AddDays(1), zone) : null, Before ?? After);

    private static DateTime? Day(string? text) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 2000 and < 2200 ? day : null;
}
