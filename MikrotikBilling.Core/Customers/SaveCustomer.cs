using FluentValidation;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Customers;

public sealed record SaveCustomer(string Name, string? Email, string? Phone, string? Address, string? Notes)
{
    /// <summary>As it stands on invoices, when it differs from the name.</summary>
    public string? Company { get; init; }

    public string? TaxNumber { get; init; }
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
        RuleFor(c => c.Notes).MaximumLength(4000).BeText();
    }
}
