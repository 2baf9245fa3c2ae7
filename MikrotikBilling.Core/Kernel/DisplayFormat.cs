using System.Globalization;

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

    public string Date(DateTime local) => local.ToString(_date, CultureInfo.InvariantCulture);

    public string Date(DateOnly day) => day.ToString(_date, CultureInfo.InvariantCulture);

    public string Time(DateTime local) => local.ToString(_time, CultureInfo.InvariantCulture);

    public string Moment(DateTime local) => $"{Date(local)}, {Time(local)}";

    /// <summary>With seconds, for telling two events apart.</summary>
    public string Exact(DateTime local) => $"{Date(local)}, {local.ToString(_timeWithSeconds, CultureInfo.InvariantCulture)}";

    /// <summary><c>10:00:00.1</c>, for what takes less than a second.</summary>
    public string Tenths(DateTime local) => local.ToString(_timeWithSeconds.Replace("ss", $"ss'{Numbers.NumberDecimalSeparator}'f", StringComparison.Ordinal), CultureInfo.InvariantCulture);

    /// <summary><c>1,234</c>.</summary>
    public string Count(long number) => number.ToString("N0", Numbers);
}
