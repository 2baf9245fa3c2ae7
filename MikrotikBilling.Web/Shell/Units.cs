using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Web.Shell;

/// <summary>Numbers as people read them. Bytes and bits count by 1000.</summary>
public static class Units
{
    private static readonly string[] RateNames = ["bps", "kbps", "Mbps", "Gbps", "Tbps"];

    /// <summary><c>1,234</c>, or as the tenant writes it; less than nothing with a true minus sign.</summary>
    public static string Count(long number) => number < 0 ? $"−{DisplayFormat.Current.Count(number)[1..]}" : DisplayFormat.Current.Count(number);

    public static string Bytes(long value) => ByteSize.ToText(value);

    public static string BitRate(long bitsPerSecond) => ByteSize.Scale(bitsPerSecond, RateNames);

    /// <summary>"just now", "3 min ago", "in 2 h", "5 d ago". The script keeps it fresh with the same words (times.ts).</summary>
    public static string Relative(DateTimeOffset at, DateTimeOffset now)
    {
        var seconds = (long)(now - at).TotalSeconds;
        var span = Math.Abs(seconds);
        if (span < 5)
        {
            return T("just now");
        }

        var text = span switch
        {
            < 60 => T($"{span} s"),
            < 3600 => T($"{span / 60} min"),
            < 86_400 => T($"{span / 3600} h"),
            < 86_400 * 60L => T($"{span / 86_400} d"),
            < 86_400 * 730L => T($"{span / (86_400 * 30)} months"),
            _ => T($"{span / (86_400 * 365)} years"),
        };
        return seconds >= 0 ? T($"{text} ago") : T($"in {text}");
    }

    /// <summary>"4 d 3 h", "2 h 5 min", "12 s": at most two units.</summary>
    public static string Duration(TimeSpan value)
    {
        var span = value.Duration();
        return span switch
        {
            { TotalDays: >= 1 } => Two((long)span.TotalDays, T("d"), span.Hours, T("h")),
            { TotalHours: >= 1 } => Two(span.Hours, T("h"), span.Minutes, T("min")),
            { TotalMinutes: >= 1 } => Two(span.Minutes, T("min"), span.Seconds, T("s")),
            _ => T($"{span.Seconds} s"),
        };
    }

    private static string Two(long big, string bigUnit, int small, string smallUnit) =>
        small == 0 ? $"{big} {bigUnit}" : $"{big} {bigUnit} {small} {smallUnit}";
}
