using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Printing;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers.Printing;

/// <summary>What was just sold, ready to print; and what can be sold next.</summary>
public sealed record QuickSellView(IReadOnlyList<SellableBatch> Batches, SoldCode? Sold, VoucherSheetView? Slip);

/// <summary>One press sells the next code of a batch over the desk.</summary>
[Authorize(VouchersPermissions.Sell)]
public sealed class QuickSellModel(VoucherSales sales, VoucherPrintQueries queries, VoucherSheetViews views, TimeProvider clock) : PageModel
{
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
    public async Task<IActionResult> OnPostAsync(Guid batch, Guid sale, CancellationToken cancellationToken)
    {
        var done = await sales.SellAsync(batch, new SellVouchers { Id = sale == Guid.Empty ? Guid.CreateVersion7() : sale, Quantity = 1, WithUsed = false }, cancellationToken);
        if (done.Ok) return this.Leave($"{VoucherPrintingPages.QuickSell}?sale={done.Value.Id}");
        if (done.Refusal.IsNotFound) return NotFound();
        ModelState.AddModelError("", done.Refusal.Code == "voucher.too-few" ? "All codes of this batch are sold. Choose another." : done.Refusal.Message);
        await LoadAsync(null, cancellationToken);
        var page = Page();
        page.StatusCode = StatusCodes.Status409Conflict;
        return page;
    }

    private async Task LoadAsync(SoldCode? sold, CancellationToken cancellationToken)
    {
        VoucherSheetView? slip = null;
        if (sold is not null)
            slip = await views.OfAsync(new VoucherPrint(sold.Batch, sold.Profile, await queries.SlipAsync(cancellationToken), [sold.Code]), forFile: false, cancellationToken);
        View = new QuickSellView(await queries.SellableAsync(clock.GetUtcNow(), cancellationToken), sold, slip);
    }
}
