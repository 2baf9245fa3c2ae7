using System.Globalization;
using System.Text.Json;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Monitoring;

/// <summary>Words of usage, data caps and ends of sessions, the same on every page.</summary>
internal static class UsageWords
{
    public static IReadOnlyList<(UsageRange Range, string Word, Phrase Label)> Ranges { get; } =
        [(UsageRange.Day, "day", "24 hours"), (UsageRange.Month, "month", "30 days"), (UsageRange.Year, "year", "12 months")];

    public static UsageRange? RangeOf(string? word) => Ranges.Where(r => r.Word == word).Select(r => (UsageRange?)r.Range).FirstOrDefault();

    public static string WordOf(UsageRange range) => Ranges.First(r => r.Range == range).Word;

    public static Phrase LabelOf(UsageRange range) => Ranges.First(r => r.Range == range).Label;

    public static string PointLabel(UsagePoint point, UsageRange range, TenantTime time)
    {
        var local = time.Local(point.From);
        return range switch
        {
            UsageRange.Day => local.ToString("HH:mm", CultureInfo.InvariantCulture),
            UsageRange.Month => DisplayFormat.ShortDay(DateOnly.FromDateTime(local)),
            _ => DisplayFormat.ShortMonth(DateOnly.FromDateTime(local)),
        };
    }

    /// <summary>What the script draws.</summary>
    public static string Chart(ServiceUsage usage, TenantTime time) => JsonSerializer.Serialize(new
    {
        labels = usage.Points.Select(p => PointLabel(p, usage.Range, time)),
        down = usage.Points.Select(p => p.DownloadBytes),
        up = usage.Points.Select(p => p.UploadBytes),
    });

    public static string CapText(CapState cap) => $"{Units.Bytes(cap.UsedBytes)} of {Units.Bytes(cap.CapBytes)}";

    public static Phrase CapAction(CapState cap) => (cap.ReachedAt is not null, cap.Action) switch
    {
        (true, Core.Profiles.CapAction.Cut) => "Used up: cut until it is renewed.",
        (true, Core.Profiles.CapAction.Slower) => Phrase.Of($"Used up: {Slower(cap.Slower)} until it is renewed."),
        (true, _) => "Used up.",
        (_, Core.Profiles.CapAction.Cut) => "Then access is cut until it is renewed.",
        (_, Core.Profiles.CapAction.Slower) => Phrase.Of($"Then {Slower(cap.Slower)} until it is renewed."),
        _ => "Counted only.",
    };

    private static Phrase Slower(RateLimit rate) => Phrase.Of($"{BitRate.ToText(rate.Download)} down and {BitRate.ToText(rate.Upload)} up");
}
