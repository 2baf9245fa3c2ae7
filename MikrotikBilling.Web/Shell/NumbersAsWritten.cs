using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Web.Shell;

/// <summary>
/// Reads amounts from forms and addresses: a point before the decimals, commas only between groups. A comma anywhere else is refused at its field;
/// the reader of the framework drops it, and 1,5 becomes 15.
/// </summary>
internal sealed partial class NumbersAsWritten : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        ArgumentNullException.ThrowIfNull(bindingContext);
        var given = bindingContext.ValueProvider.GetValue(bindingContext.ModelName);
        if (given == ValueProviderResult.None) return Task.CompletedTask;
        bindingContext.ModelState.SetModelValue(bindingContext.ModelName, given);
        var text = given.FirstValue?.Trim() ?? "";
        if (text.Length == 0 && bindingContext.ModelMetadata.IsReferenceOrNullableType) bindingContext.Result = ModelBindingResult.Success(null);
        else if (Read(text) is { } number) bindingContext.Result = ModelBindingResult.Success(number);
        else bindingContext.ModelState.TryAddModelError(bindingContext.ModelName, WhyNot(text));
        return Task.CompletedTask;
    }

    internal static decimal? Read(string text) =>
        Written().IsMatch(text) && decimal.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) ? number : null;

    internal static Phrase WhyNot(string text) =>
        Comma().Match(text) is { Success: true } comma ? Phrase.Of($"Write {comma.Groups["whole"].Value}.{comma.Groups["part"].Value}, with a point.")
        : text.Contains(',', StringComparison.Ordinal) ? "Write it with a point before the decimals, such as 1500.50."
        : "This value cannot be read.";

    /// <summary>Groups of three, or of two before the last three as they are written in India.</summary>
    [GeneratedRegex(@"^[+-]?(\d+|\d{1,3}(,\d{2,3})*,\d{3})?(\.\d*)?([eE][+-]?\d{1,2})?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Written();

    /// <summary>One comma alone, where elsewhere the point stands.</summary>
    [GeneratedRegex(@"^(?<whole>[+-]?\d{1,15}),(?<part>\d{1,12})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comma();
}

internal sealed class NumbersAsWrittenProvider : IModelBinderProvider
{
    private static readonly NumbersAsWritten Binder = new();

    public IModelBinder? GetBinder(ModelBinderProviderContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Metadata.UnderlyingOrModelType == typeof(decimal) ? Binder : null;
    }
}
