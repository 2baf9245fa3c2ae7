using System.Globalization;
using System.Text.RegularExpressions;

namespace MikrotikBilling.Core.Payments.Gateways.Reconciling;

/// <summary>Amounts and times as providers write them. What one cell leaves open, all cells of its column decide.</summary>
internal static partial class StatementCells
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>As PayPal names them; IANA names are understood as they are.</summary>
    private static readonly Dictionary<string, TimeSpan> Zones = new(StringComparer.OrdinalIgnoreCase)
    {
        ["PST"] = TimeSpan.FromHours(-8),
        ["PDT"] = TimeSpan.FromHours(-7),
        ["MST"] = TimeSpan.FromHours(-7),
        ["MDT"] = TimeSpan.FromHours(-6),
        ["CST"] = TimeSpan.FromHours(-6),
        ["CDT"] = TimeSpan.FromHours(-5),
        ["EST"] = TimeSpan.FromHours(-5),
        ["EDT"] = TimeSpan.FromHours(-4),
        ["GMT"] = TimeSpan.Zero,
        ["UTC"] = TimeSpan.Zero,
        ["Z"] = TimeSpan.Zero,
        ["BST"] = TimeSpan.FromHours(1),
        ["CET"] = TimeSpan.FromHours(1),
        ["CEST"] = TimeSpan.FromHours(2),
        ["EAT"] = TimeSpan.FromHours(3),
        ["IST"] = TimeSpan.FromHours(5.5),
    };

    /// <summary>The sign that stands before the cents: known from the first amount that leaves no doubt.</summary>
    public static char PointOf(IEnumerable<string> amounts, string delimiter)
    {
        foreach (var text in amounts)
        {
            var (comma, point) = (text.LastIndexOf(','), text.LastIndexOf('.'));
            if (comma >= 0 && point >= 0) return comma > point ? ',' : '.';
            var (last, sign) = comma >= 0 ? (comma, ',') : (point, '.');
            if (last < 0) continue;
            // Twice the same sign stands between thousands, and so does one with three digits behind it, most likely.
            if (text.IndexOf(sign, StringComparison.Ordinal) != last) return sign == ',' ? '.' : ',';
            if (text[(last + 1)..].Count(char.IsAsciiDigit) != 3) return sign;
        }
        return delimiter == ";" ? ',' : '.';
    }

    /// <summary><c>KES 1,500.00</c>, <c>(1.500,00)</c>, <c>-35</c>; null for what is no amount.</summary>
    public static decimal? Amount(string text, char point)
    {
        var isNegative = text.Contains('-', StringComparison.Ordinal) || text.Contains('\u2212', StringComparison.Ordinal) || (text.StartsWith('(') && text.EndsWith(')'));
        var plain = text.Replace("\u2212", "-", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).Trim('(', ')', '+', ' ', '\u00a0');
        plain = Currencies().Replace(plain, "").Trim();
        if (!AmountShape().IsMatch(plain)) return null;
        var between = point == '.' ? "," : ".";
        var digits = string.Concat(plain.Replace(between, "", StringComparison.Ordinal).Where(c => char.IsAsciiDigit(c) || c == point)).Replace(point, '.');
        if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) || amount > 9_999_999_999_999m) return null;
        return isNegative ? -amount : amount;
    }

    /// <summary>Which of two numbers is the day: told by the first date with a number that no month has.</summary>
    public static DateOrder OrderOf(IEnumerable<string> times, DateOrder usual)
    {
        foreach (var text in times)
        {
            if (DateShape().Match(text) is not { Success: true } match || match.Groups["a"].Length > 2) continue;
            if (Number(match, "a") > 12) return DateOrder.DayFirst;
            if (int.TryParse(match.Groups["b"].Value, CultureInfo.InvariantCulture, out var second) && second > 12) return DateOrder.MonthFirst;
        }
        return usual == DateOrder.Guess ? DateOrder.DayFirst : usual;
    }

    /// <param name="clock">The time of day where a column of its own has it.</param>
    /// <param name="zone">As a column of its own names it.</param>
    public static DateTimeOffset? Time(string text, string clock, string zone, DateOrder order, TimeZoneInfo usual)
    {
        if (DateShape().Match(clock.Length > 0 ? $"{text} {clock}" : text) is not { Success: true } match) return null;
        var (a, b, c) = (Number(match, "a"), MonthOrNumber(match.Groups["b"].Value), Number(match, "c"));
        var isNamed = !char.IsAsciiDigit(match.Groups["b"].Value[0]);
        var (year, month, day) = match.Groups["a"].Length == 4 ? (a, b, c) : isNamed || order != DateOrder.MonthFirst ? (c, b, a) : (c, a, b);
        if (match.Groups["c"].Length == 2 && match.Groups["a"].Length != 4) year += 2000;
        var (hour, half) = (Number(match, "h"), match.Groups["half"].Value.ToUpperInvariant());
        if (half.Length > 0 && hour is < 1 or > 12) return null;
        if (half.Length > 0) hour = (hour % 12) + (half[0] == 'P' ? 12 : 0);
        if (year is < 2000 or > 2100 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || Number(match, "m") > 59 || Number(match, "s") > 59) return null;
        var local = new DateTime(year, month, day, hour, Number(match, "m"), Number(match, "s"), DateTimeKind.Unspecified);
        return OffsetOf(match.Groups["zone"].Value is { Length: > 0 } written ? written : zone, local, usual) is { } offset ? new DateTimeOffset(local, offset).ToUniversalTime() : null;
    }

    private static TimeSpan? OffsetOf(string zone, DateTime local, TimeZoneInfo usual)
    {
        if (zone.Length == 0) return usual.GetUtcOffset(local);
        if (Zones.TryGetValue(zone, out var known)) return known;
        if (zone[0] is '+' or '-')
        {
            var digits = string.Concat(zone.Where(char.IsAsciiDigit)).PadRight(4, '0');
            var offset = new TimeSpan(int.Parse(digits[..2], CultureInfo.InvariantCulture), int.Parse(digits[2..4], CultureInfo.InvariantCulture), 0);
            return offset > TimeSpan.FromHours(14) ? null : zone[0] == '-' ? -offset : offset;
        }
        return TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found.GetUtcOffset(local) : null;
    }

    private static int MonthOrNumber(string text) => char.IsAsciiDigit(text[0]) ? int.Parse(text, CultureInfo.InvariantCulture) : Array.IndexOf(Months, text[..3].ToLowerInvariant()) + 1;

    private static int Number(Match match, string group) => match.Groups[group].Length == 0 ? 0 : int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[A-Za-z]{3}\s*|\s*[A-Za-z]{3}$|^(Ksh|Tk|Rs)\.?\s*|^[\p{Sc}]\s*|\s*[\p{Sc}]$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Currencies();

    [GeneratedRegex(@"^[0-9][0-9.,'’ \u00a0\u202f]*$", RegexOptions.None, 1000)]
    private static partial Regex AmountShape();

    [GeneratedRegex(@"^\s*(?<a>[0-9]{1,4})[-/. ](?<b>[0-9]{1,2}|[A-Za-z]{3,9})[-/. ,]+(?<c>[0-9]{1,4})(?:[T ,]+(?<h>[0-9]{1,2}):(?<m>[0-9]{2})(?::(?<s>[0-9]{2})(?:[.,][0-9]+)?)?\s*(?<half>[AaPp][Mm])?\s*(?<zone>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}|[+-][0-9]{2})?)?\s*$", RegexOptions.None, 1000)]
    private static partial Regex DateShape();
}
