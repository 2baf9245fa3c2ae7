namespace MikrotikBilling.Core.Payments.Gateways.PayPal;

/// <summary>What an account with PayPal needs, and where PayPal sends its messages to.</summary>
internal static class PayPalFields
{
    public const string ClientId = "client_id";
    public const string ClientSecret = "client_secret";
    public const string WebhookId = "webhook_id";

    /// <summary>The only way in.</summary>
    public const string Role = "webhook";

    public static IReadOnlyList<GatewayCallback> Callbacks { get; } = [new("Webhook", "/api/payments/paypal/webhook/{token}", Role)];

    public static IReadOnlyList<GatewayField> All { get; } =
    [
        new(ClientId, "Client ID") { Help = "Of the REST app at developer.paypal.com, Apps & Credentials; one of the sandbox for tests, another for real money." },
        new(ClientSecret, "Secret key") { IsSecret = true, Help = "Stands beside the client ID." },
        new(WebhookId, "Webhook ID") { IsRequired = false, Longest = 50, Help = "Save first, add a webhook with the address below to the app, then enter the ID that it got. Until then no webhook is taken." },
    ];
}
