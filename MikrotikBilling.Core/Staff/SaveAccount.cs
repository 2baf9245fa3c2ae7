using FluentValidation;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Staff;

/// <summary>One's own record. Another email asks for the present password, as it is what one signs in with.</summary>
/// <param name="Language">Code of a <see cref="Kernel.Words.Language"/>; null or empty for the company's.</param>
public sealed record SaveAccount(string FullName, string Email, string? UserName, string? Phone, string? CurrentPassword, string? Language = null);

public sealed class SaveAccountValidator : AbstractValidator<SaveAccount>
{
    public SaveAccountValidator()
    {
        RuleFor(a => a.FullName).BeName();
        RuleFor(a => a.Email).BeEmail();
        RuleFor(a => a.UserName).BeUserName();
        RuleFor(a => a.Phone).MaximumLength(40);
        RuleFor(a => a.Language).Must(code => string.IsNullOrEmpty(code) || Kernel.Words.Language.Find(code) is not null).Says("Choose one of the list.");
    }
}

public sealed record ChangePassword(string CurrentPassword, string NewPassword);

public sealed class ChangePasswordValidator : AbstractValidator<ChangePassword>
{
    public ChangePasswordValidator()
    {
        RuleFor(p => p.CurrentPassword).NotEmpty();
        RuleFor(p => p.NewPassword).BePassword();
    }
}

/// <summary>The password chosen by whoever opened a link.</summary>
public sealed record ChoosePassword(string Password);

public sealed class ChoosePasswordValidator : AbstractValidator<ChoosePassword>
{
    public ChoosePasswordValidator() => RuleFor(p => p.Password).BePassword();
}
