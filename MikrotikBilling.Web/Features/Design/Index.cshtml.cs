using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Design;

/// <summary>Every component in its states; exists while developing only.</summary>
[AllowAnonymous]
public sealed class IndexModel(IWebHostEnvironment environment, TimeProvider clock) : PageModel
{
    [BindProperty]
    public DesignInput Input { get; set; } = new();

    /// <summary>A fresh visit shows a field message too, to judge it.</summary>
    public FormErrors Errors => Request.Method == "POST" ? FormErrors.From(ModelState) : FormErrors.At("Input.Name", "Give the router a name.");

    public DateTimeOffset Now => clock.GetUtcNow();

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!environment.IsDevelopment())
        {
            context.Result = NotFound();
        }
    }

    /// <summary>From the source beside the project; elsewhere the sheet is not shown.</summary>
    public Palette Palette => Palette.Read(System.IO.File.Exists(Tokens) ? System.IO.File.ReadAllText(Tokens) : "");

    private string Tokens => Path.Combine(environment.ContentRootPath, "..", "wwwroot-src", "src", "styles", "tokens.css");

    public void OnGet()
    {
    }

    public IActionResult OnGetSuggest(string? q) =>
        this.Fragment<SearchSuggestions>(new { Query = q ?? "", Groups = DesignWork.Found(q ?? "") });

    public IActionResult OnGetLazy() => this.Fragment<DesignLazy>();

    public IActionResult OnPostPick(RowSelection selection, string? @do) =>
        this.Leave("/design#work", toast: selection.IsEmpty ? "Nothing was ticked." : $"{@do}: {(selection.All ? "all that match" : selection.Ids.Count)}");

    public IActionResult OnGetTick()
    {
        var quarter = Now.AddSeconds(-(Now.Second % 15));
        return this.Fragment<DesignTick>(new { Count = Now.Second / 15, At = quarter, Now });
    }

    public IActionResult OnPostSave()
    {
        if (!ModelState.IsValid)
        {
            return this.InvalidFragment<DesignForm>(new { Input, Errors = FormErrors.From(ModelState) });
        }

        if (Input.Name == "refuse")
        {
            ModelState.AddModelError("", "This router is already managed under another name.");
            return this.RefusedFragment<DesignForm>(new { Input, Errors = FormErrors.From(ModelState) });
        }

        if (Input.Name == "leave")
        {
            return this.Leave("/design", toast: "Saved, and this came along to the next page.");
        }

        Response.HxTrigger("router:saved", new { name = Input.Name });
        Response.Toast(ToastKind.Good, $"“{Input.Name}” was saved.");
        return this.Fragment<DesignForm>(new { Input });
    }

    public IActionResult OnPostFail(int status) =>
        status == 500 ? throw new InvalidOperationException("Asked for by the design page.") : StatusCode(status);
}

public sealed class DesignInput
{
    [Required(ErrorMessage = "Give the router a name."), StringLength(60, MinimumLength = 3, ErrorMessage = "Between 3 and 60 characters.")]
    public string Name { get; set; } = "";

    [Range(1, 65535, ErrorMessage = "A port lies between 1 and 65535.")]
    public int Port { get; set; } = 8728;

    public string? Password { get; set; }

    public string? Kind { get; set; } = "pppoe";

    public bool Tls { get; set; }
}
