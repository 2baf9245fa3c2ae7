using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>A setting that a provider's account needs.</summary>
/// <param name="Name">In the stored settings: <c>short_code</c>.</param>
public sealed record GatewayField(string Name, Phrase Label)
{
    public Phrase? Help { get; init; }

    /// <summary>Sealed when stored and never shown again.</summary>
    public bool IsSecret { get; init; }

    /// <summary>A secret of our own choice, that the other side is told.</summary>
    public bool IsOurs { get; init; }

    public bool IsRequired { get; init; } = true;

    /// <summary>To choose from, the first where nothing is chosen; empty for free text.</summary>
    public IReadOnlyList<GatewayChoiceOption> Choices { get; init; } = [];
    /// <summary>Several lines, such as a certificate.</summary>
    public bool IsText { get; init; }

    /// <summary>Says what is wrong with a value in an account of this mode; null where nothing is.</summary>
    public Func<string, GatewayMode, string?>? Check { get; init; }

    public int Shortest { get; init; } = 1;
    public int Longest { get; init; } = 200;
}

/// <param name="Value">In the stored settings.</param>
public sealed record GatewayChoiceOption(string Value, Phrase Label);

/// <summary>What a provider is, as far as every provider is alike.</summary>
/// <param name="Key">In addresses, settings and logs: <c>mpesa</c>.</param>
public sealed record GatewayInfo(string Key, string Name, PaymentMethod Method, IReadOnlyList<GatewayField> Fields)
{
    /// <summary>Where it sends its messages to, to be told to it.</summary>
    public IReadOnlyList<GatewayCallback> Callbacks { get; init; } = [];

    /// <summary>Where it is called, real and for tests; end with a slash. Null where it is never called.</summary>
    public Uri? Live { get; init; }

    public Uri? Sandbox { get; init; }
}

/// <param name="Path">On this server; <c>{token}</c> in it stands for the account's own.</param>
/// <param name="Role">Names the way, in the log and to the provider's code.</param>
public sealed record GatewayCallback(string Label, string Path, string Role)
{
    /// <summary>What its body must be; null for anything.</summary>
    public string? ContentType { get; init; } = "application/json";

    /// <summary>Told to the provider with each request, with the request's id at its end; nobody pastes it.</summary>
    public bool IsPerRequest { get; init; }

    public string UrlOf(string site, GatewayAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return site + Path.Replace("{token}", account.Token, StringComparison.Ordinal);
    }
}

/// <summary>An authentic message, read.</summary>
/// <param name="Key">The same for the same message, however often it comes; at most 160 letters.</param>
public sealed record GatewayMessage(string Key, GatewayNews News);

/// <summary>A payment provider: each in a folder of its own, found by its key.</summary>
public interface IPaymentGateway
{
    GatewayInfo Info { get; }

    /// <summary>Reads the body of a message that is known to be authentic. A refusal says what is wrong with its shape.</summary>
    /// <param name="role">Which of its ways the message came by.</param>
    Result<GatewayMessage> Read(string role, ReadOnlyMemory<byte> body);
}

/// <summary>The providers there are.</summary>
public sealed class GatewayCatalog(IEnumerable<IPaymentGateway> gateways)
{
    private readonly Dictionary<string, IPaymentGateway> _gateways = gateways.ToDictionary(g => g.Info.Key, StringComparer.Ordinal);

    public IReadOnlyList<GatewayInfo> All => [.. _gateways.Values.Select(g => g.Info).OrderBy(i => i.Name, StringComparer.Ordinal)];

    /// <summary>Those that tell of payments by themselves, at an address of the account's.</summary>
    public IReadOnlyList<ICallbackGateway> CallbackGateways => [.. _gateways.Values.OfType<ICallbackGateway>()];

    public IPaymentGateway? Find(string key) => _gateways.GetValueOrDefault(key);
}
