namespace MikrotikBilling.Core.Routers.RouterOs.Wire;

/// <summary>What a peer may ask us to buffer. A sentence above a limit ends the connection with <see cref="WireFormatException"/>.</summary>
/// <param name="MaxWordBytes">Longest word accepted.</param>
/// <param name="MaxSentenceBytes">Longest sum of words in one sentence.</param>
/// <param name="MaxWords">Most words in one sentence.</param>
public sealed record WireLimits(int MaxWordBytes, int MaxSentenceBytes, int MaxWords)
{
    public static WireLimits Default { get; } = new(16 << 20, 32 << 20, 4096);

    /// <summary>What a router grants before login.</summary>
    public static WireLimits BeforeLogin { get; } = new(1024, 4096, 16);
}
