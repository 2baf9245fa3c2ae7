using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace MikrotikBilling.Core.Kernel.Words;

/// <summary>
/// What is said to people: English with its values, put into the language of whoever reads it when it is read. Written as any string is: <c>$"{count} rows"</c> is
/// looked up as <c>{0} rows</c>, so that a translation may order its values anew. A value that is a phrase is translated by itself.
/// </summary>
[InterpolatedStringHandler]
public sealed class Phrase : IEquatable<Phrase>
{
    private readonly StringBuilder _key = new();
    private readonly List<object?> _values = [];

    /// <summary>For the compiler, at the beginning of an interpolated string.</summary>
    public Phrase(int literalLength, int formattedCount)
    {
        _key.EnsureCapacity(literalLength + (formattedCount * 3));
        _values.EnsureCapacity(formattedCount);
    }

    private Phrase(string text) => _key.Append(text);

    /// <summary>What it is found by: the English words, with <c>{0}</c>, <c>{1}</c>… where its values stand. Without values, the words as they are.</summary>
    public string Key => _key.ToString();

    /// <summary>As it is kept and logged.</summary>
    public string InEnglish => Write(Key, Language.English);

    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator Phrase?(string? text) => text is null ? null : new Phrase(text);

    public static implicit operator string(Phrase phrase) => phrase?.ToString() ?? "";

    public void AppendLiteral(string value) => _key.Append(_values.Capacity == 0 ? value : value.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));

    public void AppendFormatted<T>(T value) => Add(value is Phrase ? value : Text(value, null));

    public void AppendFormatted<T>(T value, string? format) => Add(Text(value, format));

    public void AppendFormatted<T>(T value, int alignment, string? format = null) => Add(string.Format(CultureInfo.InvariantCulture, $"{{0,{alignment}}}", Text(value, format)));

    public string In(Language language)
    {
        ArgumentNullException.ThrowIfNull(language);
        return Write(Catalogue.Find(Key, language) ?? Key, language);
    }

    public override string ToString() => In(Language.Current);

    public bool Equals(Phrase? other) => other is not null && Key == other.Key && _values.SequenceEqual(other._values);

    public override bool Equals(object? obj) => Equals(obj as Phrase);

    public override int GetHashCode() => HashCode.Combine(Key, _values.Count);

    private static string Text<T>(T value, string? format) => value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value?.ToString() ?? "";

    private void Add(object? value)
    {
        _key.Append(CultureInfo.InvariantCulture, $"{{{_values.Count}}}");
        _values.Add(value);
    }

    private string Write(string words, Language language) =>
        _values.Count == 0 ? words : string.Format(CultureInfo.InvariantCulture, words, [.. _values.Select(v => v is Phrase inner ? inner.In(language) : v)]);
}
