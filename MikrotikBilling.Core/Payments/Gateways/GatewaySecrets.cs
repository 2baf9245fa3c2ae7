using System.Text.Json;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>Seals and opens what of an account's settings must not be shown.</summary>
public sealed class GatewaySecrets(SecretBox box)
{
    public IReadOnlyDictionary<string, string> Of(GatewayAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account.ProtectedSecrets is { } text ? JsonSerializer.Deserialize<Dictionary<string, string>>(box.Reveal(text))! : new Dictionary<string, string>(StringComparer.Ordinal);
    }

    /// <summary>The same, and none where the key ring that sealed them is gone: they are entered anew.</summary>
    public IReadOnlyDictionary<string, string> KnownOf(GatewayAccount account)
    {
        try
        {
            return Of(account);
        }
        catch (SecretLostException)
        {
            return new Dictionary<string, string>(StringComparer.Ordinal);
        }
    }

    public string Seal(IReadOnlyDictionary<string, string> secrets) => box.Protect(JsonSerializer.Serialize(secrets));
}
