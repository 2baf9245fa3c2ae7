using FluentValidation;

namespace MikrotikBilling.Core.Staff;

public sealed record CreateOwner(string FullName, string Email, string Password);

public sealed class CreateOwnerValidator : AbstractValidator<CreateOwner>
{
    public const int MinPasswordLength = 10;

    public CreateOwnerValidator()
    {
        RuleFor(o => o.FullName).BeName();
        RuleFor(o => o.Email).BeEmail();
        RuleFor(o => o.Password).BePassword();
    }
}
