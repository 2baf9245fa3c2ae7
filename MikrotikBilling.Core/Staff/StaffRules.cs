using FluentValidation;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Staff;

/// <summary>Rules that several inputs share.</summary>
internal static class StaffRules
{
    public static void BeName<T>(this IRuleBuilder<T, string> rule) => rule.NotEmpty().MaximumLength(120).BeLine();

    public static void BeEmail<T>(this IRuleBuilder<T, string> rule) => rule.NotEmpty().MaximumLength(254).EmailAddress().BeLine();

    public static void BeUserName<T>(this IRuleBuilder<T, string?> rule) => rule.Length(3, 60).Matches(@"^[\p{L}\p{Nd}._-]*$")
        .Says("3 to 60 letters, digits, dots, dashes or underscores.");

    public static void BePassword<T>(this IRuleBuilder<T, string> rule) => rule.NotEmpty()
        .MinimumLength(CreateOwnerValidator.MinPasswordLength).MaximumLength(256)
        .Must(password => password is null || password.Distinct().Count() >= StaffFeature.DistinctInPassword)
        .Says($"At least {StaffFeature.DistinctInPassword} different characters.");

    public static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
