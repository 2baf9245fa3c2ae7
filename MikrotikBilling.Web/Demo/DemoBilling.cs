using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Discounts;
using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Core.Settings;

namespace MikrotikBilling.Web.Demo;

/// <summary>How the demo company invoices: what stands on its documents, its tax, and what comes off.</summary>
internal static class DemoBilling
{
    /// <summary>The code of a promotion that runs.</summary>
    public const string Code = "KARIBU-15";

    private static readonly SaveBillingSettings Settings = new()
    {
        PricesIncludeTax = true,
        NumbersRestartYearly = true,
        LegalName = "Rift Valley Wireless Ltd",
        SellerAddress = "Kenyatta Avenue 14, 2nd floor\nP.O. Box 1180, Nakuru",
        SellerTaxNumber = "P051234567X",
        SellerRegistration = "PVT-7LU4KQ2",
        SellerPhone = "+254 51 221 4400",
        SellerEmail = "accounts@riftvalley.example",
        BankDetails = "Lipa na M-Pesa: Paybill 880100, account = your customer number\nBank: Great Rift Bank, account 0112 4455 6600, Nakuru branch",
        Footer = "Thank you for staying with us. Questions? Call 0700 100 200, every day from 8 to 20.",
        RenewsFromCredit = true,
        EmailsInvoices = true,
        EmailsReceipts = true,
    };

    /// <param name="began">When the company came to this program.</param>
    /// <param name="books">When it began to keep its books in it.</param>
    public static void Tell(DemoStory story, DateTimeOffset began, DateTimeOffset books)
    {
        story.Tell(began.AddHours(3), async (s, token) => DemoSeed.Value(await s.GetRequiredService<BillingSettingsService>().SaveAsync(Settings, null, token)));
        story.Tell(began.AddHours(3), async (s, token) => DemoSeed.Value(await s.GetRequiredService<SettingsService>().SavePayPageAsync(new SavePayPage { Url = "https://pay.riftvalley.example/" }, null, token)));
        story.Tell(began.AddHours(3), async (s, token) => DemoSeed.Value(await s.GetRequiredService<TaxRateService>().AddAsync(
            new SaveTaxRate { Name = "VAT", Percent = 16, Country = "KE", ValidFrom = new DateOnly(2020, 1, 1) }, token)));
        var day = DateOnly.FromDateTime(books.UtcDateTime);
        TellDiscount(story, books, new SaveDiscount { Name = "Karibu", Kind = DiscountKind.Promotion, Code = Code, Percent = 15, ValidFrom = day, UseLimit = 50, PerCustomerLimit = 1 });
        TellDiscount(story, books, new SaveDiscount { Name = "Every third renewal", Kind = DiscountKind.Loyalty, Percent = 10, ValidFrom = day, LoyaltyAfter = 3, LoyaltyRule = LoyaltyRule.EachNth });
        TellDiscount(story, books, new SaveDiscount { Name = "Bring a friend", Kind = DiscountKind.Referral, Amount = 200, ValidFrom = day, Timing = DiscountTiming.FirstInvoice, ReferrerReward = 300 });
        TellDiscount(story, books, new SaveDiscount { Name = "Churches and schools", Kind = DiscountKind.Manual, Percent = 20, ValidFrom = day });
    }

    private static void TellDiscount(DemoStory story, DateTimeOffset at, SaveDiscount discount) =>
        story.Tell(at, async (s, token) => DemoSeed.Value(await s.GetRequiredService<DiscountEditor>().AddAsync(discount, token)));
}
