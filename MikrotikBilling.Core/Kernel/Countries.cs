using System.Collections.Concurrent;
using System.Globalization;
using System.Resources;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Kernel;

/// <summary>The countries of ISO 3166-1 that the platform knows. Their names in other languages than English are those of the Unicode CLDR, in <c>CountryNames.*.resx</c>.</summary>
public static class Countries
{
    private static readonly ResourceManager Names = new("MikrotikBilling.Core.Kernel.CountryNames", typeof(Countries).Assembly);
    private static readonly ConcurrentDictionary<Language, IReadOnlyList<(string Code, string Name)>> Read = new();

    internal static IReadOnlyList<RegionInfo> Regions { get; } =
    [
        .. CultureInfo.GetCultures(CultureTypes.SpecificCultures).Select(c => new RegionInfo(c.Name))
            .Where(r => r.TwoLetterISORegionName is { Length: 2 } code && code.All(char.IsAsciiLetterUpper))
            .DistinctBy(r => r.TwoLetterISORegionName, StringComparer.Ordinal),
    ];

    /// <summary>Code and name, by name, in the language of whoever looks.</summary>
    public static IReadOnlyList<(string Code, string Name)> All => In(Language.Current);

    /// <summary>The name in the language of whoever looks; an unknown code names itself.</summary>
    public static string NameOf(string code) => NameOf(code, Language.Current);

    public static string NameOf(string code, Language language) => In(language).FirstOrDefault(c => c.Code == code).Name ?? code;

    public static bool IsKnown(string? code) => In(Language.English).Any(c => c.Code == code);

    private static IReadOnlyList<(string Code, string Name)> In(Language language) => Read.GetOrAdd(language, static asked =>
    {
        var names = asked == Language.English ? null : Names.GetResourceSet(asked.Culture, createIfNotExists: true, tryParents: false);
        return [.. Regions.Select(r => (Code: r.TwoLetterISORegionName, Name: names?.GetString(r.TwoLetterISORegionName) ?? r.EnglishName)).OrderBy(c => c.Name, StringComparer.Create(asked.Culture, ignoreCase: false))];
    });
}
