using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways.Signed;

/// <summary>
/// Anyone's callback, signed with a secret that both sides know: a local payment processor, a till, a script. The account's token is the key id that
/// stands in <c>X-Callback-Key</c>.
/// </summary>
public sealed class SignedGateway : IPaymentGateway
{
    public const string Key = "signed";
    public const string KeyHeader = "X-Callback-Key";
    public const string Path = "/api/payments/callback";
    public const string SignatureHeader = "X-Callback-Signature";

    /// <summary>Its only way in.</summary>
    public const string Role = "callback";

    /// <summary>Names of its secrets.</summary>
    public const string Secret = "secret";
    public const string NextSecret = "next_secret";

    public GatewayInfo Info { get; } = new(Key, "Signed callback", PaymentMethod.Callback,
    [
        new GatewayField(Secret, "Secret") { IsSecret = true, IsOurs = true, Shortest = 32, Help = "At least 32 random letters, the same on both sides." },
        new GatewayField(NextSecret, "Next secret") { IsSecret = true, IsOurs = true, IsRequired = false, Shortest = 32, Help = "While the secret is changed both are taken." },
    ])
    { Callbacks = [new("Callback address", Path, Role)] };

    public Result<GatewayMessage> Read(string role, ReadOnlyMemory<byte> body)
    {
        var read = SignedCallback.Read(body);
        if (!read.Ok) return read.Refusal;
        var callback = read.Value;
        // A currency that has fewer digits than the amount cannot have been paid.
        if (!Money.Fits(callback.Amount, callback.Currency)) return new Refusal("callback.shape", $"amount: {callback.Currency} has {Currency.Digits(callback.Currency)} decimal digits.");
        var fact = new MovementFact(callback.TransactionId, callback.Status, Money.FromDecimal(callback.Amount, callback.Currency)) { Account = callback.CustomerUserName, MethodText = callback.PaymentMethod };
        return new GatewayMessage(KeyOf(fact), new GatewayNews { Money = fact });
    }

    /// <summary>By what it says, so that another spelling of the same is the same message, and a contradiction is not.</summary>
    private static string KeyOf(MovementFact fact)
    {
        var said = string.Create(CultureInfo.InvariantCulture, $"{fact.State}|{fact.Amount.Minor}|{fact.Amount.Currency}|{fact.Account}");
        return $"{fact.TransactionId}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(said)))[..24]}";
    }
}
