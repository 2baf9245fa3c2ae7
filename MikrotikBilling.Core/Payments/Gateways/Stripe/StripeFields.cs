namespace MikrotikBilling.Core.Payments.Gateways.Stripe;

/// <summary>What an account with Stripe needs, and where Stripe sends its messages to.</summary>
internal static class StripeFields
{
    public const string SecretKey = "secret_key";
    public const string WebhookSecret = "webhook_secret";
    public const string NextWebhookSecret = "next_webhook_secret";

    /// <summary>The only way in.</summary>
    public const string Role = "webhook";

    private const string Signs = "whsec_";

    public static IReadOnlyList<GatewayCallback> Callbacks { get; } = [new("Webhook", "/api/payments/stripe/webhook/{token}", Role)];

    public static IReadOnlyList<GatewayField> All { get; } =
    [
        new(SecretKey, "Secret key")
        {
            IsSecret = true,
            Longest = 255,
            Check = WrongKey,
            Help = "In Stripe's dashboard under Developers, API keys. For real money it begins with sk_live_, for tests with sk_test_; a restricted key (rk_) does too.",
        },
        new(WebhookSecret, "Signing secret of the webhook")
        {
            IsSecret = true,
            IsRequired = false,
            Check = WrongSigningSecret,
            Help = "In Stripe's dashboard under Developers, Webhooks: add an endpoint with the webhook address of this account, then reveal its signing secret. It begins with whsec_. Until it is entered no webhook is taken.",
        },
        new(NextWebhookSecret, "Next signing secret")
        {
            IsSecret = true,
            IsRequired = false,
            Check = WrongSigningSecret,
            Help = "While you roll the secret in Stripe's dashboard both are taken.",
        },
    ];

    /// <summary>What is wrong with a key for this mode; null where nothing is.</summary>
    public static string? WrongKey(string key, GatewayMode mode)
    {
        var (wanted, other) = mode == GatewayMode.Live ? ("live", "test") : ("test", "live");
        if (Is(key, wanted)) return null;
        return Is(key, other) ? $"This is a {other} key, and the account is set to {(mode == GatewayMode.Live ? "real money" : "the sandbox")}." : $"It begins with sk_{wanted}_ or rk_{wanted}_.";
    }

    private static string? WrongSigningSecret(string secret, GatewayMode mode) => secret.StartsWith(Signs, StringComparison.Ordinal) ? null : $"It begins with {Signs}.";

    private static bool Is(string key, string system) => key.StartsWith($"sk_{system}_", StringComparison.Ordinal) || key.StartsWith($"rk_{system}_", StringComparison.Ordinal);
}
