using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Attempts;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>What a provider says, by whatever way: in a message, in an answer to a question, in a statement.</summary>
public sealed record GatewayNews
{
    /// <summary>Money that moved, or will.</summary>
    public MovementFact? Money { get; init; }

    /// <summary>How a request for money stands.</summary>
    public AttemptNews? Attempt { get; init; }

    public DisputeNews? Dispute { get; init; }

    /// <summary>How a request to give money back stands; that money went back is told by <see cref="Money"/>.</summary>
    public RefundNews? Refund { get; init; }

    /// <summary>What the payer left with the provider when he paid the request; only beside <see cref="Attempt"/>.</summary>
    public KeptMethod? Method { get; init; }

    /// <summary>
    /// What is to be asked for before any of this counts, in the provider's ids: the message alone proves nothing (<see cref="ICallbackGateway.ProveAsync"/>).
    /// </summary>
    public string? Question { get; init; }

    /// <summary>For the log, where it tells of nothing that is kept.</summary>
    public string? Words { get; init; }
}

/// <summary>The provider's word about a request to give money back, before it went or when it does not go.</summary>
/// <param name="Reference">The provider's number of the request.</param>
public sealed record RefundNews(string Reference)
{
    public bool IsRefused { get; init; }

    /// <summary>Why not.</summary>
    public string? Words { get; init; }
}

/// <summary>How a request for money stands, as its provider says.</summary>
public sealed record AttemptNews(AttemptState State)
{
    /// <summary>Where the message carries our own id.</summary>
    public Guid? AttemptId { get; init; }

    /// <summary>The provider's id of the request (<see cref="PaymentAttempt.ProviderId"/>).</summary>
    public string? ProviderId { get; init; }

    /// <summary>The provider's code of the reason.</summary>
    public string? Code { get; init; }

    public string? Words { get; init; }

    /// <summary>The message is trusted because it names a request of ours; money of one that is unknown is not booked.</summary>
    public bool IsNeeded { get; init; }

    /// <summary>The reason lies in how the account is set up: a person is to look.</summary>
    public bool NeedsPerson { get; init; }

    /// <summary>How long to wait before the same payer is asked again.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

public enum DisputeState { Opened, Withdrawn, Reinstated, Lost }

/// <summary>A payer contests a payment at his bank.</summary>
/// <param name="TransactionId">The movement that is contested.</param>
/// <param name="Amount">What is contested, or was taken or given back for it.</param>
/// <param name="AnswerBy">Until when the provider wants to hear from us.</param>
public sealed record DisputeNews(string DisputeId, string TransactionId, DisputeState State, Money Amount, string? Reason, DateTimeOffset? AnswerBy);
