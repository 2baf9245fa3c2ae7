using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers;

/// <summary>Everything the form draws.</summary>
/// <param name="Profiles">Those that are sold.</param>
/// <param name="Routers">Where they can be good.</param>
public sealed record MakeView(MakeBatch Input, IReadOnlyList<Profile> Profiles, IReadOnlyList<RouterName> Routers, string Currency)
{
    /// <summary>A code of the form as it stands; null where none can be made.</summary>
    public string? Example
    {
        get
        {
            var format = Input.Format;
            if (format.Length is < VoucherFormat.Shortest or > VoucherFormat.Longest || format.RandomSigns < 1 || !format.Prefix.All(format.Alphabet.Has)) return null;
            var codes = new string[1];
            VoucherCode.Fill(format, codes);
            return format.Write(codes[0]);
        }
    }
}

/// <summary>So many codes of a profile; all but the number has an answer already.</summary>
[Authorize(VouchersPermissions.Manage)]
public sealed class NewModel(VoucherBatchService batches, VoucherQueries vouchers, RouterQueries routers, TenantQueries tenants) : PageModel
{
    private static readonly string[] CodeFields = [nameof(MakeBatch.CodeLength), nameof(MakeBatch.CodePrefix), nameof(MakeBatch.CodeGroup), nameof(MakeBatch.Signs)];

    [BindProperty]
    public MakeBatch Input { get; set; } = new();

    public MakeView View { get; private set; } = null!;

    public async Task OnGetAsync(Guid? profileId, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        var wish = profileId ?? await vouchers.LastProfileAsync(cancellationToken);
        var chosen = View.Profiles.FirstOrDefault(p => p.Id == wish) ?? (View.Profiles.Count > 0 ? View.Profiles[0] : null);
        Input = Input with { Id = Guid.CreateVersion7(), ProfileId = chosen?.Id ?? Guid.Empty };
        View = View with { Input = Input };
    }

    /// <summary>A code as the form would make it; nothing is kept.</summary>
    public IActionResult OnPostExample()
    {
        var wrong = CodeFields.Select(name => FormErrors.From(ModelState)[$"Input.{name}"]).FirstOrDefault(message => message is not null);
        var view = new MakeView(Input, [], [], "");
        return this.Fragment<CodeExample>(new { Code = wrong is null ? view.Example : null, Wrong = wrong });
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
        {
            await LoadAsync(cancellationToken);
            return this.InvalidFragment<MakeForm>(Parameters);
        }
        var made = await batches.MakeAsync(Input, cancellationToken);
        if (made.Ok) return this.Leave(VouchersPages.Of(made.Value.Id));
        await LoadAsync(cancellationToken);
        ModelState.AddRefusal(made.Refusal);
        return this.RefusedFragment<MakeForm>(Parameters);
    }

    private object Parameters => new { View, Errors = FormErrors.From(ModelState) };

    private async Task LoadAsync(CancellationToken cancellationToken) =>
        View = new MakeView(
            Input, await vouchers.ProfilesAsync(cancellationToken), await routers.NamesAsync(cancellationToken), (await tenants.CurrentAsync(cancellationToken)).Currency);
}
