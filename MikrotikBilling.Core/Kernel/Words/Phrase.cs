using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MikrotikBilling.Core.Kernel.Words;

/// <summary>A value that has words of its own; within a phrase it is said in the same language.</summary>
public interface ISaid
{
    Phrase Words { get; }
}

/// <summary>
/// What is said to people: English with its values, put into the language of whoever reads it when it is read. Written as any string is: <c>$"{count} rows"</c> is
/// looked up as <c>{0} rows</c>, so that a translation may order its values anew. A value that is a phrase is translated by itself.
/// </summary>
[InterpolatedStringHandler]
[JsonConverter(typeof(PhraseJson))]
public sealed class Phrase : IEquatable<Phrase>
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
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

    [return: NotNullIfNotNull(nameof(phrase))]
    public static implicit operator string?(Phrase? phrase) => phrase?.ToString();

    /// <summary>Says it of one arm of a choice, where the compiler would else write the text out before it becomes a phrase.</summary>
    public static Phrase Of(Phrase words) => words;

    /// <summary>A name or number of the books: the same in every language, also where a word of ours is written alike.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static Phrase? Verbatim(string? text) => text is null ? null : new Phrase(0, 1).With(text);

    public void AppendLiteral(string value) => _key.Append(_values.Capacity == 0 ? value : value.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));

    public void AppendFormatted<T>(T value) => Add(value is Phrase ? value : value is ISaid said ? said.Words : Text(value, null));

    public void AppendFormatted<T>(T value, string? format) => Add(Text(value, format));

    public void AppendFormatted<T>(T value, int alignment, string? format = null) => Add(string.Format(CultureInfo.InvariantCulture, $"{{0,{alignment}}}", Text(value, format)));

    public string In(Language language)
    {
        ArgumentNullException.ThrowIfNull(language);
        return Write(Catalogue.Find(Key, language) ?? Key, language);
    }

    /// <summary>Within a sentence.</summary>
    public string Lowered => ToString().ToLower(Language.Current.Culture);

    /// <summary>At the beginning of a line.</summary>
    public string Capitalised => ToString() is { Length: > 0 } words ? char.ToUpper(words[0], Language.Current.Culture) + words[1..] : "";

    public override string ToString() => In(Language.Current);

    /// <summary>As it is stored, to be said in the language of whoever reads it later: the key with its values, as JSON where there are any.</summary>
    /// <param name="longest">Where it would be longer, the English words are kept, cut off.</param>
    public string Kept(int longest)
    {
        var kept = _values.Count == 0 && !Key.StartsWith('[') ? Key : JsonSerializer.Serialize(Parts, Plain);
        if (kept.Length <= longest) return kept;
        var english = InEnglish.TrimStart('[');
        return english.Length <= longest ? english : $"{english[..(longest - 1)]}…";
    }

    /// <summary>What <see cref="Kept"/> wrote.</summary>
    public static Phrase FromKept(string kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        return kept.StartsWith('[') ? From(JsonSerializer.Deserialize<JsonElement>(kept)) : new Phrase(kept);
    }

    public static bool operator ==(Phrase? left, Phrase? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(Phrase? left, Phrase? right) => !(left == right);

    /// <summary>Two are the same that say the same.</summary>
    public bool Equals(Phrase? other) => other is not null && InEnglish == other.InEnglish;

    public override bool Equals(object? obj) => Equals(obj as Phrase);

    public override int GetHashCode() => InEnglish.GetHashCode(StringComparison.Ordinal);

    private static string Text<T>(T value, string? format) => value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value?.ToString() ?? "";

    private object?[] Parts => [Key, .. _values.Select(v => v is Phrase inner ? inner.Parts : v)];

    private static Phrase From(JsonElement kept)
    {
        var phrase = new Phrase(kept[0].GetString() ?? "");
        foreach (var value in kept.EnumerateArray().Skip(1)) phrase._values.Add(value.ValueKind == JsonValueKind.Array ? From(value) : value.GetString());
        return phrase;
    }

    private Phrase With(object? value)
    {
        Add(value);
        return this;
    }

    private void Add(object? value)
    {
        _key.Append(CultureInfo.InvariantCulture, $"{{{_values.Count}}}");
        _values.Add(value);
    }

    private string Write(string words, Language language) =>
        _values.Count == 0 ? words : string.Format(CultureInfo.InvariantCulture, words, [.. _values.Select(v => v is Phrase inner ? inner.In(language) : v)]);
}

/// <summary>In JSON a phrase is its words.</summary>
internal sealed class PhraseJson : JsonConverter<Phrase>
{
    public override Phrase? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, Phrase value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value?.ToString());
    }
}
