using System.Globalization;

namespace MikrotikBilling.Core.Routers.Simulation.Tables;

/// <summary>Dates changed form at 7.10: before <c>may/01/2023 20:52:13</c>, after <c>2023-05-01 20:52:13</c>.</summary>
internal static class RouterDates
{
    public static string PrintInstant(RouterVersion version, DateTimeOffset at) =>
        PrintDate(version, at) + at.UtcDateTime.ToString(" HH:mm:ss", CultureInfo.InvariantCulture);

    public static string PrintDate(RouterVersion version, DateTimeOffset at) =>
        version.HasOldDates()
            ? at.UtcDateTime.ToString("MMM/dd/yyyy", CultureInfo.InvariantCulture).ToLowerInvariant()
            : at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
