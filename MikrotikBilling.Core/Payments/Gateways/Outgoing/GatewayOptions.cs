namespace MikrotikBilling.Core.Payments.Gateways.Outgoing;

/// <summary>How providers and this server reach each other; section <c>Gateways</c>.</summary>
public sealed class GatewayOptions
{
    public const string Section = "Gateways";

    /// <summary>As providers reach this server, <c>https://billing.example</c>; null takes the address that a person's browser used.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>Test systems that stand in for a provider's own, by the provider's key; end with a slash. Live accounts always go to the provider.</summary>
    public Dictionary<string, Uri> Sandbox { get; } = new(StringComparer.Ordinal);
}
