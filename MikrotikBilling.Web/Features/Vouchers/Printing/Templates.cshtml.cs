using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Printing;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers.Printing;

[Authorize(VouchersPermissions.View)]
public sealed class TemplatesModel(VoucherPrintQueries queries, IAuthorizationService authorization) : PageModel
{
    public IReadOnlyList<VoucherTemplate> Templates { get; private set; } = [];

    public bool MayManage { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Templates = await queries.TemplatesAsync(cancellationToken);
        MayManage = await authorization.MayAsync(User, VouchersPermissions.Manage);
    }
}
