using FluentValidation;

namespace MikrotikBilling.Core.Staff;

public sealed record CreateOwner(string FullName, string Email, string Password);

public sealed class CreateOwnerValidator : AbstractValidator<CreateOwner>
{
    public const int MinPasswordLength = 10;

    public CreateOwnerValidator()
    {
        RuleFor(o => o.FullName).NotEmpty().MaximumLength(120).WithName("Name");
        RuleFor(o => o.Email).NotEmpty().MaximumLength(254).EmailAddress().WithName("Email");
        RuleFor(o => o.Password).NotEmpty().MinimumLength(MinPasswordLength).MaximumLength(256).WithName("Password");
    }
}
