using System.Globalization;
using FluentValidation;
using FluentValidation.Resources;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Kernel;

/// <summary>
/// What the common rules say: short, and without the name of the field, as it stands at the field. A rule that is not among these brings its own
/// words with it.
/// </summary>
public sealed class FieldMessages : LanguageManager
{
    private static readonly Dictionary<string, Phrase> Words = new(StringComparer.Ordinal)
    {
        ["NotEmptyValidator"] = "Fill this in.",
        ["NotNullValidator"] = "Fill this in.",
        ["MaximumLengthValidator"] = "At most {MaxLength:#,0.######} characters; these are {TotalLength:#,0.######}.",
        ["MinimumLengthValidator"] = "At least {MinLength:#,0.######} characters.",
        ["LengthValidator"] = "{MinLength:#,0.######} to {MaxLength:#,0.######} characters.",
        ["EmailValidator"] = "An email address, such as name@example.com.",
        ["InclusiveBetweenValidator"] = "Between {From:#,0.######} and {To:#,0.######}.",
        ["GreaterThanOrEqualValidator"] = "At least {ComparisonValue:#,0.######}.",
        ["LessThanOrEqualValidator"] = "At most {ComparisonValue:#,0.######}.",
        ["EnumValidator"] = "Choose one of the list.",
        ["NotEqualValidator"] = "Choose another one.",
    };

    /// <summary>For every validator of the program.</summary>
    public static void Use() => ValidatorOptions.Global.LanguageManager = new FieldMessages();

    public override string GetString(string key, CultureInfo? culture = null) => Words.GetValueOrDefault(key)?.ToString() ?? base.GetString(key, culture);
}
