using System.Net;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Routers.SetUp;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Routers;

/// <summary>What the commands are to be made for, as it is posted.</summary>
public sealed class SetUpInput
{
    public string? Servers { get; set; }

    public string? UserName { get; set; } = RouterSetUpPlan.Group;
}

/// <summary>Everything the set-up draws.</summary>
/// <param name="IsProposal">The address is this machine's own guess.</param>
/// <param name="Made">The login to take over, encrypted.</param>
public sealed record SetUpView(Guid? Id, SetUpInput Input, bool IsProposal, IReadOnlyList<SetUpStep> Steps, string? Made, int Version)
{
    public string Url => Id is null ? "/routers/set-up" : $"/routers/{Id}/set-up";
}

/// <summary>Makes the commands that set a router up. The password in them is made here, shown once and kept nowhere until it is taken over.</summary>
public abstract class SetUpModel(RouterSetUpService setUp, PreparedLogins prepared) : PageModel
{
    [BindProperty]
    public SetUpInput Input { get; set; } = new();

    public SetUpView View { get; protected set; } = null!;

    protected RouterSetUpService SetUp => setUp;

    protected void Begin(Guid? id, string? host, string userName, int version)
    {
        var known = setUp.Known ?? (ServerAddresses.Propose(host) is { } proposed && ServerAddresses.TryParse($"{proposed}", setUp.AllowLocal, out _, out _) ? $"{proposed}" : null);
        View = new SetUpView(id, new SetUpInput { Servers = known, UserName = userName }, setUp.Known is null && known is not null, [], null, version);
    }

    protected IActionResult Make(Guid? id, int port, int version)
    {
        var user = (Input.UserName ?? "").Trim();
        if (user.Length is 0 or > 64 || user.Any(char.IsControl)) ModelState.AddModelError("Input.UserName", T("Up to 64 letters, on one line."));
        IReadOnlyList<IPAddress> servers = [];
        if (ModelState.IsValid && !ServerAddresses.TryParse(Input.Servers, setUp.AllowLocal, out servers, out var why)) ModelState.AddModelError("Input.Servers", why);
        View = new SetUpView(id, Input, false, [], null, version);
        if (!ModelState.IsValid) return this.InvalidFragment<SetUpPanel>(new { View, Errors = FormErrors.From(ModelState) });

        var login = new PreparedLogin(user, RouterSetUpPlan.NewPassword());
        View = View with { Steps = RouterSetUpPlan.Steps(new RouterSetUp(servers, login.UserName, login.Password, port)), Made = prepared.Protect(login) };
        Response.Headers.CacheControl = "no-store";
        return Request.IsHtmx() ? this.Fragment<SetUpPanel>(new { View, Errors = FormErrors.None }) : Page();
    }

    protected PreparedLogin? Reveal(string? made) => prepared.Reveal(made);
}
