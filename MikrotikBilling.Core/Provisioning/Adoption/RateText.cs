using System.Globalization;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning.Adoption;

/// <summary>The limits of a router's profile or queue as one of our profiles would hold them.</summary>
/// <param name="Misfit">What of it ours cannot hold; the speeds alone are right then.</param>
internal sealed record RateText(RateLimit Limit, string? Misfit)
{
    private static readonly RateText Unlimited = new(new RateLimit(0, 0), null);

    /// <summary>
    /// <c>rx/tx [burst [threshold [time [priority [at least]]]]]</c> from the router's side (MikroTik manual, "PPP AAA"): upload first.
    /// </summary>
    public static RateText OfProfile(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return Unlimited;
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (Pair(parts[0]) is not { } speed) return new RateText(new RateLimit(0, 0), $"Its rate limit “{Clip(text)}” cannot be read.");
        var limit = new RateLimit(speed.Download, speed.Upload);
        if (parts.Length >= 4 && Pair(parts[1]) is { } burst && Pair(parts[2]) is { } threshold && Seconds(parts[3]) is { } seconds)
            limit = WithBurst(limit, burst, threshold, seconds);
        return new RateText(limit, RateString.Same(text, limit.ToRouterOs()) ? null : $"Its rate limit “{Clip(text)}” says more than speed and burst.");
    }

    public static RateText OfQueue(RouterOsRow row)
    {
        var text = TextOfQueue(row);
        if (Pair(Or(row["max-limit"], "0/0")) is not { } speed) return new RateText(new RateLimit(0, 0), $"Its limits “{Clip(text)}” cannot be read.");
        var limit = new RateLimit(speed.Download, speed.Upload);
        var burst = Pair(Or(row["burst-limit"], "0/0"));
        var threshold = Pair(Or(row["burst-threshold"], "0/0"));
        var time = Or(row["burst-time"], "0s/0s");
        var hasTime = time.Split('/').Any(side => RouterOsDuration.Parse(side) is { } span && span > TimeSpan.Zero);
        if (burst == (0, 0) && threshold == (0, 0) && !hasTime) return new RateText(limit, null);
        return burst is { Download: > 0, Upload: > 0 } && threshold is { } known && Seconds(time) is { } seconds
            ? new RateText(WithBurst(limit, burst.Value, known, seconds), null)
            : new RateText(limit, $"Its burst “{Clip(text)}” cannot be held.");
    }

    public static string TextOfQueue(RouterOsRow row) =>
        string.Join(' ', new[] { Or(row["max-limit"], "0/0"), row["burst-limit"], row["burst-threshold"], row["burst-time"] }
            .OfType<string>().Where((part, i) => i == 0 || part is not ("0/0" or "0s/0s")));

    private static RateLimit WithBurst(RateLimit limit, (long Upload, long Download) burst, (long Upload, long Download) threshold, int seconds) => limit with
    {
        BurstDownload = burst.Download,
        BurstUpload = burst.Upload,
        ThresholdDownload = threshold.Download,
        ThresholdUpload = threshold.Upload,
        BurstSeconds = seconds,
    };

    private static (long Upload, long Download)? Pair(string text)
    {
        var sides = text.Split('/');
        return sides.Length <= 2 && BitRate.TryParse(sides[0], out var upload) && BitRate.TryParse(sides[^1], out var download) ? (upload, download) : null;
    }

    /// <summary>Both ways the same; null otherwise.</summary>
    private static int? Seconds(string text)
    {
        var sides = text.Split('/');
        var spans = sides.Select(side => int.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out var plain) ? TimeSpan.FromSeconds(plain) : RouterOsDuration.Parse(side)).ToList();
        return spans is [{ } first, ..] && spans.TrueForAll(s => s == first) && first >= TimeSpan.FromSeconds(1) && first <= TimeSpan.FromHours(1)
            && first.Ticks % TimeSpan.TicksPerSecond == 0 ? (int)first.TotalSeconds : null;
    }

    private static string Or(string? text, string other) => string.IsNullOrEmpty(text) ? other : text;

    private static string Clip(string text) => text.Length <= 80 ? text : text[..79] + "…";
}
