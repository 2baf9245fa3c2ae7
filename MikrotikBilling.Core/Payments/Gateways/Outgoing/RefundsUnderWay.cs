using System.Collections.Concurrent;

namespace MikrotikBilling.Core.Payments.Gateways.Outgoing;

/// <summary>
/// What providers were just told to give back. Until one has answered, or for some minutes where its word comes later, the same money is not sent back once more
/// by another press. Across a restart the provider's own refusal stands.
/// </summary>
public sealed class RefundsUnderWay(TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _begun = new();

    public bool IsUnderWay(Guid movementId) => _begun.TryGetValue(movementId, out var at) && clock.GetUtcNow() - at < Patience;

    /// <summary>False where another has begun.</summary>
    public bool Begin(Guid movementId)
    {
        var now = clock.GetUtcNow();
        return _begun.TryAdd(movementId, now) || (_begun.TryGetValue(movementId, out var at) && now - at >= Patience && _begun.TryUpdate(movementId, now, at));
    }

    public void End(Guid movementId) => _begun.TryRemove(movementId, out _);
}
