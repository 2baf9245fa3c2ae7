namespace MikrotikBilling.Core.Payments.Gateways.Mpesa;

/// <summary>What an account with M-Pesa needs, and where M-Pesa sends its messages to.</summary>
internal static class MpesaFields
{
    public const string ConsumerKey = "consumer_key";
    public const string ConsumerSecret = "consumer_secret";
    public const string Kind = "kind";
    public const string ShortCode = "short_code";
    public const string StoreNumber = "store_number";
    public const string PassKey = "pass_key";
    public const string Initiator = "initiator";
    public const string InitiatorPassword = "initiator_password";
    public const string Certificate = "certificate";
    public const string AddressRule = "address_rule";
    public const string Addresses = "addresses";
    public const string AskAbove = "ask_above";
    public const string UnknownAccounts = "unknown_accounts";
    public const string WhenDown = "when_down";
    public const string PullNumber = "pull_number";

    /// <summary>Values to choose from.</summary>
    public const string Till = "till";
    public const string Refuse = "refuse";
    public const string Off = "off";
    public const string Reject = "reject";
    public const string Cancel = "cancel";

    /// <summary>No word stands in an address that M-Pesa filters out; the token is hexadecimal for the same reason.</summary>
    public static IReadOnlyList<GatewayCallback> Callbacks { get; } =
    [
        new("Answers to payment requests", "/cb/s/{token}", MpesaRoles.Push) { IsPerRequest = true },
        new("Validation", "/cb/v/{token}", MpesaRoles.Validation),
        new("Confirmation", "/cb/c/{token}", MpesaRoles.Confirmation),
        new("Results", "/cb/r/{token}", MpesaRoles.Result) { IsPerRequest = true },
        new("Timeouts", "/cb/t/{token}", MpesaRoles.Timeout) { IsPerRequest = true },
    ];

    public static IReadOnlyList<GatewayField> All { get; } =
    [
        new(Kind, "Kind") { IsRequired = false, Choices = [new("paybill", "Paybill"), new(Till, "Till (Buy Goods)")] },
        new(ShortCode, "Paybill or till number") { Shortest = 5, Longest = 7, Help = "What customers type into their phone." },
        new(StoreNumber, "Store number") { IsRequired = false, Shortest = 5, Longest = 7, Help = "Of a till: its store or head office number." },
        new(ConsumerKey, "Consumer key") { Help = "Of the app on developer.safaricom.co.ke." },
        new(ConsumerSecret, "Consumer secret") { IsSecret = true },
        new(PassKey, "Pass key") { IsSecret = true, Help = "Safaricom sends it by email when the short code goes live." },
        new(AddressRule, "Messages from other addresses")
        {
            IsRequired = false,
            Choices = [new("ask", "Ask M-Pesa before they count"), new(Refuse, "Refuse them"), new(Off, "Take them")],
            Help = "M-Pesa signs nothing: the secret address and the sender's own address are what shows that a message is real.",
        },
        new(Addresses, "M-Pesa's addresses") { IsRequired = false, Longest = 600, Help = $"Empty takes those known: {string.Join(", ", MpesaTrust.Known)}" },
        new(AskAbove, "Ask M-Pesa above") { IsRequired = false, Longest = 9, Help = "Shillings. Larger payments are asked for before they count, wherever the message comes from." },
        new(UnknownAccounts, "Payments to unknown accounts")
        {
            IsRequired = false,
            Choices = [new("take", "Take them, into suspense"), new(Reject, "Reject them at the phone")],
            Help = "Rejecting works only where Safaricom has switched validation on.",
        },
        new(WhenDown, "While this server cannot be reached")
        {
            IsRequired = false,
            Choices = [new("complete", "Payments go through"), new(Cancel, "Payments are cancelled")],
            Help = "Told to M-Pesa when the addresses are registered.",
        },
        new(PullNumber, "Number for the list of payments") { IsRequired = false, Longest = 12, Help = "The nominated phone (2547…) of Pull Transactions, where Safaricom has switched it on." },
        new(Initiator, "Initiator") { IsRequired = false, Longest = 60, Help = "Operator with the roles for transaction status and reversal; needed for these only." },
        new(InitiatorPassword, "Initiator's password") { IsRequired = false, IsSecret = true },
        new(Certificate, "Safaricom's certificate") { IsRequired = false, IsSecret = true, Longest = 4000, Help = "Of the sandbox or of production, as PEM; line ends may get lost." },
    ];
}

/// <summary>Ways by which M-Pesa sends messages.</summary>
internal static class MpesaRoles
{
    public const string Push = "stk";
    public const string Validation = "validation";
    public const string Confirmation = "confirmation";
    public const string Result = "result";
    public const string Timeout = "timeout";
}
