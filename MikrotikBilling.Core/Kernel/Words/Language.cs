using System.Globalization;

namespace MikrotikBilling.Core.Kernel.Words;

/// <summary>
/// A language that the staff's pages are said in. It flows with the request (<see cref="Use"/>), as <see cref="DisplayFormat"/> does: files, logs, the
/// history and the programming interface stay English.
/// </summary>
/// <param name="Code">BCP 47, as in <c>lang</c> of a page.</param>
/// <param name="Name">As its own speakers write it.</param>
public sealed record Language(string Code, string Name)
{
    public const int MaxCode = 8;

    private static readonly AsyncLocal<Language?> Present = new();

    public static Language English { get; } = new("en", "English");

    public static IReadOnlyList<Language> All { get; } = [English, new("sw", "Kiswahili"), new("bn", "বাংলা"), new("es", "Español")];

    public static Language Current => Present.Value ?? English;

    public CultureInfo Culture { get; } = CultureInfo.GetCultureInfo(Code);

    /// <summary>Null where none has this code.</summary>
    public static Language? Find(string? code) => All.FirstOrDefault(l => string.Equals(l.Code, code, StringComparison.OrdinalIgnoreCase));

    /// <summary>The first that a browser asks for and that there is, by weight.</summary>
    /// <param name="accepted"><c>Accept-Language</c>, RFC 9110 12.5.4.</param>
    public static Language? Asked(string? accepted)
    {
        if (string.IsNullOrWhiteSpace(accepted)) return null;
        return accepted.Split(',', 20).Select(Weighed).Where(a => a.Weight > 0).OrderByDescending(a => a.Weight).Select(a => Find(a.Code)).FirstOrDefault(l => l is not null);
    }

    /// <summary>For the rest of this request or job.</summary>
    public static void Use(Language language) => Present.Value = language;

    private static (string Code, double Weight) Weighed(string range)
    {
        var parts = range.Split(';', 2, StringSplitOptions.TrimEntries);
        var code = parts[0].Split('-')[0];
        if (parts.Length == 1) return (code, 1);
        return (code, parts[1].StartsWith("q=", StringComparison.Ordinal) && double.TryParse(parts[1].AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight) ? weight : 0);
    }
}
