using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;

namespace MikrotikBilling.Web.Demo;

/// <summary>What the demo company sells, and how often.</summary>
/// <param name="Weight">Customers on it, in hundredths.</param>
internal sealed record DemoOffer(SaveProfile Profile, int Weight, bool Retired = false)
{
    public CalendarSpan Duration => new(Profile.DurationCount ?? 1, Profile.DurationUnit);
}

internal static class DemoOffers
{
    /// <summary>Address pool on the demo routers, and their own address in it.</summary>
    public const string Pool = "customers";
    public const string LocalAddress = "10.20.0.1";

    public static IReadOnlyList<DemoOffer> All { get; } =
    [
        new(Offer("Home 5 Mbps", "5M", "2M", 1500, 1, SpanUnit.Months) with { DataCapGb = 50, CapAction = CapAction.Slower, CapDownload = "2M", CapUpload = "1M" }, 30),
        new(Offer("Home 10 Mbps", "10M", "5M", 2500, 1, SpanUnit.Months) with
        {
            Description = "With a burst for browsing.", BurstDownload = "15M", BurstUpload = "8M", BurstThresholdDownload = "8M", BurstThresholdUpload = "4M", BurstSeconds = 8,
        }, 26),
        new(Offer("Family 20 Mbps", "20M", "10M", 4000, 1, SpanUnit.Months) with { SetupFee = 1000, Category = ProfileCategory.Fibre, IsFeatured = true }, 12),
        new(Offer("Weekly 5 Mbps", "5M", "2M", 450, 1, SpanUnit.Weeks) with { DataCapGb = 12, CapAction = CapAction.Slower, CapDownload = "1M", CapUpload = "512k" }, 12),
        new(Offer("Day Pass 10 Mbps", "10M", "3M", 80, 1, SpanUnit.Days), 7),
        new(Offer("Three-Hour Pass", "8M", "2M", 20, 3, SpanUnit.Hours), 3),
        new(Offer("Business 50 Mbps", "50M", "25M", 12000, 1, SpanUnit.Months) with { PaymentMode = PaymentMode.Postpaid, SetupFee = 5000, Category = ProfileCategory.Corporate }, 5),
        new(Offer("Starter 2 Mbps", "2M", "1M", 900, 1, SpanUnit.Months) with { Description = "For those who have it; no longer sold." }, 5, Retired: true),
    ];

    /// <summary>Places in <see cref="More"/>.</summary>
    public const int Cafe = 0;
    public const int LeasedLine = 1;
    public const int HotspotDay = 2;
    public const int HotspotHour = 3;

    /// <summary>The other kinds of service; customers come to them by a change of profile, guests with a voucher.</summary>
    public static IReadOnlyList<SaveProfile> More { get; } =
    [
        Offer("Café Hotspot 6 Mbps", "6M", "3M", 1200, 1, SpanUnit.Months) with
        {
            Kind = ServiceKind.Hotspot, Category = ProfileCategory.Hotspot, SharedUsers = 3, IdleMinutes = 15, LocalAddress = null, IsFeatured = true,
            Highlights = "Three devices at once\nAll our cafés and stations",
        },
        Offer("Leased Line 100 Mbps", "100M", "100M", 45000, 3, SpanUnit.Months) with
        {
            Kind = ServiceKind.Static, Category = ProfileCategory.Corporate, Pool = null, LocalAddress = null, SetupFee = 15000, Highlights = "Fixed address\nAnswer within two hours",
        },
        Offer("Hotspot Day", "5M", "2M", 60, 24, SpanUnit.Hours) with { Kind = ServiceKind.Hotspot, Category = ProfileCategory.Hotspot, IdleMinutes = 30, LocalAddress = null },
        Offer("Hotspot Hour", "5M", "2M", 10, 1, SpanUnit.Hours) with { Kind = ServiceKind.Hotspot, Category = ProfileCategory.Hotspot, IdleMinutes = 30, LocalAddress = null },
    ];

    private static SaveProfile Offer(string name, string download, string upload, decimal price, int count, SpanUnit unit) => new()
    {
        Name = name,
        Download = download,
        Upload = upload,
        Price = price,
        DurationCount = count,
        DurationUnit = unit,
        Pool = Pool,
        LocalAddress = LocalAddress,
    };
}
