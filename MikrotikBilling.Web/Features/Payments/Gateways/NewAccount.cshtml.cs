using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Gateways;

/// <summary>An account with a provider; which one the address says, or it is chosen first.</summary>
[Authorize(GatewaysPermissions.Manage)]
public sealed class NewAccountModel(GatewayCatalog gateways, GatewayAccountService accounts) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Gateway { get; set; }

    [BindProperty]
    public SaveGatewayAccount Input { get; set; } = new();

    public IReadOnlyList<GatewayInfo> Providers => gateways.All;

    /// <summary>Null while the provider is to be chosen.</summary>
    public GatewayFormView? View { get; private set; }

    public IActionResult OnGet()
    {
        if (string.IsNullOrEmpty(Gateway)) return Page();
        if (gateways.Find(Gateway)?.Info is not { } info) return NotFound();
        View = new GatewayFormView(null, info, new SaveGatewayAccount { Name = info.Name }, []);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (gateways.Find(Gateway ?? "")?.Info is not { } info) return NotFound();
        View = new GatewayFormView(null, info, Input, []);
        if (!ModelState.IsValid) return this.InvalidFragment<GatewayForm>(Parameters);
        var added = await accounts.AddAsync(info.Key, Input, cancellationToken);
        if (added.Ok) return this.Leave(GatewaysPages.Account(added.Value.Id), toast: $"{added.Value.Name} added. Now tell the other side where to send to.");
        ModelState.AddGatewayRefusal(added.Refusal);
        return added.Refusal.Code == GatewayAccountService.FieldCode ? this.InvalidFragment<GatewayForm>(Parameters) : this.RefusedFragment<GatewayForm>(Parameters);
    }

    private object Parameters => new { View, Errors = FormErrors.From(ModelState) };
}
