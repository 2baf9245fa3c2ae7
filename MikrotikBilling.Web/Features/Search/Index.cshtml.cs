using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Search;

/// <summary>One box for everything: customers, who is online, routers, money, vouchers, pages. Each source shows only what the person may see.</summary>
[Authorize]
public sealed class IndexModel(CommandBox box) : PageModel
{
    /// <summary>Of a message with a receipt in it.</summary>
    private const int LongestQuery = 1000;
    private const int Suggested = 6;
    private const int Listed = 20;

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Typed { get; set; }

    public string Query => Typed?.Trim() is { } text ? text[..Math.Min(text.Length, LongestQuery)] : "";

    public IReadOnlyList<SearchGroup> Groups { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Groups = Query.Length == 0 ? await box.OfferAsync([], User, cancellationToken) : await box.FindAsync(Query, Listed, User, cancellationToken);

    /// <summary>While typing, and before that.</summary>
    /// <param name="opened">Addresses of the records that this browser opened last.</param>
    public async Task<IActionResult> OnGetSuggestAsync([FromQuery] string[] opened, CancellationToken cancellationToken)
    {
        var groups = Query.Length == 0 ? await box.OfferAsync(opened, User, cancellationToken) : await box.FindAsync(Query, Suggested, User, cancellationToken);
        return this.Fragment<SearchSuggestions>(new { Query, Groups = groups, AllUrl = "/search" });
    }
}
