using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Guests;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers;

/// <summary>Everything the page draws.</summary>
/// <param name="Customer">Whose it becomes, where that is chosen already.</param>
/// <param name="Found">What the code is; null while there is none, or it is not known.</param>
/// <param name="Done">What the last one became.</param>
public sealed record RedeemView(RedeemVoucher Input, Customer? Customer, FoundVoucher? Found, VoucherUseLine? Done, bool MaySeeBatch, Guid TenantId, TenantTime Time)
{
    /// <summary>It was sent without having been looked at, and is redeemed when it is sent again.</summary>
    public bool IsToConfirm { get; init; }

    /// <summary>Hotspots that somebody without an account can be let in at.</summary>
    public IReadOnlyList<RouterName> Hotspots { get; init; } = [];

    public Guid? GuestAt { get; init; }
}

/// <summary>A customer stands at the desk with a voucher: what it is, then whose it becomes, then what it became.</summary>
[Authorize(VouchersPermissions.Redeem)]
public sealed class RedeemModel(
    VoucherRedemption redemption, VoucherGuests guests, VoucherQueries vouchers, VoucherThrottle throttle, RouterQueries routers, CustomerQueries customers, CurrentTenant tenant, TenantClock clock,
    IAuthorizationService authorization) : PageModel
{
    private bool _isShut;

    [BindProperty]
    public RedeemVoucher Input { get; set; } = new();

    /// <summary>The code that was looked at.</summary>
    [BindProperty]
    public string? Shown { get; set; }

    /// <summary>The router that a new guest is let in at; null for a customer of ours.</summary>
    [BindProperty]
    public Guid? GuestAt { get; set; }

    /// <summary>Asked from the customer's page, which keeps what comes back.</summary>
    [BindProperty]
    public bool InCard { get; set; }

    public RedeemView View { get; private set; } = null!;

    /// <param name="done">What was redeemed last.</param>
    public async Task<IActionResult> OnGetAsync(string? code, Guid? customerId, Guid? done, CancellationToken cancellationToken)
    {
        Input = new RedeemVoucher { Code = code, CustomerId = customerId };
        if (!await LoadAsync(done, cancellationToken)) return NotFound();
        if (!string.IsNullOrWhiteSpace(code) && await WhyUnseenAsync(cancellationToken) is { } refusal) ModelState.AddRefusal(refusal);
        return Page();
    }

    /// <summary>What it is; nothing is changed.</summary>
    public async Task<IActionResult> OnPostLookAsync(CancellationToken cancellationToken)
    {
        // Whose it is may be said later.
        var code = FormErrors.From(ModelState)["Input.Code"];
        ModelState.Clear();
        if (code is not null) ModelState.AddModelError("Input.Code", code);
        if (!await LoadAsync(null, cancellationToken)) return NotFound();
        if (code is not null) return Invalid();
        if (await WhyUnseenAsync(cancellationToken) is { } refusal) return Refused(refusal);
        if (!Request.IsHtmx()) return Page();
        return IsCard ? this.Fragment<CustomerVoucher>(CardParameters) : this.Fragment<RedeemForm>(Parameters);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(null, cancellationToken)) return NotFound();
        // A guest has no account to name.
        if (GuestAt is not null) ModelState.Remove("Input.Account");
        if (!ModelState.IsValid) return Invalid();
        if (View.Found is not null && Shown != VoucherCode.Parse(Input.Code))
        {
            View = View with { IsToConfirm = true };
            return Refused(null);
        }
        if (GuestAt is { } router) return await LetInAsync(router, cancellationToken);
        var redeemed = await redemption.RedeemAsync(Input, VoucherWay.Desk, Address, cancellationToken);
        if (redeemed.Ok && IsCard) return await RedeemedAsync(redeemed.Value.Use.Id, cancellationToken);
        if (redeemed.Ok) return this.Leave($"{VouchersPages.Redeem}?done={redeemed.Value.Use.Id}", toast: $"{redeemed.Value.Value} redeemed for {redeemed.Value.Customer}.");
        return Refused(redeemed.Refusal);
    }

    private async Task<IActionResult> LetInAsync(Guid router, CancellationToken cancellationToken)
    {
        var guest = await guests.LetInAsync(Input.Code, Input.Pin, new HotspotDevice(router, null, null), Address, VoucherWay.Desk, cancellationToken);
        return guest.Ok ? this.Leave($"/customers/{guest.Value.CustomerId}", toast: "Let in: user name and password are the code.") : Refused(guest.Refusal);
    }

    private string? Address => HttpContext.Connection.RemoteIpAddress?.ToString();

    private bool IsCard => InCard && Input.CustomerId is not null && Request.IsHtmx();

    private object CardParameters => new { CustomerId = Input.CustomerId!.Value, View, Errors = FormErrors.From(ModelState) };

    private async Task<IActionResult> RedeemedAsync(Guid use, CancellationToken cancellationToken)
    {
        var customer = Input.CustomerId;
        Input = new RedeemVoucher { CustomerId = customer };
        if (!await LoadAsync(use, cancellationToken)) return NotFound();
        Response.HxTrigger("subscription:changed");
        Response.HxTrigger("subscription:renewed");
        return this.Fragment<CustomerVoucher>(CardParameters);
    }

    private object Parameters => new { View, Errors = FormErrors.From(ModelState) };

    /// <summary>Null where the code was found. Looking is guessing too: what is wrong counts, and who was wrong too often sees nothing.</summary>
    private async Task<Refusal?> WhyUnseenAsync(CancellationToken cancellationToken)
    {
        if (View.Found is not null) return null;
        return _isShut || await throttle.WrongAsync(Address, null, cancellationToken) ? VoucherThrottle.Shut : new Refusal("voucher.unknown", "This code is not known. Look at it again.", nameof(Input.Code));
    }

    private IActionResult Refused(Refusal? refusal)
    {
        if (refusal is not null) ModelState.AddRefusal(refusal);
        return IsCard ? this.RefusedFragment<CustomerVoucher>(CardParameters) : this.RefusedFragment<RedeemForm>(Parameters);
    }

    private IActionResult Invalid() => IsCard ? this.InvalidFragment<CustomerVoucher>(CardParameters) : this.InvalidFragment<RedeemForm>(Parameters);

    private async Task<bool> LoadAsync(Guid? done, CancellationToken cancellationToken)
    {
        var customer = Input.CustomerId is { } id ? await customers.FindAsync(id, cancellationToken) : null;
        if (Input.CustomerId is not null && customer is null) return false;
        _isShut = await throttle.IsShutAsync(Address, cancellationToken);
        var found = _isShut ? null : await vouchers.FindAsync(Input.Code, cancellationToken);
        View = new RedeemView(
            Input, customer, found, done is { } use ? await vouchers.UseAsync(use, cancellationToken) : null, await authorization.MayAsync(User, VouchersPermissions.View), tenant.Required,
            await clock.NowAsync(cancellationToken))
        { Hotspots = customer is null ? await routers.NamesAsync(cancellationToken) : [], GuestAt = GuestAt };
        return true;
    }
}
