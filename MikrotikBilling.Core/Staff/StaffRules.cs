using System.Text;
using FluentValidation;

namespace MikrotikBilling.Core.Staff;

/// <summary>Rules that several inputs share.</summary>
internal static class StaffRules
{
    public static void BeName<T>(this IRuleBuilder<T, string> rule) => rule.NotEmpty().MaximumLength(120)
        .Must(BeText).WithMessage("Letters, digits and signs only.").WithName("Name");

    public static void BeEmail<T>(this IRuleBuilder<T, string> rule) => rule.NotEmpty().MaximumLength(254).EmailAddress()
        .Must(BeText).WithMessage("Letters, digits and signs only.").WithName("Email");

    public static void BeUserName<T>(this IRuleBuilder<T, string?> rule) => rule.Length(3, 60).Matches(@"^[\p{L}\p{Nd}._-]*$")
        .WithMessage("3 to 60 letters, digits, dots, dashes or underscores.").WithName("User name");

    public static void BePassword<T>(this IRuleBuilder<T, string> rule) => rule.NotEmpty()
        .MinimumLength(CreateOwnerValidator.MinPasswordLength).MaximumLength(256)
        .Must(password => password is null || password.Distinct().Count() >= StaffFeature.DistinctInPassword)
        .WithMessage($"At least {StaffFeature.DistinctInPassword} different characters.").WithName("Password");

    public static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>No control characters (PostgreSQL cannot store NUL) and no lone halves of a character.</summary>
    private static bool BeText(string? text) => text is null || !text.EnumerateRunes().Any(r => Rune.IsControl(r) || r == Rune.ReplacementChar);
}
