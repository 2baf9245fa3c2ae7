using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Billing.Documents;

namespace MikrotikBilling.Web.Features.Billing.Invoices;

/// <summary>Who issues documents, with the logo: by its address for the screen, in the document itself for paper, which fetches nothing.</summary>
public sealed class DocumentSeller(TenantQueries tenants, BillingSettingsQueries settings)
{
    /// <summary>As set today, for what names no seller of its own.</summary>
    public async Task<PartyView> NowAsync(bool paper, CancellationToken cancellationToken)
    {
        var (rules, tenant) = (await settings.CurrentAsync(cancellationToken), await tenants.CurrentAsync(cancellationToken));
        var party = new Party(rules.LegalName ?? tenant.Name, null, rules.SellerAddress, rules.SellerTaxNumber, rules.SellerEmail, rules.SellerPhone) { Reference = rules.SellerRegistration };
        return await OfAsync(party, paper, cancellationToken);
    }

    public async Task<PartyView> OfAsync(Party seller, bool paper, CancellationToken cancellationToken)
    {
        string?[] registered = [seller.TaxNumber is { } tax ? Said.T($"Tax no. {tax}") : null, seller.Reference is { } register ? Said.T($"Reg. no. {register}") : null];
        return Of(seller) with
        {
            TaxNumber = registered.Any(r => r is not null) ? string.Join(" · ", registered.OfType<string>()) : null,
            Logo = await LogoAsync(paper, cancellationToken),
        };
    }

    /// <summary>A company stands above the name of its person.</summary>
    public static PartyView Of(Party party)
    {
        ArgumentNullException.ThrowIfNull(party);
        List<string> address = [.. Lines(party.Address)];
        if (party.Company is not null) address.Insert(0, party.Name);
        return new PartyView(party.Company ?? party.Name) { Address = address, Phone = party.Phone, Email = party.Email, TaxNumber = party.TaxNumber is { } tax ? Said.T($"Tax no. {tax}") : null };
    }

    public static string[] Lines(string? text) => (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private async Task<string?> LogoAsync(bool paper, CancellationToken cancellationToken)
    {
        if ((await tenants.CurrentAsync(cancellationToken)).LogoUrl is not { } url) return null;
        if (!paper) return url;
        var logo = await tenants.LogoAsync(url[(url.LastIndexOf('/') + 1)..], cancellationToken);
        return logo is null ? null : $"data:{logo.ContentType};base64,{Convert.ToBase64String(logo.Data)}";
    }
}
