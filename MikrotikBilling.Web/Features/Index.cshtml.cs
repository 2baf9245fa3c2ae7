using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace MikrotikBilling.Web.Features;

[Authorize]
public sealed class IndexModel : PageModel;
