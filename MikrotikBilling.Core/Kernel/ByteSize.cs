namespace MikrotikBilling.Core.Kernel;

/// <summary>Volumes for people, in steps of a thousand as packages are sold and files are listed: <c>1.5 kB</c>, <c>20 MB</c>.</summary>
public static class ByteSize
{
    public const long Megabyte = 1_000_000;
    public const long Gigabyte = 1_000_000_000;

    private static readonly string[] Names = ["B", "kB", "MB", "GB", "TB", "PB"];

    public static string ToText(long bytes) => Scale(bytes, Names);

    /// <summary>The number in the largest unit it reaches, with one digit after the point below a hundred.</summary>
    public static string Scale(long value, IReadOnlyList<string> units)
    {
        double scaled = value;
        var unit = 0;
        while (Math.Abs(scaled) >= 1000 && unit < units.Count - 1)
        {
            scaled /= 1000;
            unit++;
        }
        var format = unit == 0 || Math.Abs(scaled) >= 100 ? "0" : "0.#";
        return $"{scaled.ToString(format, DisplayFormat.Current.Numbers)} {units[unit]}";
    }
}
