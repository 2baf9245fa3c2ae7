using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Printing;
using MikrotikBilling.Web.Features.Billing.Invoices;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Vouchers.Printing;

/// <summary>Makes sheets and slips of codes.</summary>
public sealed class VoucherSheetViews(DocumentSeller sellers, TenantQueries tenants, TimeProvider clock)
{
    /// <param name="forFile">For a PDF, which fetches nothing: the logo goes into it.</param>
    public async Task<VoucherSheetView> OfAsync(VoucherPrint print, bool forFile, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(print);
        var (batch, template, tenant) = (print.Batch, print.Template, await tenants.CurrentAsync(cancellationToken));
        Language.Use(tenant.Language);
        var seller = await sellers.NowAsync(forFile, cancellationToken);
        return new VoucherSheetView
        {
            Language = tenant.Language,
            Template = template,
            Seller = seller.Name,
            Logo = template.Shows(VoucherFields.Logo) ? seller.Logo : null,
            Profile = template.Shows(VoucherFields.Profile) ? print.Profile : null,
            Price = template.Shows(VoucherFields.Price) ? batch.SalesPrice : null,
            Time = template.Shows(VoucherFields.Time) ? batch.Counts == VoucherTime.Online ? Said.T($"{batch.Time} online") : Said.T($"{batch.Time}") : null,
            LastDay = template.Shows(VoucherFields.LastDay) && batch.RedeemBy is { } end ? Said.T($"Use by {DisplayFormat.Current.Date(tenant.DayOf(end.AddTicks(-1)))}") : null,
            Batch = template.Shows(VoucherFields.Serial) ? batch.NumberText : null,
            Vouchers = [.. print.Codes.AsParallel().AsOrdered().Select(code => Of(code, batch.Format, template))],
        };
    }

    /// <summary>What a template leads to, before there is any batch.</summary>
    public async Task<VoucherSheetView> SampleAsync(VoucherTemplate template, int count, CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var batch = new VoucherBatch
        {
            Number = 45,
            ActorName = "",
            SalesPrice = Money.FromDecimal(50, tenant.Currency),
            RedeemBy = CalendarSpan.ToInstant(tenant.DayOf(now).AddDays(91).ToDateTime(TimeOnly.MinValue), tenant.Zone),
            TimeCount = 1,
            TimeUnit = SpanUnit.Days,
            CodeLength = 12,
            CodeGroup = 4,
            HasPin = true,
        };
        var one = await OfAsync(new VoucherPrint(batch, "Day pass 5M", template, [new PrintedCode(1, "K7QPM2XW9RTH", "4711")]), forFile: false, cancellationToken);
        return one with { Vouchers = [.. Enumerable.Range(1, count).Select(serial => one.Vouchers[0] with { Serial = serial })] };
    }

    /// <summary>What the QR code says: the code, or the address that logs in with it.</summary>
    public static string QrText(string? logInUrl, string code)
    {
        if (string.IsNullOrEmpty(logInUrl)) return code;
        var address = logInUrl.Split('#')[0];
        var joint = !address.Contains('?', StringComparison.Ordinal) ? "?" : address[^1] is '?' or '&' ? "" : "&";
        return $"{address}{joint}username={Uri.EscapeDataString(code)}&password={Uri.EscapeDataString(code)}";
    }

    private static VoucherView Of(PrintedCode code, VoucherFormat format, VoucherTemplate template) => new(
        code.Serial,
        template.Shows(VoucherFields.Code) ? format.Write(code.Code) : null,
        template.Shows(VoucherFields.Pin) ? code.Pin : null,
        template.Shows(VoucherFields.Qr) ? QrShape.Of(QrText(template.LogInUrl, code.Code)) : null);
}
