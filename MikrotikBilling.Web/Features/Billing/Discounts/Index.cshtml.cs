using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing.Discounts;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Discounts;

[Authorize(DiscountsPermissions.View)]
public sealed class IndexModel(DiscountQueries discounts, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    /// <summary><c>active</c>, <c>stopped</c> or empty for both.</summary>
    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public Page<Discount> Discounts { get; private set; } = new([], null);

    /// <summary>Of the referrals among them.</summary>
    public IReadOnlyDictionary<Guid, RewardSums> Rewards { get; private set; } = new Dictionary<Guid, RewardSums>();

    public DateOnly Today { get; private set; }

    public bool MayManage { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        Today = DateOnly.FromDateTime(time.Local(time.Now));
        bool? active = State switch { "active" => true, "stopped" => false, _ => null };
        DiscountKind? wanted = Enum.TryParse<DiscountKind>(Kind, ignoreCase: true, out var kind) && Enum.IsDefined(kind) ? kind : null;
        Discounts = await discounts.ListAsync(new DiscountFilter(Search, wanted, active, Cursor), cancellationToken);
        Rewards = await discounts.RewardsAsync([.. Discounts.Items.Where(d => d.Kind == DiscountKind.Referral).Select(d => d.Id)], cancellationToken);
        MayManage = await authorization.MayAsync(User, DiscountsPermissions.Manage);
    }
}
