using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Vouchers.Reports;

/// <summary>What became of codes over some days; money is what stands on them.</summary>
/// <param name="Taken">What sellers paid for those sold, less than what stands on them where they keep some.</param>
/// <param name="Unused">How many can be used now, whatever the days are.</param>
public sealed record VoucherSums(int Sold, Money SoldFace, Money Taken, int Used, Money UsedFace, int Expired, Money ExpiredFace, int Void, Money VoidFace, int Unused, Money UnusedFace)
{
    public static VoucherSums None(string currency)
    {
        var zero = Money.Zero(currency);
        return new VoucherSums(0, zero, zero, 0, zero, 0, zero, 0, zero, 0, zero);
    }

    public static VoucherSums operator +(VoucherSums a, VoucherSums b) => new(
        a.Sold + b.Sold, a.SoldFace + b.SoldFace, a.Taken + b.Taken, a.Used + b.Used, a.UsedFace + b.UsedFace, a.Expired + b.Expired, a.ExpiredFace + b.ExpiredFace,
        a.Void + b.Void, a.VoidFace + b.VoidFace, a.Unused + b.Unused, a.UnusedFace + b.UnusedFace);

    public static VoucherSums Add(VoucherSums one, VoucherSums other) => one + other;
}

/// <summary>One profile, router, seller or day.</summary>
/// <param name="Id">Of the profile, router or point of sale; null for the others.</param>
public sealed record VoucherReportLine(string Name, Guid? Id, DateOnly? Day, VoucherSums Sums);

/// <summary>What is owed for vouchers that were sold: as the books had it before, what the sales, uses and endings of these days make of it, and the books after.</summary>
/// <param name="Sold">Of sales that were no revenue at once.</param>
/// <param name="Used">Of what was sold so.</param>
/// <param name="Reversed">Payments by voucher that were undone: owed again.</param>
/// <param name="Booked">In the ledger at the end of the last day.</param>
public sealed record VoucherLiability(Money Opening, Money Sold, Money Used, Money Expired, Money Reversed, Money Booked)
{
    public Money Closing => Opening + Sold - Used - Expired + Reversed;

    public bool Agrees => Closing == Booked;
}

/// <summary>What a table of the report is divided by.</summary>
public enum VoucherReportBy { Profile, Seller, Router, Day }

public sealed record VoucherReport(
    DateOnly From, DateOnly To, string Currency, IReadOnlyList<VoucherReportLine> Profiles, IReadOnlyList<VoucherReportLine> Sellers, IReadOnlyList<VoucherReportLine> Routers,
    IReadOnlyList<VoucherReportLine> Days, VoucherSums Total, VoucherLiability Liability)
{
    public IReadOnlyList<VoucherReportLine> Lines(VoucherReportBy by) => by switch
    {
        VoucherReportBy.Profile => Profiles,
        VoucherReportBy.Seller => Sellers,
        VoucherReportBy.Router => Routers,
        _ => Days,
    };
}
