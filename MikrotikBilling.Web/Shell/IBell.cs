using System.Security.Claims;

namespace MikrotikBilling.Web.Shell;

/// <summary>What the bell in the top bar shows.</summary>
/// <param name="Unread">How many somebody has not read.</param>
/// <param name="LastAt">When the newest of these came; what is newer at the next look is said aloud.</param>
public sealed record BellMark(int Unread, DateTimeOffset? LastAt);

/// <summary>Socket of the top bar. Asked on every page, so it answers from what is kept.</summary>
public interface IBell
{
    /// <summary>The page of all of them; its handlers <c>Count</c> and <c>Panel</c> answer with the parts of the bell.</summary>
    string Url { get; }

    ValueTask<BellMark> OfAsync(ClaimsPrincipal user, CancellationToken cancellationToken);
}
