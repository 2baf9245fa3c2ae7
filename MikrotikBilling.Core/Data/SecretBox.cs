using Microsoft.AspNetCore.DataProtection;

namespace MikrotikBilling.Core.Data;

/// <summary>Encrypts what the database must not hold in the clear (router and service passwords). The key ring lies apart from the data.</summary>
public sealed class SecretBox(IDataProtectionProvider provider)
{
    private readonly IDataProtector _protector = provider.CreateProtector("MikrotikBilling.Secrets.v1");

    public string Protect(string secret) => _protector.Protect(secret);

    public byte[] Protect(byte[] secret) => _protector.Protect(secret);

    /// <summary>Throws <see cref="SecretLostException"/> when the key ring that made it is gone.</summary>
    public string Reveal(string stored) => Reveal(() => _protector.Unprotect(stored));

    /// <summary>Null where none is stored: nobody knows it here.</summary>
    public string? RevealOrNull(string stored) => stored.Length == 0 ? null : Reveal(stored);

    /// <summary>Throws <see cref="SecretLostException"/> when the key ring that made it is gone.</summary>
    public byte[] Reveal(byte[] stored) => Reveal(() => _protector.Unprotect(stored));

    private static T Reveal<T>(Func<T> unprotect)
    {
        try
        {
            return unprotect();
        }
        catch (System.Security.Cryptography.CryptographicException e)
        {
            throw new SecretLostException(e);
        }
    }
}

/// <summary>The key ring that encrypted a stored secret is missing; the secret must be entered again.</summary>
public sealed class SecretLostException(Exception inner)
    : Exception("A stored password cannot be read: the key ring it was encrypted with is missing. Enter the password again.", inner);
