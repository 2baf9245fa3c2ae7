using System.Globalization;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Routers;

/// <summary>The log as its address says it. What cannot be read is left out.</summary>
/// <param name="Show"><c>failures</c>, <c>done</c>, or a kind of failure.</param>
/// <param name="To">The last day that counts.</param>
public sealed record RouterLogQuery(string? Router, string? Show, string? Command, string? From, string? To, string? Before, string? After) : IListQuery
{
    public RouterLogQuery()
        : this(null, null, null, null, null, null, null)
    {
    }

    public const string Failures = "failures";
    public const string Done = "done";

    public IEnumerable<(string, string?)> Values => [("router", Router), ("show", Show), ("command", Command), ("from", From), ("to", To)];

    public bool IsFiltered => !string.IsNullOrEmpty(Router + Show + Command + From + To);

    private RouterOsErrorKind? Kind => Enum.TryParse<RouterOsErrorKind>(Show, ignoreCase: true, out var kind) && Enum.IsDefined(kind) && !int.TryParse(Show, out _) ? kind : null;

    public RouterLogFilter ToFilter(Guid? router, TimeZoneInfo zone) => new(
        router ?? (Guid.TryParse(Router, out var id) ? id : null), Show switch { Failures => RouterLogResult.Failed, Done => RouterLogResult.Done, _ => null },
        Kind, Command, Day(From) is { } from ? CalendarSpan.ToInstant(from, zone) : null, Day(To) is { } to ? CalendarSpan.ToInstant(to.AddDays(1), zone) : null, Before ?? After);

    public IEnumerable<string> Unreadable
    {
        get
        {
            if (!string.IsNullOrEmpty(Router) && !Guid.TryParse(Router, out _)) yield return "router";
            if (!string.IsNullOrEmpty(Show) && Show is not (Failures or Done) && Kind is null) yield return "show";
            if (!string.IsNullOrEmpty(From) && Day(From) is null) yield return "from";
            if (!string.IsNullOrEmpty(To) && Day(To) is null) yield return "to";
        }
    }

    private static DateTime? Day(string? text) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 2000 and < 2200 ? day : null;
}
