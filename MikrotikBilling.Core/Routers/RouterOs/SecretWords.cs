namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>Masks attribute words whose value is a secret before they reach a log, a page or an exception.</summary>
public static class SecretWords
{
    private static readonly string[] Names =
        ["password", "response", "secret", "old-password", "new-password", "confirm-new-password", "totp-secret", "otp-secret",
         "authentication-password", "encryption-password", "radius-password", "wpa-pre-shared-key", "wpa2-pre-shared-key", "passphrase"];

    public static bool IsSecret(string attributeName) => Names.Contains(attributeName, StringComparer.OrdinalIgnoreCase);

    public static string Mask(string word)
    {
        if (word.Length < 2 || (word[0] != '=' && word[0] != '?')) return word;
        var nameStart = word[0] == '?' && word[1] is '=' or '<' or '>' ? 2 : 1;
        var split = word.IndexOf('=', nameStart);
        if (split < 0 || split == word.Length - 1) return word;
        return IsSecret(word[nameStart..split]) ? string.Concat(word.AsSpan(0, split + 1), "***") : word;
    }
}
