using MikrotikBilling.Core.Audit;

namespace MikrotikBilling.Core.Subscriptions.Runs;

/// <summary>Work on many rows, done in the background in the name of who asked for it.</summary>
public interface IRun
{
    Guid Id { get; }
    Guid TenantId { get; }
    ActorKind ActorKind { get; }
    Guid? ActorId { get; }
    string ActorName { get; }

    /// <summary>The address it was asked from.</summary>
    string? From { get; }

    bool StopRequested { get; }

    /// <summary>Until then the node that works on it is taken to be alive.</summary>
    DateTimeOffset? ClaimedUntil { get; }
}
