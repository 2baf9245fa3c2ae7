namespace MikrotikBilling.Core.Kernel.Words;

/// <summary>Words of pages and fragments, in the language of whoever looks: <c>@T("Customers")</c>, <c>@T($"{count} rows")</c>.</summary>
public static class Said
{
    public static string T(Phrase words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return words.ToString();
    }

    /// <summary>One of two: all languages here have one form for one and another for more.</summary>
    public static string T(long count, Phrase one, Phrase more) => T(count == 1 ? one : more);
}
