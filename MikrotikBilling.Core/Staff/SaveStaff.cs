using FluentValidation;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Staff;

/// <summary>A person as the owner writes them down; the user name is optional, the email signs in just as well.</summary>
public sealed record SaveStaff(string FullName, string Email, string? UserName, StaffRole? Role, string? Phone)
{
    /// <summary>Of what was read; null takes the present one.</summary>
    public int? Version { get; init; }
}

public sealed class SaveStaffValidator : AbstractValidator<SaveStaff>
{
    public SaveStaffValidator()
    {
        RuleFor(s => s.FullName).BeName();
        RuleFor(s => s.Email).BeEmail();
        RuleFor(s => s.UserName).BeUserName();
        RuleFor(s => s.Role).NotNull().Says("Choose a role.").IsInEnum();
        RuleFor(s => s.Phone).MaximumLength(40);
    }
}
