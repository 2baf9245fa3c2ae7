using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>A message on its way in.</summary>
/// <param name="Role">Which of the provider's ways it came by (<see cref="GatewayCallback.Role"/>).</param>
/// <param name="Headers">By their names, whatever the case; one that stands twice is not among them.</param>
/// <param name="From">The sender's address.</param>
public sealed record CallbackRequest(string Role, byte[] Body, IReadOnlyDictionary<string, string> Headers, string? From)
{
    /// <summary>Our own id at the end of an address that was told with a request.</summary>
    public Guid? AddressId { get; init; }

    public string Header(string name) => Headers.GetValueOrDefault(name) ?? "";
}

/// <summary>Whether a message is authentic.</summary>
/// <param name="Words">For the program's log where it is not; the sender is told nothing.</param>
public sealed record CallbackCheck(bool IsRight, string Words)
{
    /// <summary>The headers that it rested on, one a line, to be kept.</summary>
    public string Headers { get; init; } = "";

    /// <summary>It would be right at another time: our clock may be wrong.</summary>
    public bool IsTooOld { get; init; }

    public static CallbackCheck Right { get; } = new(true, "");

    public static CallbackCheck Wrong(string words) => new(false, words);
}

/// <summary>What the sender is told, in the provider's own form.</summary>
public sealed record CallbackReply(int Status, string Body, string ContentType = "application/json")
{
    public static CallbackReply Ok { get; } = new(200, "");
}

/// <summary>A provider that tells of payments by itself, at an address with the account's token (<see cref="GatewayInfo.Callbacks"/>).</summary>
public interface ICallbackGateway : IPaymentGateway
{
    /// <summary>Over the bytes as they came. Providers that sign nothing are known by the token alone, and by their addresses.</summary>
    ValueTask<CallbackCheck> CheckAsync(GatewayConnection connection, CallbackRequest request, CancellationToken cancellationToken);

    /// <summary>For questions that are answered at once and tell of no money; null where the message takes the road.</summary>
    Task<CallbackReply?> AnswerAtOnceAsync(GatewayConnection connection, CallbackRequest request, CancellationToken cancellationToken) => Task.FromResult<CallbackReply?>(null);

    /// <summary>Asks the provider for what the message alone does not prove; called outside of any transaction, and only where <see cref="GatewayNews.Question"/> is set.</summary>
    /// <exception cref="GatewaySilentException">No answer: the message is worked on again later.</exception>
    Task<GatewayNews> ProveAsync(GatewayConnection connection, GatewayNews news, string? from, CancellationToken cancellationToken) => Task.FromResult(news);

    /// <summary>A question that is to be asked because of where the message came from; null where there is none.</summary>
    string? QuestionOf(GatewayConnection connection, GatewayNews news, string? from) => news.Question;

    /// <summary>What is answered to a message that is stored (null), or refused.</summary>
    CallbackReply ReplyTo(string role, Refusal? refused);
}
