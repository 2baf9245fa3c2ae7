using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Vouchers;

/// <summary>What vouchers brought by one rate, booked without an invoice. Below zero where it was taken out again.</summary>
[Unaudited]
public sealed class VoucherTax : ITenantOwned
{
    public long Id { get; init; }
    public Guid TenantId { get; set; }

    /// <summary>The sale, use or ending that it was booked with.</summary>
    public Guid SourceId { get; init; }

    public DateOnly BookedOn { get; init; }

    /// <summary>Empty for what bore no tax.</summary>
    public Guid RateId { get; init; }

    public required string Name { get; init; }

    /// <summary>Thousandths of a per cent: 16,000 is 16 %.</summary>
    public int PercentMilli { get; init; }

    public int Quantity { get; init; }
    public Money Base { get; init; }
    public Money Tax { get; init; }
}

/// <summary>
/// Divides what stands on codes into revenue and tax, as an invoice to somebody of our own country would: each code by itself, the tax in the price. What it
/// said of a code at its sale is what is taken out again.
/// </summary>
public sealed class VoucherTaxes(AppDbContext db, TaxQueries taxes, TenantQueries tenants, TimeProvider clock) : ITaxedElsewhere, ITaxRateUsage
{
    /// <summary>So many codes become revenue with this posting.</summary>
    /// <param name="routerId">Where they were used.</param>
    public async Task EarnAsync(Posting posting, VoucherBatch batch, int count, CancellationToken cancellationToken, Guid? routerId = null)
    {
        ArgumentNullException.ThrowIfNull(posting);
        ArgumentNullException.ThrowIfNull(batch);
        if (count == 0) return;
        var (face, today) = (batch.SalesPrice, await TodayAsync(cancellationToken));
        var rates = (await taxes.TableAsync(today, cancellationToken)).For(null, null);
        var line = Pricer.Price([new PriceLine(LineKind.Service, batch.NumberText, 1, "piece", face) { Taxes = rates }], new PricingRules(PricesIncludeTax: true, TaxRounding.PerLine), face.Currency).Lines[0];
        var parts = line.Taxes.Select(t => (t.Rate, t.Tax)).DefaultIfEmpty((Rate: new TaxSelection(Guid.Empty, "", 0), Tax: Money.Zero(face.Currency)));
        foreach (var (rate, tax) in parts)
            Add(posting, new VoucherTax { SourceId = posting.SourceId, BookedOn = today, RateId = rate.RateId, Name = rate.Name, PercentMilli = (int)(rate.Percent * 1000), Quantity = count, Base = Times(line.Net, count), Tax = Times(tax, count) });
        posting.Credit(LedgerAccount.Revenue, Times(line.Net, count), sold: new SoldAs(batch.ProfileId, routerId));
    }

    /// <summary>Codes that became revenue with that posting are none any more.</summary>
    public async Task TakeOutAsync(Posting posting, Guid earnedWith, VoucherBatch batch, CancellationToken cancellationToken, int count = 1)
    {
        ArgumentNullException.ThrowIfNull(posting);
        ArgumentNullException.ThrowIfNull(batch);
        var (today, net) = (await TodayAsync(cancellationToken), Times(batch.SalesPrice, count));
        foreach (var earned in await db.Set<VoucherTax>().AsNoTracking().Where(t => t.SourceId == earnedWith && t.Quantity > 0).OrderBy(t => t.Id).ToListAsync(cancellationToken))
        {
            var tax = earned.Tax with { Minor = earned.Tax.Minor / earned.Quantity * count };
            net -= tax;
            Add(posting, new VoucherTax { SourceId = posting.SourceId, BookedOn = today, RateId = earned.RateId, Name = earned.Name, PercentMilli = earned.PercentMilli, Quantity = -count, Base = earned.Base with { Minor = -earned.Base.Minor / earned.Quantity * count }, Tax = -tax });
        }
        posting.Debit(LedgerAccount.Revenue, net, sold: new SoldAs(batch.ProfileId, null));
    }

    public async Task<IReadOnlyList<TaxReportLine>> LinesAsync(DateOnly from, DateOnly to, string currency, CancellationToken cancellationToken) =>
        [.. (await db.Set<VoucherTax>().Where(t => t.BookedOn >= from && t.BookedOn <= to && t.Tax.Currency == currency).GroupBy(t => new { t.RateId, t.Name, t.PercentMilli })
                .Select(g => new { g.Key, Count = g.Sum(t => t.Quantity), Base = g.Sum(t => t.Base.Minor), Tax = g.Sum(t => t.Tax.Minor) }).ToListAsync(cancellationToken))
            .Select(g => new TaxReportLine(g.Key.RateId, g.Key.Name, g.Key.PercentMilli / 1000m, g.Count, new Money(g.Base, currency), new Money(g.Tax, currency)))];

    public async Task<DateOnly?> LastUsedOnAsync(Guid rateId, CancellationToken cancellationToken) =>
        await db.Set<VoucherTax>().Where(t => t.RateId == rateId).OrderByDescending(t => t.Id).Select(t => (DateOnly?)t.BookedOn).FirstOrDefaultAsync(cancellationToken);

    private void Add(Posting posting, VoucherTax row)
    {
        db.Add(row);
        posting.Credit(LedgerAccount.Tax, row.Tax, row.Name);
    }

    private async Task<DateOnly> TodayAsync(CancellationToken cancellationToken) => (await tenants.CurrentAsync(cancellationToken)).DayOf(clock.GetUtcNow());

    private static Money Times(Money each, int count) => each with { Minor = checked(each.Minor * count) };
}

internal sealed class VoucherTaxConfiguration : IEntityTypeConfiguration<VoucherTax>
{
    public void Configure(EntityTypeBuilder<VoucherTax> builder)
    {
        builder.ToTable("VoucherTaxes");
        builder.Property(t => t.Name).HasMaxLength(60);
        builder.HasIndex(t => new { t.TenantId, t.BookedOn });
        builder.HasIndex(t => t.SourceId);
        builder.HasIndex(t => new { t.RateId, t.Id });
    }
}
