using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Vouchers.Guests;

/// <summary>Until when a guest may be online.</summary>
/// <param name="OnlineSeconds">In all; null where the end alone counts.</param>
public sealed record VoucherTerms(DateTimeOffset ExpiresAt, long? OnlineSeconds)
{
    /// <summary>Time that is counted while online may be used up within a year.</summary>
    private static readonly TimeSpan OnlineWithin = TimeSpan.FromDays(365);

    /// <summary>A day may have an hour more; an hour never.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    /// <summary>Until when a code that stands on a router can be used first, where its batch has no last day.</summary>
    private static readonly TimeSpan ShelfLife = TimeSpan.FromDays(3650);

    /// <summary>Null when the time that was sold ran out before it was used.</summary>
    /// <param name="soldAt">Null while the books know of no sale: then the first use is the sale.</param>
    public static VoucherTerms? Of(VoucherBatch batch, DateTimeOffset firstUse, DateTimeOffset? soldAt, TimeZoneInfo zone)
    {
        if (batch.Counts == VoucherTime.Online) return new VoucherTerms(firstUse + OnlineWithin, (long)Length(batch.Time).TotalSeconds);
        var end = batch.Time.AddTo(batch.Starts == VoucherStart.Sale ? soldAt ?? firstUse : firstUse, zone);
        return end > firstUse ? new VoucherTerms(end, null) : null;
    }

    /// <summary>What the router itself keeps to while we cannot be reached: never less than the time that is sold.</summary>
    public static long ShelfSeconds(VoucherBatch batch) =>
        batch.Counts == VoucherTime.Online || batch.TimeUnit == SpanUnit.Hours ? (long)Length(batch.Time).TotalSeconds : (long)(Length(batch.Time) + TimeSpan.FromDays(batch.TimeUnit == SpanUnit.Months ? batch.TimeCount : 0) + Slack).TotalSeconds;

    public static DateTimeOffset ShelfEnd(VoucherBatch batch, DateTimeOffset now) => batch.RedeemBy ?? now + ShelfLife;

    /// <summary>Time online has no calendar: a month is thirty days of it.</summary>
    private static TimeSpan Length(CalendarSpan time) => time.Unit switch
    {
        SpanUnit.Hours => TimeSpan.FromHours(time.Count),
        SpanUnit.Days => TimeSpan.FromDays(time.Count),
        SpanUnit.Weeks => TimeSpan.FromDays(7 * time.Count),
        _ => TimeSpan.FromDays(30 * time.Count),
    };
}
