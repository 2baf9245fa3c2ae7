using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Discounts;
using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Tests.Billing.Taxes;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Billing.Histories;

/// <summary>How the house of one history bills: drawn once from its seed.</summary>
internal sealed record HouseRules(string Currency, string TimeZone, bool PricesIncludeTax, TaxRounding Rounding, bool RestartsYearly, decimal[] Rates, decimal? Promotion)
{
    public const string Code = "SAVE";

    private static readonly (string Currency, string Zone)[] Places = [("KES", "Europe/Berlin"), ("UGX", "Africa/Nairobi"), ("KWD", "America/Sao_Paulo"), ("KES", "Asia/Dhaka")];

    public static HouseRules Draw(int seed, Random random)
    {
        var place = Places[seed % Places.Length];
        return new HouseRules(place.Currency, place.Zone, random.Next(2) == 0, random.Next(2) == 0 ? TaxRounding.PerLine : TaxRounding.PerInvoice, random.Next(2) == 0,
            random.Next(4) switch { 0 => [], 1 => [16, 5.5m], _ => [16] }, random.Next(3) == 0 ? null : 7.5m);
    }

    public Money Money(long minor) => new(minor, Currency);

    /// <summary>Makes the company of the test bill so, with these profiles: monthly, thirty days that are sold in parts, a week, and two that are paid afterwards.</summary>
    public async Task<List<Profile>> SetUpAsync(TestApp app, Random random)
    {
        await app.Db(db => db.Set<Tenant>().ExecuteUpdateAsync(set => set.SetProperty(t => t.Currency, Currency).SetProperty(t => t.TimeZone, TimeZone)));
        app.Services.GetRequiredService<TenantCache>().Forget(app.TenantId);
        Scenario.Value(await app.With<BillingSettingsService, Result<BillingSettings>>(s => s.SaveAsync(new SaveBillingSettings
        {
            PricesIncludeTax = PricesIncludeTax,
            Rounding = Rounding,
            NumbersRestartYearly = RestartsYearly,
            PaymentTermsDays = random.Next(20),
            RenewsFromCredit = true,
            RunsByItself = true,
            EmailsInvoices = true,
        }, null, CancellationToken.None)));
        foreach (var (rate, i) in Rates.Select((r, i) => (r, i))) await app.RateAsync(rate, i == 0 ? "VAT" : "Levy");
        if (Promotion is { } percent)
            Scenario.Value(await app.With<DiscountEditor, Result<Discount>>(s => s.AddAsync(new SaveDiscount { Name = "Promotion", Code = Code, Percent = percent, PerCustomerLimit = 2 }, CancellationToken.None)));
        var profiles = new List<Profile>
        {
            await ProfileAsync("Monthly", p => p with { Cycle = BillingCycle.Monthly }),
            await ProfileAsync("Thirty days", p => p with { DurationCount = 30, DurationUnit = SpanUnit.Days }),
            await ProfileAsync("Week", p => p with { DurationCount = 1, DurationUnit = SpanUnit.Weeks, SetupFee = Price(5) }),
            await ProfileAsync("Company", p => p with { Cycle = BillingCycle.Monthly, PaymentMode = PaymentMode.Postpaid, SetupFee = Price(9) }),
            await ProfileAsync("Company days", p => p with { DurationCount = 30, DurationUnit = SpanUnit.Days, PaymentMode = PaymentMode.Postpaid }),
        };
        await app.Db(db => db.Set<Profile>().Where(p => p.Name == "Thirty days").ExecuteUpdateAsync(set => set.SetProperty(p => p.SellsPartTime, true)));
        return profiles;

        async Task<Profile> ProfileAsync(string name, Func<SaveProfile, SaveProfile> with) => Scenario.Value(await app.With<ProfileService, Result<Profile>>(s =>
            s.AddAsync(with(new SaveProfile { Name = name, Download = "10M", Upload = "2M", Price = Price(1000) }), CancellationToken.None)));

        decimal Price(int least) => Money(random.Next(least * 10, least * 370)).ToDecimal();
    }

    /// <summary>What lines come to with tax, reckoned apart from the product: an amount a line, after its discount.</summary>
    public long Total(IReadOnlyList<long> due)
    {
        if (PricesIncludeTax) return due.Sum();
        return Rounding == TaxRounding.PerLine
            ? due.Sum(d => d + Rates.Sum(rate => Half(d * rate / 100)))
            : due.Sum() + Rates.Sum(rate => Half(due.Sum() * rate / 100));
    }

    private static long Half(decimal minor) => (long)decimal.Floor(minor + 0.5m);
}
