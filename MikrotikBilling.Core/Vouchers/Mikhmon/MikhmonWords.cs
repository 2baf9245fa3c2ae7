using System.Globalization;
using System.Text.RegularExpressions;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Vouchers.Mikhmon;

/// <summary>What mikhmon wrote into the log-in script of a user profile: what its vouchers cost and how long they last.</summary>
/// <param name="Price">What whoever sells it pays, in whole units; null where it says nothing.</param>
/// <param name="SalesPrice">What stands on it.</param>
/// <param name="Time">Null where it is no number of hours, days, weeks or months.</param>
public sealed record MikhmonTerms(decimal? Price, decimal? SalesPrice, CalendarSpan? Time);

/// <summary>Reads what mikhmon leaves on a router: comments of its vouchers and scripts of its profiles.</summary>
public static partial class MikhmonWords
{
    private const int PriceField = 2, ValidityField = 3, SalesPriceField = 4;

    /// <summary>Name and password are the same (<c>vc</c>) or two (<c>up</c>): <c>vc-482-11.22.26-shop</c>.</summary>
    public static bool IsBatch(string comment) => Batch().IsMatch(comment);

    /// <summary>What the script puts there at the first log-in: the moment that the time is up, in the form of the router's version.</summary>
    public static bool IsExpiry(string comment) => Expiry().IsMatch(comment);

    /// <summary>Null where the script is none of mikhmon's.</summary>
    public static MikhmonTerms? TermsOf(string onLogin)
    {
        var line = Put().Match(onLogin);
        if (!line.Success) return null;
        var fields = line.Groups["list"].Value.Split(',');
        if (fields.Length <= SalesPriceField) return null;
        var (price, sales) = (Amount(fields[PriceField]), Amount(fields[SalesPriceField]));
        return new MikhmonTerms(price is { } cost && sales is { } face && cost > face ? null : price, sales ?? price, TimeOf(fields[ValidityField]));
    }

    /// <summary>As routers write spans: <c>30d</c>, <c>1w</c>, <c>12h</c>, <c>1d12h</c>.</summary>
    public static CalendarSpan? TimeOf(string text)
    {
        var parts = Span().Match(text.Trim());
        if (!parts.Success || text.Trim().Length == 0) return null;
        var (weeks, days, hours) = (Number("w"), Number("d"), Number("h"));
        return (weeks, days, hours) switch
        {
            (0, 0, > 0) => new CalendarSpan(hours, SpanUnit.Hours),
            (_, _, > 0) => new CalendarSpan(((weeks * 7) + days) * 24 + hours, SpanUnit.Hours),
            (_, > 0, 0) => new CalendarSpan((weeks * 7) + days, SpanUnit.Days),
            ( > 0, 0, 0) => new CalendarSpan(weeks, SpanUnit.Weeks),
            _ => null,
        };

        int Number(string unit) => parts.Groups[unit].Success ? int.Parse(parts.Groups[unit].Value, CultureInfo.InvariantCulture) : 0;
    }

    private static decimal? Amount(string field) => decimal.TryParse(field.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount > 0 ? amount : null;

    [GeneratedRegex(@"^(vc|up)-\d{3}-\d{2}\.\d{2}\.\d{2}(-|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Batch();

    [GeneratedRegex(@"^([a-z]{3}/\d{2}/\d{4}|\d{4}-\d{2}-\d{2})( \d{2}:\d{2}:\d{2})?", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Expiry();

    [GeneratedRegex(@":put\s*\(""(?<list>[^""]*)""\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Put();

    [GeneratedRegex(@"^((?<w>\d{1,3})w)?((?<d>\d{1,4})d)?((?<h>\d{1,4})h)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Span();
}
