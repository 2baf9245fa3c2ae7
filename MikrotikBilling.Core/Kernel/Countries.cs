using System.Globalization;

namespace MikrotikBilling.Core.Kernel;

/// <summary>The countries of ISO 3166-1 that the platform knows.</summary>
public static class Countries
{
    internal static IReadOnlyList<RegionInfo> Regions { get; } =
    [
        .. CultureInfo.GetCultures(CultureTypes.SpecificCultures).Select(c => new RegionInfo(c.Name))
            .Where(r => r.TwoLetterISORegionName is { Length: 2 } code && code.All(char.IsAsciiLetterUpper))
            .DistinctBy(r => r.TwoLetterISORegionName, StringComparer.Ordinal),
    ];

    /// <summary>Code and English name, by name.</summary>
    public static IReadOnlyList<(string Code, string Name)> All { get; } =
        [.. Regions.Select(r => (r.TwoLetterISORegionName, r.EnglishName)).OrderBy(c => c.EnglishName, StringComparer.Ordinal)];

    /// <summary>The English name; an unknown code names itself.</summary>
    public static string NameOf(string code) => All.FirstOrDefault(c => c.Code == code).Name ?? code;

    public static bool IsKnown(string? code) => All.Any(c => c.Code == code);
}
