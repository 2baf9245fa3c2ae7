using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Customers;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Tests.Billing.Invoices;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Billing.Taxes;

public sealed class TaxServiceTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    private static CancellationToken None => CancellationToken.None;

    [Theory, EachDatabase]
    public async Task Rates_OfCountryRegionAndDay_ReachTheCustomer(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        await app.RateAsync(14, to: new DateOnly(2026, 6, 30));
        await app.RateAsync(16, from: new DateOnly(2026, 7, 1));
        await app.RateAsync(2.5m, "Levy", "Nairobi");
        await app.RateAsync(5, "Island", "Lamu", replaces: true);
        var plain = await CustomerAsync(app, null);
        var nairobi = await CustomerAsync(app, "nairobi");
        var lamu = await CustomerAsync(app, "LAMU ");

        var now = await app.With<TaxQueries, IReadOnlyDictionary<Guid, IReadOnlyList<TaxSelection>>>(q => q.ForManyAsync([plain, nairobi, lamu], Today, None));
        var before = await app.With<TaxQueries, IReadOnlyList<TaxSelection>>(q => q.ForAsync(plain, new DateOnly(2026, 6, 30), None));

        now[plain].Select(t => (t.Name, t.Percent)).ShouldBe([("VAT", 16m)]);
        now[nairobi].Select(t => (t.Name, t.Percent)).ShouldBe([("VAT", 16m), ("Levy", 2.5m)]);
        now[lamu].Select(t => (t.Name, t.Percent)).ShouldBe([("Island", 5m)]);
        before.Select(t => t.Percent).ShouldBe([14m]);
    }

    [Theory, EachDatabase]
    public async Task Exemption_UntilItsLastDay_LeavesTaxOut(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        await app.RateAsync();
        var customer = await CustomerAsync(app, null);
        (await app.TermsAsync(customer, new SaveCustomerBilling { TaxExemptNumber = "EX-1", TaxExemptUntil = Today })).Ok.ShouldBeTrue();

        (await app.With<TaxQueries, IReadOnlyList<TaxSelection>>(q => q.ForAsync(customer, Today, None))).ShouldBeEmpty();
        (await app.With<TaxQueries, IReadOnlyList<TaxSelection>>(q => q.ForAsync(customer, Today.AddDays(1), None))).Count.ShouldBe(1);
    }

    [Theory, EachDatabase]
    public async Task Add_OverlappingDaysOfTheSameTax_IsRefusedAlsoAtOnce(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        await app.RateAsync(16, to: new DateOnly(2026, 6, 30));

        (await app.TryRateAsync(18, "vat ", from: new DateOnly(2026, 6, 30))).Refusal!.Code.ShouldBe("tax.overlap");
        (await app.TryRateAsync(18, "Levy", from: new DateOnly(2026, 6, 30))).Ok.ShouldBeTrue();
        (await app.TryRateAsync(18, region: "Nairobi")).Ok.ShouldBeTrue();
        var racing = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => app.TryRateAsync(18, from: new DateOnly(2026, 7, 1 + n))));

        racing.Count(r => r.Ok).ShouldBe(1);
    }

    [Fact]
    public async Task Follow_AnotherPercentage_EndsTheOldOneTheDayBefore()
    {
        await using var app = await TestApp.StartAsync();
        var old = await app.RateAsync();

        var next = Scenario.Value(await app.With<TaxRateService, Result<TaxRate>>(s => s.FollowAsync(old.Id, old.Version, 18, new DateOnly(2027, 1, 1), None)));

        next.Percent.ShouldBe(18);
        (await app.Db(db => db.Set<TaxRate>().AsNoTracking().SingleAsync(r => r.Id == old.Id))).ValidTo.ShouldBe(new DateOnly(2026, 12, 31));
        (await app.With<TaxRateService, Result<TaxRate>>(s => s.FollowAsync(old.Id, old.Version, 20, new DateOnly(2027, 1, 1), None))).Refusal!.Code.ShouldBe("stale");
    }

    [Fact]
    public async Task Rate_OnADocument_IsNeitherEditedNorDeletedNorEndedBeforeIt()
    {
        await using var app = await TestApp.StartAsync();
        var rate = await app.RateAsync();
        var customer = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        Scenario.Value(await app.PayAsync(customer, 1740));

        (await app.With<TaxRateService, Result>(s => s.DeleteAsync(rate.Id, None))).Refusal!.Code.ShouldBe("tax.rate-used");
        (await app.With<TaxRateService, Result<TaxRate>>(s => s.EditAsync(rate.Id, 0, new SaveTaxRate { Name = "VAT", Percent = 1, Country = "KE", ValidFrom = TaxScenario.Long }, None))).Refusal!.Code.ShouldBe("tax.rate-used");
        (await app.With<TaxRateService, Result<TaxRate>>(s => s.EndAsync(rate.Id, 0, TaxScenario.Long, None))).Refusal!.Code.ShouldBe("tax.used-later");
    }

    [Theory, EachDatabase]
    public async Task Report_OfAMonth_IsWhatTheLedgerHas(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, new FakeClock(new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero)));
        await app.RateAsync();
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        var taxed = await app.CustomerAsync(router, profile, "Taxed");
        var exempt = await app.CustomerAsync(router, profile, "Exempt");
        Scenario.Value(await app.TermsAsync(exempt.CustomerId, new SaveCustomerBilling { TaxExemptNumber = "EX-1" }));
        Scenario.Value(await app.PayAsync(taxed, 1740));
        Scenario.Value(await app.PayAsync(exempt, 1500));
        var invoice = (await app.InvoicesAsync(taxed)).Last();
        Scenario.Value(await app.With<CreditNotes, Result<Invoice>>(c => c.CreditAsync(invoice.Id, new CorrectInvoice { Amount = 116, Reason = "Slow" }, null, None)));

        var report = await app.With<TaxReportQueries, TaxReport>(q => q.ReportAsync(new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 30), None));
        var later = await app.With<TaxReportQueries, TaxReport>(q => q.ReportAsync(new DateOnly(2026, 12, 1), new DateOnly(2026, 12, 31), None));

        var line = report.Lines.ShouldHaveSingleItem();
        (line.Base.ToDecimal(), line.Tax.ToDecimal()).ShouldBe((1400m, 224m));
        report.Untaxed.ToDecimal().ShouldBe(1500);
        report.Agrees.ShouldBeTrue();
        later.Lines.ShouldBeEmpty();
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Terms_OfTheCustomer_MoveTheDueDay()
    {
        await using var app = await TestApp.StartAsync();
        var customer = await CustomerAsync(app, null);

        Scenario.Value(await app.TermsAsync(customer, new SaveCustomerBilling { PaymentTermsDays = 30 }, 0)).PaymentTermsDays.ShouldBe(30);

        (await app.TermsAsync(customer, new SaveCustomerBilling(), 0)).Refusal!.Code.ShouldBe("stale");
        (await app.TermsAsync(customer, new SaveCustomerBilling { Referrer = "C-999999" })).Refusal!.Code.ShouldBe("billing.referrer-unknown");
    }

    [Fact]
    public async Task Settings_SavedTwiceFromOnePage_AreStale()
    {
        await using var app = await TestApp.StartAsync();
        var input = SaveBillingSettings.Of(new BillingSettings()) with { PricesIncludeTax = true, InvoicePrefix = "fac" };

        var saved = Scenario.Value(await app.With<BillingSettingsService, Result<BillingSettings>>(s => s.SaveAsync(input, 0, None)));

        saved.InvoicePrefix.ShouldBe("FAC");
        (await app.With<BillingSettingsQueries, BillingSettings>(q => q.CurrentAsync(None))).PricesIncludeTax.ShouldBeTrue();
        (await app.With<BillingSettingsService, Result<BillingSettings>>(s => s.SaveAsync(input, 0, None))).Refusal!.Code.ShouldBe("stale");
    }

    [Fact]
    public async Task Settings_FewerDigitsInASeriesThatHasBegun_AreRefusedUntilAnotherBegins()
    {
        await using var app = await TestApp.StartAsync(clock: new FakeClock(new DateTimeOffset(2026, 3, 10, 8, 0, 0, TimeSpan.Zero)));
        var settings = await app.With<BillingSettingsQueries, BillingSettings>(q => q.FindAsync(None));
        var shorter = SaveBillingSettings.Of(settings) with { NumberDigits = 4 };
        Task<Result<BillingSettings>> Save(SaveBillingSettings input) => app.With<BillingSettingsService, Result<BillingSettings>>(s => s.SaveAsync(input, null, None));
        Scenario.Value(await Save(shorter));
        Scenario.Value(await Save(shorter with { NumberDigits = 6 }));
        await app.InvoiceAsync(await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync()));

        var refused = (await Save(shorter)).Refusal.ShouldNotBeNull();

        (refused.Code, refused.Field).ShouldBe(("settings.digits-in-series", "NumberDigits"));
        refused.Message.ShouldStartWith("INV-2026-000001 was given out: INV-2026-0002 would be sorted before it.");
        Scenario.Value(await Save(shorter with { NumberDigits = 7 })).NumberDigits.ShouldBe(7);
        Scenario.Value(await Save(shorter with { InvoicePrefix = "FAC" })).NumberDigits.ShouldBe(4);
    }

    private static async Task<Guid> CustomerAsync(TestApp app, string? region)
    {
        var router = await app.RouterAsync($"Tower {region}", Random.Shared.Next(1, 60_000));
        return (await app.NewAsync(router, await app.ProfileAsync($"Home {region}"), c => c with { Region = region })).CustomerId;
    }
}
