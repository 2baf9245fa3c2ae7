using System.Net.Mail;

namespace MikrotikBilling.Core.Payments.Gateways.SslCommerz;

/// <summary>What an account with SSLCommerz needs, and where SSLCommerz sends its messages to.</summary>
internal static class SslCommerzFields
{
    public const string StoreId = "store_id";
    public const string Password = "store_passwd";
    public const string Email = "email";
    public const string Phone = "phone";
    public const string City = "city";
    public const string Postcode = "postcode";

    /// <summary>The only way in; its address is told with each payment.</summary>
    public const string Role = "ipn";

    public static IReadOnlyList<GatewayCallback> Callbacks { get; } = [new("IPN", "/api/payments/sslcommerz/ipn/{token}", Role) { ContentType = "application/x-www-form-urlencoded" }];

    public static IReadOnlyList<GatewayField> All { get; } =
    [
        new(StoreId, "Store id") { Longest = 30, Help = "SSLCommerz sends it by email; one of the sandbox for tests, another for real money." },
        new(Password, "Store password") { IsSecret = true, Longest = 60, Help = "Of the store, not the one for signing in to the merchant panel." },
        new(Email, "Email for customers without one") { Longest = 50, Check = (email, _) => MailAddress.TryCreate(email, out var read) && read.Address == email ? null : "This is no email address.", Help = "SSLCommerz wants an email, a phone and a town of each payer." },
        new(Phone, "Phone for customers without one") { Longest = 20, Check = (phone, _) => phone.Count(char.IsAsciiDigit) >= 6 && phone.All(c => char.IsAsciiDigit(c) || "+ -()".Contains(c, StringComparison.Ordinal)) ? null : "This is no phone number." },
        new(City, "Town") { Longest = 50 },
        new(Postcode, "Postcode") { Longest = 30 },
    ];
}
