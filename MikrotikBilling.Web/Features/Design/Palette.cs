using System.Collections.ObjectModel;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MikrotikBilling.Web.Features.Design;

/// <summary>A colour of the OKLCH space, as the style sheet writes it.</summary>
public readonly record struct Oklch(double Lightness, double Chroma, double Hue)
{
    /// <summary>Relative luminance of WCAG 2, of the colour as sRGB shows it.</summary>
    public double Luminance
    {
        get
        {
            var angle = Hue * Math.PI / 180;
            var (a, b) = (Chroma * Math.Cos(angle), Chroma * Math.Sin(angle));
            var l = Math.Pow(Lightness + (0.3963377774 * a) + (0.2158037573 * b), 3);
            var m = Math.Pow(Lightness - (0.1055613458 * a) - (0.0638541728 * b), 3);
            var s = Math.Pow(Lightness - (0.0894841775 * a) - (1.2914855480 * b), 3);
            var red = (4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s);
            var green = (-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s);
            var blue = (-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s);
            return (0.2126 * Math.Clamp(red, 0, 1)) + (0.7152 * Math.Clamp(green, 0, 1)) + (0.0722 * Math.Clamp(blue, 0, 1));
        }
    }

    public static double Contrast(Oklch one, Oklch other)
    {
        var (light, dark) = (Math.Max(one.Luminance, other.Luminance), Math.Min(one.Luminance, other.Luminance));
        return (light + 0.05) / (dark + 0.05);
    }
}

/// <summary>One colour token in both themes.</summary>
public sealed record ColourToken(string Name, Oklch Light, Oklch Dark);

/// <summary>Two tokens that stand on each other, and what WCAG 2 AA asks of them: 4.5 for text, 3 for marks, rings and borders of controls.</summary>
public sealed record ColourPair(ColourToken Front, ColourToken Ground, double Asked)
{
    public double Light => Oklch.Contrast(Front.Light, Ground.Light);
    public double Dark => Oklch.Contrast(Front.Dark, Ground.Dark);
    public bool Holds => Light >= Asked && Dark >= Asked;
}

/// <summary>The colours of tokens.css, read from its source, and every pair the style sheets use.</summary>
public sealed partial class Palette
{
    private const double ForText = 4.5;
    private const double ForMarks = 3;

    private static readonly string[] Grounds = ["canvas", "surface", "raised", "sunken", "hover"];
    private static readonly string[] Soft = ["neutral-soft", "accent-soft", "good-soft", "warn-soft", "bad-soft", "info-soft"];
    private static readonly string[] Nav = ["nav", "nav-hover", "nav-active"];

    private static readonly (string[] Fronts, string[] Grounds, double Asked)[] Uses =
    [
        (["text", "muted"], [.. Grounds, .. Soft], ForText),
        (["faint"], Grounds, ForText),
        (["accent-text"], [.. Grounds, "accent-soft"], ForText),
        (["good"], [.. Grounds, "good-soft"], ForText),
        (["warn"], [.. Grounds, "warn-soft"], ForText),
        (["bad"], [.. Grounds, "bad-soft"], ForText),
        (["info"], [.. Grounds, "info-soft"], ForText),
        (["on-accent"], ["accent", "accent-hover", "bad-fill", "bad-fill-hover"], ForText),
        (["nav-text", "nav-muted", "nav-on"], Nav, ForText),
        (["control-line", "focus"], ["canvas", "surface", "raised", "sunken"], ForMarks),
        (["good-mark", "warn-mark", "bad-mark", "info-mark", "neutral-mark"], ["canvas", "surface", "raised", "sunken"], ForMarks),
        (["accent", "good-mark", "warn-mark", "bad-mark"], ["neutral-soft"], ForMarks),
        (["nav-mark"], Nav, ForMarks),
    ];

    private readonly Dictionary<string, ColourToken> _tokens;

    private Palette(IEnumerable<ColourToken> tokens) => _tokens = tokens.ToDictionary(token => token.Name, StringComparer.Ordinal);

    public ReadOnlyDictionary<string, ColourToken> Tokens => new(_tokens);

    public IEnumerable<ColourPair> Pairs =>
        from use in Uses
        from front in use.Fronts
        from ground in use.Grounds
        where _tokens.Count > 0
        select new ColourPair(_tokens[front], _tokens[ground], use.Asked);

    /// <summary>Colours with transparency (shadows, shades) are left out: what they stand on decides.</summary>
    public static Palette Read(string css) => new(
        from match in Token().Matches(css)
        let light = Colour(match.Groups["light"].Value)
        select new ColourToken(match.Groups["name"].Value, light, match.Groups["dark"].Success ? Colour(match.Groups["dark"].Value) : light));

    private static Oklch Colour(string numbers)
    {
        var parts = numbers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return new Oklch(parts[0], parts[1], parts[2]);
    }

    [GeneratedRegex(@"^\s*--(?<name>[a-z-]+):\s*(light-dark\(oklch\((?<light>[\d. ]+)\),\s*oklch\((?<dark>[\d. ]+)\)\)|oklch\((?<light>[\d. ]+)\));",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Token();
}
