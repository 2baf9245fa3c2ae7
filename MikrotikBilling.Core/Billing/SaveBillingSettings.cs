using FluentValidation;
using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Billing;

public sealed record SaveBillingSettings
{
    public bool PricesIncludeTax { get; init; }
    public TaxRounding Rounding { get; init; }
    public string InvoicePrefix { get; init; } = "INV";
    public string CreditNotePrefix { get; init; } = "CN";
    public string ReceiptPrefix { get; init; } = "RCP";
    public bool NumbersRestartYearly { get; init; }
    public int NumberDigits { get; init; } = 6;
    public int PaymentTermsDays { get; init; } = 7;
    public string? LegalName { get; init; }
    public string? SellerAddress { get; init; }
    public string? SellerTaxNumber { get; init; }
    public string? SellerRegistration { get; init; }
    public string? SellerPhone { get; init; }
    public string? SellerEmail { get; init; }
    public string? BankDetails { get; init; }
    public string? Footer { get; init; }
    public int ReceiptWidth { get; init; } = BillingSettings.WideReceipt;
    public bool RenewsFromCredit { get; init; }
    public bool RunsByItself { get; init; }
    public int ChargeKeptHours { get; init; } = BillingSettings.UsualChargeKeptHours;
    public bool EmailsInvoices { get; init; }
    public bool EmailsReceipts { get; init; }
    public VoucherRevenue VoucherRevenue { get; init; }

    /// <summary>Of what was read; null takes the present one.</summary>
    public int? Version { get; init; }

    public static SaveBillingSettings Of(BillingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new SaveBillingSettings
        {
            PricesIncludeTax = settings.PricesIncludeTax,
            Rounding = settings.Rounding,
            InvoicePrefix = settings.InvoicePrefix,
            CreditNotePrefix = settings.CreditNotePrefix,
            ReceiptPrefix = settings.ReceiptPrefix,
            NumbersRestartYearly = settings.NumbersRestartYearly,
            NumberDigits = settings.NumberDigits,
            PaymentTermsDays = settings.PaymentTermsDays,
            LegalName = settings.LegalName,
            SellerAddress = settings.SellerAddress,
            SellerTaxNumber = settings.SellerTaxNumber,
            SellerRegistration = settings.SellerRegistration,
            SellerPhone = settings.SellerPhone,
            SellerEmail = settings.SellerEmail,
            BankDetails = settings.BankDetails,
            Footer = settings.Footer,
            ReceiptWidth = settings.ReceiptWidth,
            RenewsFromCredit = settings.RenewsFromCredit,
            RunsByItself = settings.RunsByItself,
            ChargeKeptHours = settings.ChargeKeptHours,
            EmailsInvoices = settings.EmailsInvoices,
            EmailsReceipts = settings.EmailsReceipts,
            VoucherRevenue = settings.VoucherRevenue,
        };
    }

    internal void ApplyTo(BillingSettings settings)
    {
        (settings.PricesIncludeTax, settings.Rounding) = (PricesIncludeTax, Rounding);
        (settings.InvoicePrefix, settings.CreditNotePrefix, settings.ReceiptPrefix) = (Prefix(InvoicePrefix), Prefix(CreditNotePrefix), Prefix(ReceiptPrefix));
        (settings.NumbersRestartYearly, settings.NumberDigits) = (NumbersRestartYearly, NumberDigits);
        settings.PaymentTermsDays = PaymentTermsDays;
        (settings.LegalName, settings.SellerAddress) = (Blank(LegalName), Blank(SellerAddress));
        (settings.SellerTaxNumber, settings.SellerRegistration) = (Blank(SellerTaxNumber), Blank(SellerRegistration));
        (settings.SellerPhone, settings.SellerEmail) = (Blank(SellerPhone), Blank(SellerEmail));
        (settings.BankDetails, settings.Footer) = (Blank(BankDetails), Blank(Footer));
        settings.ReceiptWidth = ReceiptWidth;
        (settings.RenewsFromCredit, settings.RunsByItself) = (RenewsFromCredit, RunsByItself);
        settings.ChargeKeptHours = ChargeKeptHours;
        (settings.EmailsInvoices, settings.EmailsReceipts) = (EmailsInvoices, EmailsReceipts);
        settings.VoucherRevenue = VoucherRevenue;
    }

    internal static string Prefix(string? text) => (text ?? "").Trim().ToUpperInvariant();

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim().ReplaceLineEndings("\n");
}

public sealed class SaveBillingSettingsValidator : AbstractValidator<SaveBillingSettings>
{
    private const string PrefixRule = "One to ten letters and digits.";
    private const string DifferentRule = "Each kind of document has a prefix of its own.";

    public SaveBillingSettingsValidator()
    {
        RuleFor(s => s.Rounding).IsInEnum();
        RuleFor(s => s.VoucherRevenue).IsInEnum();
        RuleFor(s => s.InvoicePrefix).Must(IsPrefix).Says(PrefixRule);
        RuleFor(s => s.CreditNotePrefix).Must(IsPrefix).Says(PrefixRule).Must((s, p) => !Same(p, s.InvoicePrefix)).Says(DifferentRule);
        RuleFor(s => s.ReceiptPrefix).Must(IsPrefix).Says(PrefixRule).Must((s, p) => !Same(p, s.InvoicePrefix) && !Same(p, s.CreditNotePrefix)).Says(DifferentRule);
        RuleFor(s => s.NumberDigits).InclusiveBetween(3, 9);
        RuleFor(s => s.PaymentTermsDays).InclusiveBetween(0, 365);
        RuleFor(s => s.ChargeKeptHours).InclusiveBetween(1, 168);
        RuleFor(s => s.LegalName).MaximumLength(160).BeLine();
        RuleFor(s => s.SellerAddress).MaximumLength(500).BeText();
        RuleFor(s => s.SellerTaxNumber).MaximumLength(40).BeLine();
        RuleFor(s => s.SellerRegistration).MaximumLength(60).BeLine();
        RuleFor(s => s.SellerPhone).MaximumLength(40).BeLine();
        RuleFor(s => s.SellerEmail).MaximumLength(254).EmailAddress().When(s => !string.IsNullOrWhiteSpace(s.SellerEmail));
        RuleFor(s => s.BankDetails).MaximumLength(1000).BeText();
        RuleFor(s => s.Footer).MaximumLength(1000).BeText();
        RuleFor(s => s.ReceiptWidth).Must(w => w is BillingSettings.NarrowReceipt or BillingSettings.WideReceipt).Says("58 or 80.");
    }

    private static bool IsPrefix(string? text) => SaveBillingSettings.Prefix(text) is { Length: >= 1 and <= 10 } prefix && prefix.All(char.IsAsciiLetterOrDigit);

    private static bool Same(string? one, string? other) => SaveBillingSettings.Prefix(one) == SaveBillingSettings.Prefix(other);
}
