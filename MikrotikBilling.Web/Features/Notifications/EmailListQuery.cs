using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Notifications;

/// <summary>The list as its address says it, for page and JSON alike. What cannot be read is left out.</summary>
/// <param name="Q">Somewhere in address or name.</param>
public sealed record EmailListQuery(string? Q, string? State, string? Cursor) : IListQuery
{
    public EmailListQuery()
        : this(null, null, null)
    {
    }

    public bool IsFiltered => !string.IsNullOrEmpty(Q + State);

    public IEnumerable<(string, string?)> Values => [("q", Q), ("state", State)];

    public EmailFilter ToFilter() => new(Known, Q, Cursor);

    public IEnumerable<string> Unreadable
    {
        get
        {
            if (!string.IsNullOrEmpty(State) && Known is null) yield return "state";
        }
    }

    private EmailState? Known => Enum.TryParse<EmailState>(State, ignoreCase: true, out var state) && Enum.IsDefined(state) && !int.TryParse(State, out _) ? state : null;
}
