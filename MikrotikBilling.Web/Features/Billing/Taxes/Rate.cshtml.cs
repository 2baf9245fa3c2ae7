using FluentValidation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Taxes;

/// <summary>Everything the page of a rate draws.</summary>
/// <param name="LastUsedOn">Day of the last document with it.</param>
public sealed record TaxRateView(
    TaxRate Rate, DateOnly? LastUsedOn, FollowTaxRate Follow, EndTaxRate End, IReadOnlyList<AuditLine> History, DateOnly Today, TenantTime Time, bool MayManage);

/// <summary>One rate: ended, or followed by another percentage.</summary>
[Authorize(TaxesPermissions.View)]
public sealed class RateModel(
    TaxQueries queries, TaxRateService rates, AuditQueries audit, TenantClock clock, IAuthorizationService authorization, IValidator<FollowTaxRate> followRules, IValidator<EndTaxRate> endRules) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public int Version { get; set; }

    public TaxRateView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken) ? Page() : NotFound();

    [Needs(TaxesPermissions.Manage)]
    public async Task<IActionResult> OnPostFollowAsync([Bind(Prefix = "Follow")] FollowTaxRate follow, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(follow);
        if (!await LoadAsync(cancellationToken)) return NotFound();
        View = View with { Follow = follow };
        if (!await IsValidAsync(followRules, follow, "Follow", cancellationToken)) return this.InvalidFragment<TaxRateCard>(Parameters());
        var done = await rates.FollowAsync(Id, Version, follow.Percent!.Value, follow.From!.Value, cancellationToken);
        return done.Ok
            ? this.Leave(TaxesPages.Rates, toast: $"{done.Value.Name} is {TaxRegion.PercentText(done.Value.Percent)} from {DisplayFormat.Current.Date(done.Value.ValidFrom)} on.")
            : Refused(done.Refusal, "Follow");
    }

    [Needs(TaxesPermissions.Manage)]
    public async Task<IActionResult> OnPostEndAsync([Bind(Prefix = "End")] EndTaxRate end, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(end);
        if (!await LoadAsync(cancellationToken)) return NotFound();
        View = View with { End = end };
        if (!await IsValidAsync(endRules, end, "End", cancellationToken)) return this.InvalidFragment<TaxRateCard>(Parameters());
        var done = await rates.EndAsync(Id, Version, end.LastDay!.Value, cancellationToken);
        return done.Ok
            ? this.Leave(TaxesPages.Rate(Id), toast: $"{done.Value.Name} ends with {DisplayFormat.Current.Date(end.LastDay.Value)}.")
            : Refused(done.Refusal, "End");
    }

    [Needs(TaxesPermissions.Manage)]
    public async Task<IActionResult> OnPostDeleteAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        var done = await rates.DeleteAsync(Id, cancellationToken);
        return done.Ok ? this.Leave(TaxesPages.Rates, toast: $"{View.Rate.Name} deleted.") : Refused(done.Refusal, "");
    }

    /// <summary>Two forms stand on this page; only the one that was sent is judged.</summary>
    private async Task<bool> IsValidAsync<T>(IValidator<T> rules, T input, string form, CancellationToken cancellationToken)
    {
        foreach (var failure in (await rules.ValidateAsync(input, cancellationToken)).Errors)
            if (ModelState.GetFieldValidationState($"{form}.{failure.PropertyName}") != ModelValidationState.Invalid)
                ModelState.AddModelError($"{form}.{failure.PropertyName}", failure.ErrorMessage);
        return ModelState.IsValid;
    }

    private IActionResult Refused(Refusal refusal, string form)
    {
        if (refusal.IsNotFound) return NotFound();
        ModelState.AddModelError(refusal.Field is { } field && form.Length > 0 ? $"{form}.{field}" : "", refusal.Message);
        return this.RefusedFragment<TaxRateCard>(Parameters());
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(Id, cancellationToken) is not { } rate) return false;
        var time = await clock.NowAsync(cancellationToken);
        View = new TaxRateView(rate, await rates.LastUsedOnAsync(Id, cancellationToken), new FollowTaxRate(), new EndTaxRate { LastDay = rate.ValidTo },
            await audit.OfSubjectAsync(Id, 20, cancellationToken), DateOnly.FromDateTime(time.Local(time.Now)), time, await authorization.MayAsync(User, TaxesPermissions.Manage));
        return true;
    }

    private object Parameters() => new { View, Errors = FormErrors.From(ModelState) };
}
