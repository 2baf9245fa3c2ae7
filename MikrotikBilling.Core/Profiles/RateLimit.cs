using System.Globalization;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Profiles;

/// <summary>Speeds from the customer's side, in bits per second; 0 is unlimited.</summary>
public sealed record RateLimit(
    long Download, long Upload, long? BurstDownload = null, long? BurstUpload = null,
    long? ThresholdDownload = null, long? ThresholdUpload = null, int? BurstSeconds = null)
{
    public bool HasBurst => BurstDownload is not null || BurstUpload is not null;

    /// <summary>
    /// As the router takes it (MikroTik manual, "PPP AAA", rate-limit): rx/tx from the router's side, so upload first. Empty when nothing is limited.
    /// </summary>
    public string ToRouterOs()
    {
        if (Download == 0 && Upload == 0) return "";
        var rate = Pair(Upload, Download);
        if (!HasBurst) return rate;
        var burst = Pair(BurstUpload ?? Upload, BurstDownload ?? Download);
        var threshold = Pair(ThresholdUpload ?? Upload, ThresholdDownload ?? Download);
        var seconds = (BurstSeconds ?? 8).ToString(CultureInfo.InvariantCulture);
        return $"{rate} {burst} {threshold} {seconds}/{seconds}";
    }

    private static string Pair(long upload, long download) => $"{BitRate.ToRouterOs(upload)}/{BitRate.ToRouterOs(download)}";
}
