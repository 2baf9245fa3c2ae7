using FluentValidation;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Customers;

public sealed record SaveCustomer(string Name, string? Email, string? Phone, string? Address, string? Notes)
{
    /// <summary>Of what was read; null takes the present one.</summary>
    public int? Version { get; init; }

    /// <summary>As it stands on invoices, when it differs from the name.</summary>
    public string? Company { get; init; }

    public string? TaxNumber { get; init; }

    /// <summary>ISO 3166-1 alpha-2; null is the company's own.</summary>
    public string? Country { get; init; }

    /// <summary>State, county or province; with the country it decides which taxes apply.</summary>
    public string? Region { get; init; }
}

public sealed class SaveCustomerValidator : AbstractValidator<SaveCustomer>
{
    public SaveCustomerValidator()
    {
        RuleFor(c => c.Name).NotEmpty().MaximumLength(160).BeText();
        RuleFor(c => c.Email).MaximumLength(254).EmailAddress().When(c => !string.IsNullOrWhiteSpace(c.Email));
        RuleFor(c => c.Phone).MaximumLength(40);
        RuleFor(c => c.Address).MaximumLength(500).BeText();
        RuleFor(c => c.Company).MaximumLength(160).BeText();
        RuleFor(c => c.TaxNumber).MaximumLength(40).BeText();
        RuleFor(c => c.Country).Must(Countries.IsKnown).When(c => !string.IsNullOrWhiteSpace(c.Country)).Says("A country by its two letters, such as KE.");
        RuleFor(c => c.Region).MaximumLength(60).BeLine();
        RuleFor(c => c.Notes).MaximumLength(4000).BeText();
    }
}
