using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Hotspots;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Guests;
using MikrotikBilling.Web.Features.Payments.Gateways;

namespace MikrotikBilling.Web.Features.Hotspots;

/// <summary>
/// What a device at a hotspot sees before it is on the Internet: voucher, sign-in, packages. No sign-in of ours, no cookie (a forged post has nothing to
/// ride on), no script. Name and code travel in forms only, never in an address.
/// </summary>
[AllowAnonymous, IgnoreAntiforgeryToken]
public sealed class GuestModel(GuestViews views, VoucherGuests guests, VoucherThrottle throttle, HotspotVisits visits, AttemptService attempts) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Key { get; set; } = "";

    public GuestView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(new GuestInput(), cancellationToken) ? Page() : NotFound();

    /// <summary>A voucher.</summary>
    public async Task<IActionResult> OnPostAsync(string? code, string? pin, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(new GuestInput(Cut(code), Cut(pin)), cancellationToken)) return NotFound();
        if (View.Arrival is not { } arrival) return Answer(View.Trouble, StatusCodes.Status409Conflict);
        if (string.IsNullOrWhiteSpace(code)) return Answer(HotspotWord.CodeMissing, StatusCodes.Status422UnprocessableEntity);
        var guest = await guests.LetInAsync(View.Input.Code, View.Input.Pin, Device(arrival), HttpContext.Connection.RemoteIpAddress?.ToString(), VoucherWay.Hotspot, cancellationToken);
        if (guest.Ok) return await OnTheWayAsync(arrival, guest.Value.SubscriptionId, null, cancellationToken);
        View = View with { AsksPin = guest.Refusal.Code == "voucher.pin" || !string.IsNullOrEmpty(pin) };
        return Refused(guest.Refusal);
    }

    /// <summary>A customer who has name and password. Whether they are right the router says: here is nothing to be found out.</summary>
    public async Task<IActionResult> OnPostSignInAsync(string? userName, string? password, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(new GuestInput(UserName: Cut(userName)), cancellationToken)) return NotFound();
        if (View.Arrival is not { } arrival) return Answer(View.Trouble, StatusCodes.Status409Conflict);
        if (string.IsNullOrWhiteSpace(userName) || string.IsNullOrEmpty(password)) return Answer(HotspotWord.NameMissing, StatusCodes.Status422UnprocessableEntity);
        if (HandOver.Of(View.Open.Portal, arrival, View.Input.UserName!.Trim(), Cut(password)!) is not { } handOver) return Answer(HotspotWord.NoLogin, StatusCodes.Status409Conflict);
        HotspotPages.Hide(Response, [arrival.Login]);
        View = View with { HandOver = handOver };
        return Page();
    }

    /// <summary>A package: the guest is prepared, his phone or the provider's page asks for the money, and the way leads back.</summary>
    public async Task<IActionResult> OnPostBuyAsync(Guid? profileId, string? phone, Guid? accountId, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(new GuestInput(ProfileId: profileId, Phone: Cut(phone)), cancellationToken)) return NotFound();
        if (View.Arrival is not { } arrival) return Answer(View.Trouble, StatusCodes.Status409Conflict);
        if (View.Offers.FirstOrDefault(o => o.ProfileId == profileId) is not { } offer) return Answer(HotspotWord.PackageMissing, StatusCodes.Status422UnprocessableEntity);
        if (View.Ways.FirstOrDefault(w => w.AccountId == accountId) is not { } way) return Answer(HotspotWord.Failed, StatusCodes.Status422UnprocessableEntity);
        if (!await throttle.MayBuyAsync(View.Open.Portal.RouterId, arrival.MacAddress, cancellationToken)) return Answer(HotspotWord.TooOften, StatusCodes.Status429TooManyRequests);
        var guest = await guests.PrepareAsync(offer.ProfileId, View.Input.Phone, Device(arrival), cancellationToken);
        if (!guest.Ok) return Refused(guest.Refusal);
        var request = new RequestPayment { AccountId = way.AccountId, SubscriptionId = guest.Value.SubscriptionId, Phone = string.IsNullOrWhiteSpace(phone) ? null : View.Input.Phone };
        var started = await attempts.StartAsync(request, GatewaysPages.SiteOf(Request), cancellationToken);
        return started.Ok ? await OnTheWayAsync(arrival, guest.Value.SubscriptionId, started.Value.Attempt, CancellationToken.None) : Refused(started.Refusal);
    }

    private async Task<IActionResult> OnTheWayAsync(HotspotArrival arrival, Guid subscriptionId, PaymentAttempt? attempt, CancellationToken cancellationToken)
    {
        var visit = await visits.BeginAsync(View.Open.Portal.RouterId, subscriptionId, attempt?.Id, arrival, View.Words.Language.Code, cancellationToken);
        if (attempt is { IsOpen: true, RedirectUrl: not null }) return RedirectToPage("/Payments/Pay/Go", new { id = attempt.Id.ToString("N") });
        Response.Headers.Location = HotspotVisits.PathOf(Key, visit.Key);
        return StatusCode(StatusCodes.Status303SeeOther);
    }

    private HotspotDevice Device(HotspotArrival arrival) => new(View.Open.Portal.RouterId, arrival.MacAddress, arrival.Address);

    private PageResult Refused(Refusal refusal) => Answer(HotspotTroubles.Of(refusal), refusal.Code == "voucher.throttled" ? StatusCodes.Status429TooManyRequests : StatusCodes.Status409Conflict);

    private PageResult Answer(HotspotWord? trouble, int status)
    {
        View = View with { Trouble = trouble };
        Response.StatusCode = status;
        return Page();
    }

    private static string? Cut(string? text) => text is null ? null : TextRules.Cut(text, 80);

    private async Task<bool> LoadAsync(GuestInput input, CancellationToken cancellationToken)
    {
        if (await views.OpenAsync(Key, Request, cancellationToken) is not { } open) return false;
        View = await views.ReadAsync(open, Request, input, cancellationToken);
        return true;
    }
}
