using System.Globalization;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Web.Features.Routers;

/// <summary>The log as its address says it. What cannot be read is left out.</summary>
/// <param name="Show"><c>failures</c>, <c>done</c>, or a kind of failure.</param>
/// <param name="To">The last day that counts.</param>
public sealed record RouterLogQuery(string? Router, string? Show, string? Command, string? From, string? To, string? Before, string? After)
{
    public const string Failures = "failures";
    public const string Done = "done";

    public IEnumerable<(string, string?)> Values => [("router", Router), ("show", Show), ("command", Command), ("from", From), ("to", To)];

    public bool IsFiltered => !string.IsNullOrEmpty(Router + Show + Command + From + To);

    private RouterOsErrorKind? Kind => Enum.TryParse<RouterOsErrorKind>(Show, ignoreCase: true, out var kind) && Enum.IsDefined(kind) && !int.TryParse(Show, out _) ? kind : null;

    public RouterLogFilter ToFilter(Guid? router, TimeZoneInfo zone) => new(
        router ?? (Guid.TryParse(Router, out var id) ? id : null), Show switch { Failures => RouterLogResult.Failed, Done => RouterLogResult.Done, _ => null },
        Kind, Command, Day(From) is { } from ? CalendarSpan.ToInstant(from, zone) : null, Day(To) is { } to ? CalendarSpan.ToInstant(to.AddDays(1), zone) : null, Before ?? After);

    private static DateTime? Day(string? text) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 2000 and < 2200 ? day : null;
}
