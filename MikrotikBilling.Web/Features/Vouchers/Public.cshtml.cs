using FluentValidation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers;

/// <summary>What a customer types. Less than staff may say: neither the customer nor the service by its id.</summary>
public sealed record PublicVoucher
{
    public string? Account { get; init; }
    public string? Code { get; init; }
    public string? Pin { get; init; }

    public RedeemVoucher ToRedeem() => new() { Account = Account, Code = Code, Pin = Pin };
}

/// <summary>Everything the page draws.</summary>
/// <param name="Done">What the code became.</param>
public sealed record PublicRedeemView(string Company, string Url, PublicVoucher Input, bool AsksPin, RedeemedVoucher? Done, TenantTime Time);

/// <summary>
/// A voucher for whoever holds it: account and code. No sign-in, no script, no cookie is needed (a forged post has nothing to ride on). Each company has an address of its
/// own; where there is only one, its id may be left out.
/// </summary>
[AllowAnonymous, IgnoreAntiforgeryToken]
public sealed class PublicModel(
    VoucherRedemption redemption, TenantQueries tenants, IValidator<RedeemVoucher> rules, CurrentTenant current, CurrentActor actor, TenantClock clock) : PageModel
{
    private const string Holder = "Whoever holds the voucher";

    [BindProperty(SupportsGet = true)]
    public Guid? Tenant { get; set; }

    public PublicRedeemView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await OpenAsync(new PublicVoucher(), cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync([FromForm(Name = "Input")] PublicVoucher input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!await OpenAsync(input, cancellationToken)) return NotFound();
        foreach (var failure in (await rules.ValidateAsync(input.ToRedeem(), cancellationToken)).Errors) ModelState.AddModelError($"Input.{failure.PropertyName}", failure.ErrorMessage);
        if (!ModelState.IsValid) return Answer(StatusCodes.Status422UnprocessableEntity);
        var done = await redemption.RedeemAsync(input.ToRedeem(), VoucherWay.Page, HttpContext.Connection.RemoteIpAddress?.ToString(), cancellationToken);
        if (done.Ok)
        {
            View = View with { Done = done.Value };
            return Page();
        }
        if (done.Refusal.Field == nameof(PublicVoucher.Pin)) View = View with { AsksPin = true };
        ModelState.AddRefusal(done.Refusal);
        return Answer(done.Refusal == VoucherThrottle.Shut ? StatusCodes.Status429TooManyRequests : StatusCodes.Status409Conflict);
    }

    private PageResult Answer(int status)
    {
        Response.StatusCode = status;
        return Page();
    }

    /// <summary>False where there is no such company, or it is not said which of several.</summary>
    private async Task<bool> OpenAsync(PublicVoucher input, CancellationToken cancellationToken)
    {
        Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        Response.Headers.CacheControl = "no-store";
        var all = await tenants.IdsAsync(cancellationToken);
        var id = Tenant is { } said ? all.Find(t => t == said) : all is [var only] ? only : Guid.Empty;
        // Somebody of another company is signed in in this browser: he cannot speak for this one.
        if (id == Guid.Empty || (current.Id is { } present && present != id)) return false;
        current.Use(id);
        if (actor.Kind == ActorKind.System) actor.SpeakAs(Holder);
        var company = await tenants.CurrentAsync(cancellationToken);
        DisplayFormat.Use(company.Format);
        View = new PublicRedeemView(
            company.Name, Tenant is null ? VouchersPages.Public : VouchersPages.PublicOf(id), input, !string.IsNullOrWhiteSpace(input.Pin), null, await clock.NowAsync(cancellationToken));
        return true;
    }
}
