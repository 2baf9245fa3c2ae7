namespace MikrotikBilling.Core.Payments.Gateways.Bkash;

/// <summary>What an account with bKash needs, and where bKash sends its messages to.</summary>
internal static class BkashFields
{
    public const string UserName = "username";
    public const string Password = "password";
    public const string AppKey = "app_key";
    public const string AppSecret = "app_secret";
    public const string Topic = "topic_arn";
    public const string Wallet = "wallet";

    /// <summary>The only way in.</summary>
    public const string Role = "webhook";

    /// <summary>Messages come from Amazon's notification service, which calls JSON text.</summary>
    public static IReadOnlyList<GatewayCallback> Callbacks { get; } = [new("Webhook (IPN)", "/api/payments/bkash/webhook/{token}", Role) { ContentType = "text/plain" }];

    public static IReadOnlyList<GatewayField> All { get; } =
    [
        new(UserName, "User name") { Help = "Of the tokenized checkout; bKash sends it with the other three when the merchant account goes live." },
        new(Password, "Password") { IsSecret = true },
        new(AppKey, "App key"),
        new(AppSecret, "App secret") { IsSecret = true },
        new(Topic, "Topic of the webhook") { IsRequired = false, Longest = 256, Check = (topic, _) => topic.StartsWith("arn:aws:sns:", StringComparison.Ordinal) ? null : "It begins with arn:aws:sns:.", Help = "Begins with arn:aws:sns: – bKash says it when it sets the webhook up. Until it is entered no webhook is taken." },
        new(Wallet, "Merchant wallet number") { IsRequired = false, Longest = 20, Check = (wallet, _) => wallet.All(char.IsAsciiDigit) ? null : "Digits only.", Help = "Where one topic tells of several wallets: only payments to this one are taken." },
    ];
}
