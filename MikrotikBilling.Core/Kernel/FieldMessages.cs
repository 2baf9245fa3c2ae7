using System.Globalization;
using FluentValidation;
using FluentValidation.Resources;

namespace MikrotikBilling.Core.Kernel;

/// <summary>
/// What the common rules say: short, and without the name of the field, as it stands at the field. A rule that is not among these brings its own
/// words with it.
/// </summary>
public sealed class FieldMessages : LanguageManager
{
    private const string Number = ":#,0.######";

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["NotEmptyValidator"] = "Fill this in.",
        ["NotNullValidator"] = "Fill this in.",
        ["MaximumLengthValidator"] = $"At most {{MaxLength{Number}}} characters; these are {{TotalLength{Number}}}.",
        ["MinimumLengthValidator"] = $"At least {{MinLength{Number}}} characters.",
        ["LengthValidator"] = $"{{MinLength{Number}}} to {{MaxLength{Number}}} characters.",
        ["EmailValidator"] = "An email address, such as name@example.com.",
        ["InclusiveBetweenValidator"] = $"Between {{From{Number}}} and {{To{Number}}}.",
        ["GreaterThanOrEqualValidator"] = $"At least {{ComparisonValue{Number}}}.",
        ["LessThanOrEqualValidator"] = $"At most {{ComparisonValue{Number}}}.",
        ["EnumValidator"] = "Choose one of the list.",
        ["NotEqualValidator"] = "Choose another one.",
    };

    /// <summary>For every validator of the program.</summary>
    public static void Use() => ValidatorOptions.Global.LanguageManager = new FieldMessages();

    public override string GetString(string key, CultureInfo? culture = null) => Words.GetValueOrDefault(key) ?? base.GetString(key, culture);
}
