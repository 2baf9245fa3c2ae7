using FluentValidation;

namespace MikrotikBilling.Core.Kernel.Words;

public static class SpokenRules
{
    /// <summary>What the rule before it says, in the language of whoever broke it.</summary>
    public static IRuleBuilderOptions<T, TProperty> Says<T, TProperty>(this IRuleBuilderOptions<T, TProperty> rule, Phrase words)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(words);
        return rule.WithMessage(_ => words.ToString());
    }
}
