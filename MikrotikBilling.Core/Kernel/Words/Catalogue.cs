using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Resources;

namespace MikrotikBilling.Core.Kernel.Words;

/// <summary>
/// The words of each language, from <c>Words.*.resx</c> beside this file: the English words are the name of an entry, so English has no file, and
/// what nobody has translated yet is said in English.
/// </summary>
public static class Catalogue
{
    // Names of resources are alike in capital and small letters; this stands before those that begin with a small one.
    private const char Small = '_';

    private static readonly ResourceManager Resources = new("MikrotikBilling.Core.Kernel.Words.Words", typeof(Catalogue).Assembly);
    private static readonly ConcurrentDictionary<string, FrozenDictionary<string, string>> Read = new(StringComparer.Ordinal);

    /// <summary>Null where there is no translation.</summary>
    public static string? Find(string key, Language language)
    {
        ArgumentNullException.ThrowIfNull(language);
        return language == Language.English ? null : Of(language).GetValueOrDefault(key);
    }

    /// <summary>All entries of a language.</summary>
    public static IReadOnlyDictionary<string, string> Of(Language language)
    {
        ArgumentNullException.ThrowIfNull(language);
        return Read.GetOrAdd(language.Code, static (_, asked) =>
        {
            var set = asked == Language.English ? null : Resources.GetResourceSet(asked.Culture, createIfNotExists: true, tryParents: false);
            return (set?.Cast<System.Collections.DictionaryEntry>() ?? []).ToFrozenDictionary(e => ((string)e.Key).TrimStart(Small), e => (string)e.Value!, StringComparer.Ordinal);
        }, language);
    }
}
