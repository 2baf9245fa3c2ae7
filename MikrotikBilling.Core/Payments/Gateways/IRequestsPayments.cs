using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways;

public enum RequestWay
{
    /// <summary>The payer is asked on his phone; its number is needed.</summary>
    Prompt,

    /// <summary>The payer's browser is sent to the provider's page.</summary>
    Redirect,
}

/// <summary>What the provider is told about a payment that we ask for.</summary>
/// <param name="Reference">What the payer sees it is for: account or invoice number.</param>
/// <param name="Text">A few words for the payer.</param>
/// <param name="BackUrl">Where the payer's browser comes back to, whatever became of it.</param>
public sealed record PaymentOrder(PaymentAttempt Attempt, string Reference, string Text, string BackUrl)
{
    /// <summary>The customer's account number, by which he is known whatever he pays.</summary>
    public required string CustomerNumber { get; init; }

    public string? PayerName { get; init; }
    public string? PayerEmail { get; init; }
    public string? PayerPhone { get; init; }

    /// <summary>The payer agreed that what he pays with is kept, for charges without him (<see cref="IKeepsMethods"/>).</summary>
    public bool KeepsMethod { get; init; }
}

/// <summary>What came of asking.</summary>
/// <param name="State">Pending (accepted), Failed (refused), Succeeded (paid at once with a kept method), Unknown (nobody knows whether it went through).</param>
public sealed record StartAnswer(AttemptState State)
{
    public string? ProviderId { get; init; }

    /// <summary>A second id of the provider, kept for its support.</summary>
    public string? ProviderReference { get; init; }

    /// <summary>Where the payer goes on.</summary>
    public string? RedirectUrl { get; init; }

    public string? Code { get; init; }
    public string? Words { get; init; }

    /// <summary>How long to wait before the same payer is asked again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The reason lies in how the account is set up: a person is to look.</summary>
    public bool NeedsPerson { get; init; }

    /// <summary>Money that came with the answer.</summary>
    public MovementFact? Money { get; init; }

    public static StartAnswer Refused(string? code, string words) => new(AttemptState.Failed) { Code = code, Words = words };
}

/// <summary>A provider that can be told to ask a payer for money.</summary>
public interface IRequestsPayments : IPaymentGateway
{
    RequestWay Way { get; }

    /// <summary>How long what was begun can still be paid.</summary>
    TimeSpan AttemptLife { get; }

    /// <summary>Codes of the provider by which it says that the account is set up wrongly: nobody is asked by it until a person has looked.</summary>
    IReadOnlyList<string> StopCodes => [];

    /// <summary>What is asked for so that so much is paid: providers without small coins round up, and the rest is credit. A refusal where it cannot be paid this way.</summary>
    Result<Money> AskFor(Money due);

    /// <summary>What of that surprises whoever asks: said before he does. Null where it is asked for as it is due.</summary>
    Phrase? Rounding => null;

    /// <summary>As the provider writes it; a refusal where it is no number of its country.</summary>
    Result<string> PhoneOf(string? phone) => phone ?? "";

    /// <summary>Asks. The attempt is stored, so an answer may come by another way before this one.</summary>
    /// <exception cref="GatewaySilentException">No answer.</exception>
    Task<StartAnswer> StartAsync(GatewayConnection connection, PaymentOrder order, CancellationToken cancellationToken);

    /// <summary>How the attempt stands at the provider, which may mean to complete it (a payer came back and the money is to be taken).</summary>
    /// <exception cref="GatewaySilentException">No answer.</exception>
    Task<GatewayNews> AskAsync(GatewayConnection connection, PaymentAttempt attempt, CancellationToken cancellationToken);

    /// <summary>Makes sure that it cannot be paid any more; false where the provider has no way to.</summary>
    /// <exception cref="GatewaySilentException">No answer.</exception>
    Task<bool> WithdrawAsync(GatewayConnection connection, PaymentAttempt attempt, CancellationToken cancellationToken) => Task.FromResult(false);
}

/// <summary>A provider that gives money back when it is told to. Its message of it is booked as any other.</summary>
public interface IRefundsPayments : IPaymentGateway
{
    /// <param name="requestId">The same for the same refund, so that it is done once.</param>
    /// <returns>What is known of it now; null, or the provider's number of it alone, where its message is waited for. A refusal in the provider's words.</returns>
    /// <exception cref="GatewaySilentException">No answer: ask again with the same id.</exception>
    Task<Result<GatewayNews?>> RefundAsync(GatewayConnection connection, GatewayMovement movement, Money amount, string reason, Guid requestId, CancellationToken cancellationToken);
}

/// <summary>A provider whose keys can be tried without moving money.</summary>
public interface ITestsConnection : IPaymentGateway
{
    /// <returns>A sentence about what works; a refusal that says what does not.</returns>
    /// <exception cref="GatewaySilentException">No answer.</exception>
    Task<Result<string>> TestAsync(GatewayConnection connection, CancellationToken cancellationToken);
}

/// <summary>Something that a person starts at the provider once: registering our addresses.</summary>
public interface IRegistersCallbacks : IPaymentGateway
{
    /// <exception cref="GatewaySilentException">No answer.</exception>
    Task<Result<string>> RegisterAsync(GatewayConnection connection, CancellationToken cancellationToken);
}
