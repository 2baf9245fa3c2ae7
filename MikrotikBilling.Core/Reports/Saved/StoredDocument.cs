using System.Text.Json;
using System.Text.Json.Serialization;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Reports.Saved;

/// <summary>What a number of a stored report is: minor units of its currency, how many, or minutes.</summary>
public enum StoredUnit { Money, Count, Minutes }

/// <param name="Before">Of the days before; null where that says nothing.</param>
public sealed record StoredFigure(Phrase Label, StoredUnit Unit, long Value, long? Before = null);

public sealed record StoredColumn(Phrase Name, StoredUnit Unit);

/// <param name="Note">Stands under the name.</param>
/// <param name="Values">One a column; null is left empty.</param>
public sealed record StoredLine(Phrase Name, Phrase? Note, IReadOnlyList<long?> Values);

/// <param name="First">Head of the column of names.</param>
/// <param name="More">Lines that were left out, as there were too many.</param>
public sealed record StoredPart(Phrase Title, Phrase First, IReadOnlyList<StoredColumn> Columns, IReadOnlyList<StoredLine> Lines, StoredLine? Total, int More, Phrase WhenEmpty);

/// <summary>A report as it was when it was made: numbers and lines, and nothing that is looked up again but the words, which are said in the language of each reader.</summary>
public sealed record StoredDocument(string Currency, IReadOnlyList<StoredFigure> Figures, IReadOnlyList<StoredPart> Parts)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(), new KeptPhraseJson() }, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    public string Write() => JsonSerializer.Serialize(this, Json);

    public static StoredDocument Read(string text) => JsonSerializer.Deserialize<StoredDocument>(text, Json)!;
}

/// <summary>Keeps the words with their values, to be said later in any language.</summary>
internal sealed class KeptPhraseJson : JsonConverter<Phrase>
{
    public override Phrase? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString() is { } kept ? Phrase.FromKept(kept) : null;

    public override void Write(Utf8JsonWriter writer, Phrase value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value?.Kept(int.MaxValue));
    }
}
