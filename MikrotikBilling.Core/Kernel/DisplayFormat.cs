using System.Globalization;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Kernel;

public enum DateStyle { DayMonthName, YearMonthDay, DayMonthYear, MonthDayYear }

public enum ClockStyle { Hours24, Hours12 }

public enum NumberStyle { CommaPoint, PointComma, SpaceComma, IndianPoint }

/// <summary>
/// How dates and numbers are written for the people of a tenant. It flows with the request (<see cref="Use"/>); programs, files and input fields
/// keep to the invariant culture, which is never changed.
/// </summary>
public sealed class DisplayFormat
{
    private static readonly AsyncLocal<DisplayFormat?> Present = new();

    private readonly string _date;
    private readonly string _time;
    private readonly string _timeWithSeconds;

    public DisplayFormat(DateStyle date, ClockStyle clock, NumberStyle number)
    {
        _date = date switch
        {
            DateStyle.YearMonthDay => "yyyy-MM-dd",
            DateStyle.DayMonthYear => "dd/MM/yyyy",
            DateStyle.MonthDayYear => "MM/dd/yyyy",
            _ => "d MMM yyyy",
        };
        (_time, _timeWithSeconds) = clock == ClockStyle.Hours12 ? ("h:mm tt", "h:mm:ss tt") : ("HH:mm", "HH:mm:ss");
        var info = (NumberFormatInfo)NumberFormatInfo.InvariantInfo.Clone();
        (info.NumberGroupSeparator, info.NumberDecimalSeparator) = number switch
        {
            NumberStyle.PointComma => (".", ","),
            NumberStyle.SpaceComma => ("\u00A0", ","), // no line breaks within
            _ => (",", "."),
        };
        if (number == NumberStyle.IndianPoint) info.NumberGroupSizes = [3, 2];
        Numbers = NumberFormatInfo.ReadOnly(info);
    }

    public static DisplayFormat Default { get; } = new(DateStyle.DayMonthName, ClockStyle.Hours24, NumberStyle.CommaPoint);

    public static DisplayFormat Current => Present.Value ?? Default;

    public NumberFormatInfo Numbers { get; }

    /// <summary>For the rest of this request or job.</summary>
    public static void Use(DisplayFormat format) => Present.Value = format;

    // Names of months and halves of the day are of the language, their order is the tenant's.
    private static CultureInfo Names => Language.Current == Language.English ? CultureInfo.InvariantCulture : Language.Current.Culture;

    public string Date(DateTime local) => local.ToString(_date, Names);

    public string Date(DateOnly day) => day.ToString(_date, Names);

    public string Time(DateTime local) => local.ToString(_time, Names);

    public string Moment(DateTime local) => $"{Date(local)}, {Time(local)}";

    /// <summary>With seconds, for telling two events apart.</summary>
    public string Exact(DateTime local) => $"{Date(local)}, {local.ToString(_timeWithSeconds, Names)}";

    /// <summary><c>10:00:00.1</c>, for what takes less than a second.</summary>
    public string Tenths(DateTime local) => local.ToString(_timeWithSeconds.Replace("ss", $"ss'{Numbers.NumberDecimalSeparator}'f", StringComparison.Ordinal), Names);

    /// <summary><c>November 2026</c>.</summary>
    public static string Month(DateOnly day) => day.ToString("MMMM yyyy", Names);

    /// <summary><c>Nov 2026</c>.</summary>
    public static string ShortMonth(DateOnly day) => day.ToString("MMM yyyy", Names);

    /// <summary><c>20 Nov</c>.</summary>
    public static string ShortDay(DateOnly day) => day.ToString("d MMM", Names);

    /// <summary><c>1,234</c>.</summary>
    public string Count(long number) => number.ToString("N0", Numbers);
}
