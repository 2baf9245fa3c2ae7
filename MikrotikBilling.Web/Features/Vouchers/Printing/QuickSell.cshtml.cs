using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Printing;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers.Printing;

/// <summary>What was just sold, ready to print; and what can be sold next.</summary>
/// <param name="Method">As the last one in this browser was paid.</param>
public sealed record QuickSellView(IReadOnlyList<SellableBatch> Batches, PaymentMethod Method, SoldCode? Sold, VoucherSheetView? Slip);

/// <summary>One press sells the next code of a batch over the desk.</summary>
[Authorize(VouchersPermissions.Sell)]
public sealed class QuickSellModel(VoucherSales sales, VoucherPrintQueries queries, VoucherSheetViews views, TimeProvider clock) : PageModel
{
    private const string MethodCookie = "mb-paid-by";

    public QuickSellView View { get; private set; } = null!;

    /// <param name="sale">The one whose slip is shown.</param>
    public async Task<IActionResult> OnGetAsync(Guid? sale, CancellationToken cancellationToken)
    {
        var sold = sale is { } id ? await queries.SoldAsync(id, cancellationToken) : null;
        if (sale is not null && sold is null) return NotFound();
        await LoadAsync(sold, cancellationToken);
        return Page();
    }

    /// <param name="sale">Made with the button: pressed twice, it sells one.</param>
    public async Task<IActionResult> OnPostAsync(Guid batch, Guid sale, CancellationToken cancellationToken, PaymentMethod method = PaymentMethod.Cash)
    {
        if (!ModelState.IsValid || !PaymentWords.ByHand.Contains(method))
        {
            ModelState.AddModelError("", T("How was it paid?"));
            return await ShowAsync(StatusCodes.Status422UnprocessableEntity, cancellationToken);
        }
        var done = await sales.SellAsync(batch, new SellVouchers { Id = sale == Guid.Empty ? Guid.CreateVersion7() : sale, Quantity = 1, Method = method, WithUsed = false }, cancellationToken);
        Response.Cookies.Append(MethodCookie, method.ToString(), new CookieOptions
        {
            Path = VoucherPrintingPages.QuickSell,
            HttpOnly = true,
            IsEssential = true,
            SameSite = SameSiteMode.Lax,
            Secure = Request.IsHttps,
            MaxAge = TimeSpan.FromDays(365),
        });
        if (done.Ok) return this.Leave($"{VoucherPrintingPages.QuickSell}?sale={done.Value.Id}");
        if (done.Refusal.IsNotFound) return NotFound();
        ModelState.AddModelError("", done.Refusal.Code == "voucher.too-few" ? "All codes of this batch are sold. Choose another." : done.Refusal.Message);
        return await ShowAsync(StatusCodes.Status409Conflict, cancellationToken);
    }

    /// <summary>As the last one was paid: at a counter most are paid alike.</summary>
    private PaymentMethod Usual =>
        Enum.TryParse<PaymentMethod>(Request.Cookies[MethodCookie], out var method) && PaymentWords.ByHand.Contains(method) ? method : PaymentMethod.Cash;

    private async Task<IActionResult> ShowAsync(int status, CancellationToken cancellationToken)
    {
        await LoadAsync(null, cancellationToken);
        var page = Page();
        page.StatusCode = status;
        return page;
    }

    private async Task LoadAsync(SoldCode? sold, CancellationToken cancellationToken)
    {
        VoucherSheetView? slip = null;
        if (sold is not null)
            slip = await views.OfAsync(new VoucherPrint(sold.Batch, sold.Profile, await queries.SlipAsync(cancellationToken), [sold.Code]), forFile: false, cancellationToken);
        View = new QuickSellView(await queries.SellableAsync(clock.GetUtcNow(), cancellationToken), sold?.Sale.Method ?? Usual, sold, slip);
    }
}
