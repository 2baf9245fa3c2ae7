using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Routers;

/// <summary>What adding and editing share: the form, its messages, the test of what is typed.</summary>
public abstract class EditorModel(RouterTest test, IValidator<SaveRouter> rules) : PageModel
{
    [BindProperty]
    public RouterInput Input { get; set; } = new();

    /// <summary>What a new router begins with; null for one that is there.</summary>
    public SystemSettings? Defaults { get; protected set; }

    public FormErrors Errors { get; private set; } = FormErrors.None;

    public bool IsStale { get; private set; }

    public RouterTestResult? Test { get; private set; }

    public IReadOnlyList<string> TestMessages { get; private set; } = [];

    protected Task<bool> IsValidAsync(CancellationToken cancellationToken) => rules.AcceptsAsync(Input.ToSave(), ModelState, cancellationToken);

    protected IActionResult Invalid(Guid? id)
    {
        Errors = FormErrors.From(ModelState);
        return this.InvalidFragment<RouterForm>(new { Id = id, Input, Defaults, Errors });
    }

    /// <summary>A missing password is a matter of the form; everything else is the business saying no.</summary>
    protected IActionResult Refused(Guid? id, Refusal refusal)
    {
        ModelState.AddRefusal(refusal);
        if (refusal.Code == "router.password-missing") return Invalid(id);
        IsStale = refusal.Code == Refusal.StaleCode;
        Errors = FormErrors.From(ModelState);
        return this.RefusedFragment<RouterForm>(new { Id = id, Input, Defaults, Errors, IsStale });
    }

    protected async Task<IActionResult> TestAsync(Guid? id, CancellationToken cancellationToken)
    {
        var status = StatusCodes.Status200OK;
        ModelState.Remove("Input.Name"); // a test needs no name
        if (await rules.AcceptsAsync(Input.ToSave() with { Name = "test" }, ModelState, cancellationToken))
        {
            var tested = await test.UnsavedAsync(id, Input.ToSave(), cancellationToken);
            if (tested.Refusal is { IsNotFound: true }) return NotFound();
            (Test, TestMessages) = (tested.Value, tested.Refusal is { } refusal ? [refusal.Message] : []);
        }
        else
        {
            TestMessages = ["Fill these in first", .. ModelState.Values.SelectMany(v => v.Errors).Select(e => e.ErrorMessage)];
        }
        if (Test is null) status = StatusCodes.Status422UnprocessableEntity;
        if (Request.IsHtmx()) return this.Fragment<TestPanel>(new { Result = Test, Messages = TestMessages, Trusted = Input.TrustedCertificate }, status);
        Response.StatusCode = status;
        return Page();
    }
}
