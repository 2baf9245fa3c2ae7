using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers;

/// <summary>One batch: how far it is, how its codes stand, who sold them, and the ways to take them back.</summary>
[Authorize(VouchersPermissions.View)]
public sealed class DetailsModel(BatchViews views, VoucherQueries vouchers, VoucherBatchService batches, VoucherSales sales, VoucherReturns returns) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public BatchView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(null, cancellationToken) ? Page() : NotFound();

    /// <summary>While it is made; the page comes whole once that is over.</summary>
    public async Task<IActionResult> OnGetProgressAsync(CancellationToken cancellationToken)
    {
        if (await vouchers.BatchAsync(Id, cancellationToken) is not { Batch: var batch }) return NotFound();
        return batch.State == VoucherBatchState.Making ? this.Fragment<BatchProgress>(new { Batch = batch }) : this.Leave(VouchersPages.Of(Id));
    }

    [Needs(VouchersPermissions.Manage)]
    public async Task<IActionResult> OnPostCancelAsync(CancellationToken cancellationToken)
    {
        var done = await batches.CancelAsync(Id, cancellationToken);
        if (done.Refusal is { IsNotFound: true }) return NotFound();
        return done.Ok ? this.Leave(VouchersPages.Of(Id), toast: $"{done.Value.NumberText} is given up.") : this.Leave(VouchersPages.Of(Id), ToastKind.Bad, done.Refusal.Message);
    }

    [Needs(VouchersPermissions.Manage)]
    public async Task<IActionResult> OnPostVoidAsync([FromForm(Name = "Void.Reason")] string? reason, int? version, CancellationToken cancellationToken)
    {
        var done = await batches.VoidAsync(Id, reason, version, cancellationToken);
        return done.Ok ? this.Leave(VouchersPages.Of(Id), toast: $"{done.Value.NumberText} is taken back.") : await RefuseAsync(done.Refusal, "Void", null, cancellationToken);
    }

    /// <param name="serial">The number of the code in its batch.</param>
    [Needs(VouchersPermissions.Manage)]
    public async Task<IActionResult> OnPostVoidCodeAsync([FromForm(Name = "VoidCode.Serial")] int? serial, [FromForm(Name = "VoidCode.Reason")] string? reason, CancellationToken cancellationToken)
    {
        if (serial is null || await vouchers.SerialAsync(Id, serial.Value, cancellationToken) is not { } voucher)
            return await RefuseAsync(new Refusal("voucher.serial", "Which one? It has no such number.", "Serial"), "VoidCode", null, cancellationToken);
        var done = await batches.VoidCodeAsync(voucher, reason, cancellationToken);
        return done.Ok ? this.Leave(VouchersPages.Of(Id), toast: $"No. {serial} is taken back.") : await RefuseAsync(done.Refusal, "VoidCode", null, cancellationToken);
    }

    [Needs(VouchersPermissions.Sell)]
    public async Task<IActionResult> OnPostSellAsync([FromForm(Name = "Sell")] SellVouchers input, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return await LoadAsync(input, cancellationToken) ? this.InvalidFragment<BatchCard>(Parameters) : NotFound();
        var sold = await sales.SellAsync(Id, input, cancellationToken);
        return sold.Ok
            ? this.Leave(VouchersPages.Of(Id), toast: $"{VoucherWords.Vouchers(sold.Value.Quantity)} sold for {sold.Value.Amount}: {VoucherWords.Serials(sold.Value)}.")
            : await RefuseAsync(sold.Refusal, "Sell", input, cancellationToken);
    }

    [Needs(VouchersPermissions.Manage)]
    public async Task<IActionResult> OnPostReturnAsync([FromForm(Name = "Return")] ReturnVouchers input, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return await LoadAsync(null, cancellationToken, input) ? this.InvalidFragment<BatchCard>(Parameters) : NotFound();
        var back = await returns.GiveBackAsync(input, cancellationToken);
        return back.Ok
            ? this.Leave(VouchersPages.Of(Id), toast: $"{VoucherWords.Vouchers(back.Value.Quantity)} came back; give {back.Value.Amount} back.")
            : await RefuseAsync(back.Refusal, "Return", null, cancellationToken, input);
    }

    private object Parameters => new { View, Errors = FormErrors.From(ModelState) };

    private async Task<IActionResult> RefuseAsync(Refusal refusal, string form, SellVouchers? typed, CancellationToken cancellationToken, ReturnVouchers? back = null)
    {
        if (refusal.IsNotFound || !await LoadAsync(typed, cancellationToken, back)) return NotFound();
        ModelState.AddModelError(refusal.Field is { } field && View.Batch.State == VoucherBatchState.Ready ? $"{form}.{field}" : "", refusal.Message);
        return this.RefusedFragment<BatchCard>(Parameters);
    }

    private async Task<bool> LoadAsync(SellVouchers? typed, CancellationToken cancellationToken, ReturnVouchers? back = null)
    {
        if (await views.OfAsync(Id, new CodeListQuery(State, Cursor), typed, User, cancellationToken) is not { } view) return false;
        View = view with { Return = back };
        return true;
    }
}
