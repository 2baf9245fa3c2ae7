namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>Masks attribute words whose value is a secret before they reach a log, a page or an exception.</summary>
public static class SecretWords
{
    private const string Masked = "***";

    private static readonly string[] Endings =
        ["password", "secret", "passphrase", "pre-shared-key", "preshared-key", "private-key", "response"];

    public static bool IsSecret(string attributeName) =>
        Endings.Any(ending => attributeName.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    public static string Mask(string word)
    {
        var (split, secret) = Parse(word);
        return split < 0 || split == word.Length - 1 || !secret ? word : string.Concat(word.AsSpan(0, split + 1), Masked);
    }

    /// <summary>
    /// All words of one command. A value that holds one of its secrets is masked too, whatever its name: a voucher's user name is
    /// its password.
    /// </summary>
    public static IEnumerable<string> MaskAll(IReadOnlyList<string> words)
    {
        var secrets = SecretsIn(words);
        foreach (var word in words)
        {
            var (split, secret) = Parse(word);
            var holds = secret ? split < word.Length - 1 : secrets.Any(s => word.AsSpan(split + 1).Contains(s, StringComparison.Ordinal));
            yield return holds ? string.Concat(word.AsSpan(0, split + 1), Masked) : word;
        }
    }

    /// <summary>The secret values among the words of a command.</summary>
    public static IReadOnlyList<string> SecretsIn(IReadOnlyList<string> words)
    {
        List<string>? found = null;
        foreach (var word in words)
        {
            var (split, secret) = Parse(word);
            if (secret && split < word.Length - 1) (found ??= []).Add(word[(split + 1)..]);
        }
        return found ?? (IReadOnlyList<string>)[];
    }

    /// <summary>A text of the router without the secrets it may echo: each blank-separated word that holds one is masked.</summary>
    public static string Scrub(string text, IReadOnlyList<string> secrets)
    {
        if (!secrets.Any(s => text.Contains(s, StringComparison.Ordinal))) return text;
        foreach (var secret in secrets.Where(s => s.Contains(' ', StringComparison.Ordinal)))
            text = text.Replace(secret, Masked, StringComparison.Ordinal);
        return string.Join(' ', text.Split(' ').Select(w => secrets.Any(s => w.Contains(s, StringComparison.Ordinal)) ? Masked : w));
    }

    /// <summary>Where name and value part, -1 when the word has no value, and whether the name is that of a secret.</summary>
    private static (int Split, bool Secret) Parse(string word)
    {
        if (word.Length < 2 || (word[0] != '=' && word[0] != '?')) return (-1, false);
        var nameStart = word[0] == '?' && word[1] is '=' or '<' or '>' ? 2 : 1;
        var split = word.IndexOf('=', nameStart);
        return split < 0 ? (-1, false) : (split, IsSecret(word[nameStart..split]));
    }
}
