using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace MikrotikBilling.Core.Payments.Gateways.Outgoing;

/// <summary>An answer of a provider.</summary>
public sealed record GatewayAnswer(int Status, string Body)
{
    public bool IsOk => Status is >= 200 and < 300;

    /// <summary>Null where it is no JSON object.</summary>
    public JsonElement? Json
    {
        get
        {
            try
            {
                return JsonDocument.Parse(Body).RootElement is { ValueKind: JsonValueKind.Object } root ? root : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}

/// <summary>One account with a provider, its secrets open, and the way to it.</summary>
public sealed class GatewayConnection(GatewayAccount account, GatewayInfo info, IReadOnlyDictionary<string, string> secrets, GatewayOptions options, GatewayHttp http, GatewayTokens tokens)
{
    public GatewayAccount Account { get; } = account;

    public bool IsLive => Account.Mode == GatewayMode.Live;

    /// <summary>Where the provider is reached; ends with a slash.</summary>
    public Uri Base => Account.Mode == GatewayMode.Live
        ? info.Live ?? throw new InvalidOperationException($"{info.Name} is not called.")
        : options.Sandbox.GetValueOrDefault(info.Key) ?? info.Sandbox ?? throw new InvalidOperationException($"{info.Name} is not called.");

    public string Setting(string name) => Account.Settings.GetValueOrDefault(name) ?? "";

    /// <summary>Empty where none is set.</summary>
    public string Secret(string name) => secrets.GetValueOrDefault(name) ?? "";

    /// <summary>As the provider reaches this server; null while nobody has said it.</summary>
    public string? Site { get; init; } = options.PublicUrl?.ToString().TrimEnd('/');

    /// <summary>Where messages of a role come in.</summary>
    /// <exception cref="GatewaySilentException">Nobody has said how this server is reached.</exception>
    public string CallbackUrl(string role, Guid? attemptId = null)
    {
        var site = Site ?? throw new GatewaySilentException("Set Gateways:PublicUrl, so that the provider can be told where to send its messages.") { WasNeverSent = true };
        var url = info.Callbacks.Single(c => c.Role == role).UrlOf(site, Account);
        return attemptId is { } id ? string.Create(CultureInfo.InvariantCulture, $"{url}/{id:N}") : url;
    }

    /// <summary>Calls the provider; the exchange stands in the gateway log.</summary>
    /// <param name="what">In a word or two, for the log: <c>stk push</c>.</param>
    /// <param name="path">Under <see cref="Base"/>, without a slash in front.</param>
    /// <param name="patience">Null takes 20 seconds.</param>
    /// <param name="hide">Takes secrets out of what is kept of question and answer.</param>
    /// <exception cref="GatewaySilentException">No answer.</exception>
    public Task<GatewayAnswer> SendAsync(string what, HttpMethod method, string path, HttpContent? content, IReadOnlyDictionary<string, string>? headers = null, Guid? attemptId = null, TimeSpan? patience = null, Func<string, string>? hide = null, CancellationToken cancellationToken = default) =>
        http.SendAsync(Account, new GatewayCall(what, method, new Uri(Base, path), content, headers ?? new Dictionary<string, string>(StringComparer.Ordinal), attemptId, patience ?? TimeSpan.FromSeconds(20)) { Hide = hide ?? (text => text) }, cancellationToken);

    /// <summary>The access token of the account, which is kept until shortly before its end; one that asks for it at a time.</summary>
    /// <param name="grant">Asks the provider for a new one: the token and how long it is good.</param>
    /// <exception cref="GatewaySilentException">No answer.</exception>
    public Task<string> TokenAsync(Func<CancellationToken, Task<(string Token, TimeSpan Life)>> grant, CancellationToken cancellationToken) => tokens.GetAsync(Account, grant, cancellationToken);

    /// <summary>The provider does not know the token any more.</summary>
    public Task ForgetTokenAsync(CancellationToken cancellationToken) => tokens.ForgetAsync(Account, cancellationToken);
}

/// <summary>Opens connections to accounts.</summary>
public sealed class GatewayConnections(GatewayCatalog gateways, GatewaySecrets secrets, IOptions<GatewayOptions> options, GatewayHttp http, GatewayTokens tokens)
{
    /// <param name="site">How the request at hand reached this server; what is configured goes before it.</param>
    public GatewayConnection Open(GatewayAccount account, string? site = null)
    {
        ArgumentNullException.ThrowIfNull(account);
        var info = gateways.Find(account.Gateway)?.Info ?? throw new InvalidOperationException($"There is no gateway {account.Gateway}.");
        return new GatewayConnection(account, info, secrets.KnownOf(account), options.Value, http, tokens) { Site = options.Value.PublicUrl?.ToString().TrimEnd('/') ?? site };
    }
}
