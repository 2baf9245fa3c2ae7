using FluentValidation;

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
        RuleFor(c => c.Name).NotEmpty().MaximumLength(160).Must(BeText).WithMessage("Letters, digits and signs only.");
        RuleFor(c => c.Email).MaximumLength(254).EmailAddress().When(c => !string.IsNullOrWhiteSpace(c.Email));
        RuleFor(c => c.Phone).MaximumLength(40);
        RuleFor(c => c.Address).MaximumLength(500).Must(BeText).WithMessage("Letters, digits and signs only.");
        RuleFor(c => c.Company).MaximumLength(160).Must(BeText).WithMessage("Letters, digits and signs only.");
        RuleFor(c => c.TaxNumber).MaximumLength(40).Must(BeText).WithMessage("Letters, digits and signs only.");
        RuleFor(c => c.Notes).MaximumLength(4000).Must(BeText).WithMessage("Letters, digits and signs only.");
    }

    /// <summary>No NUL (PostgreSQL cannot store it) and no lone halves of a character.</summary>
    private static bool BeText(string? text) => text is null || (!text.Contains('\0', StringComparison.Ordinal) && text.IsNormalizedSafe());
}

internal static class TextChecks
{
    public static bool IsNormalizedSafe(this string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else if (char.IsSurrogate(text[i])) return false;
        }
        return true;
    }
}
