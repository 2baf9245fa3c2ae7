using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Customers;

/// <summary>Where the service of a row stands on its router.</summary>
/// <param name="Text">Null when the router holds what it should: nothing to say.</param>
/// <param name="Why">The cause, when one is known.</param>
/// <param name="Since">Since when it waits.</param>
public sealed record RowNote(bool IsOnline, Phrase? Text = null, Tone Tone = Tone.Neutral, Phrase? Why = null, DateTimeOffset? Since = null);

/// <summary>Notes for all rows of a page at once, by subscription. Implemented by the feature that knows the routers' side.</summary>
public interface ICustomerRowNotes
{
    Task<IReadOnlyDictionary<Guid, RowNote>> OfAsync(IReadOnlyCollection<Guid> subscriptionIds, CancellationToken cancellationToken);
}
