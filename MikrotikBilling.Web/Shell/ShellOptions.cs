namespace MikrotikBilling.Web.Shell;

/// <summary>Addresses and names the layouts need; features decide them, so the shell knows no feature.</summary>
public sealed class ShellOptions
{
    public string ProductName { get; set; } = "MikrotikBilling";

    /// <summary>Page of the search box (GET with <c>q</c>); null hides the box.</summary>
    public string? SearchUrl { get; set; }

    /// <summary>Fragment of hits while typing (GET with <c>q</c>); null leaves the box a plain form.</summary>
    public string? SearchSuggestUrl { get; set; }

    public string SearchPlaceholder { get; set; } = "Search";

    public string SignInUrl { get; set; } = "/account/sign-in";

    public string SignOutUrl { get; set; } = "/account/sign-out";

    /// <summary>The signed-in person's own page; null hides the link.</summary>
    public string? ProfileUrl { get; set; }
}
