using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Gateways;

/// <summary>Everything the page of an account draws.</summary>
/// <param name="Site">As others reach this server.</param>
public sealed record GatewayAccountView(GatewayAccount Account, GatewayFormView Form, IReadOnlyList<AuditLine> History, string Site, string Currency, TenantTime Time)
{
    public bool MayTest { get; init; }
    public bool MayRegister { get; init; }

    /// <summary>What the provider said just now.</summary>
    public string? Said { get; init; }

    /// <summary>How far it is compared with its provider's lists; null for who may not see that.</summary>
    public ReconciliationStanding? Standing { get; init; }
}

/// <summary>One account with a provider: its keys, where its messages come in, and a way to try it.</summary>
[Authorize(GatewaysPermissions.Manage)]
public sealed class AccountModel(
    GatewayQueries queries, GatewayCatalog gateways, GatewaySecrets secrets, GatewayAccountService accounts, GatewayTrial trial, AuditQueries audit, TenantQueries tenants, TenantClock clock,
    ReconciliationQueries reconciliations, IAuthorizationService authorization) : PageModel
{
    private const int HistoryShown = 20;

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public SaveGatewayAccount Input { get; set; } = new();

    [BindProperty]
    public int Version { get; set; }

    public GatewayAccountView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(null, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(Input, cancellationToken)) return NotFound();
        if (!ModelState.IsValid) return this.InvalidFragment<GatewayForm>(Parameters);
        var saved = await accounts.EditAsync(Id, Version, Input, cancellationToken);
        if (saved.Ok) return this.Leave(GatewaysPages.Account(Id), toast: $"{saved.Value.Name} saved.");
        if (saved.Refusal.IsNotFound) return NotFound();
        ModelState.AddGatewayRefusal(saved.Refusal);
        if (saved.Refusal.Code == GatewayAccountService.FieldCode) return this.InvalidFragment<GatewayForm>(Parameters);
        if (saved.Refusal.Code == Refusal.StaleCode) View = View with { Form = View.Form with { IsStale = true, Version = View.Account.Version } };
        return this.RefusedFragment<GatewayForm>(Parameters);
    }

    public async Task<IActionResult> OnPostDeleteAsync(CancellationToken cancellationToken)
    {
        ModelState.Clear();
        if (!await LoadAsync(null, cancellationToken)) return NotFound();
        var done = await accounts.DeleteAsync(Id, cancellationToken);
        if (done.Ok) return this.Leave(GatewaysPages.Accounts, toast: $"{View.Account.Name} taken away.");
        if (done.Refusal.IsNotFound) return NotFound();
        ModelState.AddModelError("", done.Refusal.Message);
        return this.RefusedFragment<GatewayAccountPage>(new { View, Errors = FormErrors.From(ModelState) });
    }

    /// <summary>The provider is asked whether it knows the keys.</summary>
    public async Task<IActionResult> OnPostTestAsync(CancellationToken cancellationToken) => await SayAsync(await trial.TestAsync(Id, GatewaysPages.SiteOf(Request), cancellationToken), cancellationToken);

    public async Task<IActionResult> OnPostRegisterAsync(CancellationToken cancellationToken) => await SayAsync(await trial.RegisterAsync(Id, GatewaysPages.SiteOf(Request), cancellationToken), cancellationToken);

    private async Task<IActionResult> SayAsync(Result<string> answer, CancellationToken cancellationToken)
    {
        ModelState.Clear();
        if (answer.Refusal is { IsNotFound: true } || !await LoadAsync(null, cancellationToken)) return NotFound();
        if (answer.Ok)
        {
            View = View with { Said = answer.Value };
            return this.Fragment<GatewayAccountPage>(new { View, Errors = FormErrors.None });
        }
        ModelState.AddModelError("", answer.Refusal.Message);
        return this.RefusedFragment<GatewayAccountPage>(new { View, Errors = FormErrors.From(ModelState) });
    }

    private object Parameters => new { View = View.Form, Errors = FormErrors.From(ModelState) };

    private async Task<bool> LoadAsync(SaveGatewayAccount? typed, CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(Id, cancellationToken) is not { } account) return false;
        var input = typed ?? new SaveGatewayAccount
        {
            Name = account.Name,
            Mode = account.Mode,
            IsActive = account.IsActive,
            Fields = account.Settings.ToDictionary(s => s.Key, s => (string?)s.Value, StringComparer.Ordinal),
        };
        var form = new GatewayFormView(Id, gateways.Find(account.Gateway)!.Info, input, [.. secrets.KnownOf(account).Keys]) { Version = typed is null ? account.Version : Version };
        View = new GatewayAccountView(
            account, form, await audit.OfSubjectAsync(Id, HistoryShown, cancellationToken), GatewaysPages.SiteOf(Request), (await tenants.CurrentAsync(cancellationToken)).Currency,
            await clock.NowAsync(cancellationToken))
        {
            MayTest = gateways.Find(account.Gateway) is ITestsConnection,
            MayRegister = gateways.Find(account.Gateway) is IRegistersCallbacks,
            Standing = await authorization.MayAsync(User, BillingPermissions.Ledger) ? await reconciliations.StandingAsync(Id, cancellationToken) : null,
        };
        return true;
    }
}
