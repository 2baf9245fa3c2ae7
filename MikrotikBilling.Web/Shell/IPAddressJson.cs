using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MikrotikBilling.Web.Shell;

/// <summary>An IP address as its text. Without this the serializer walks the type's properties, one of which throws for IPv4.</summary>
internal sealed class IPAddressJson : JsonConverter<IPAddress>
{
    public override IPAddress? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IPAddress.TryParse(reader.GetString(), out var address) ? address : throw new JsonException("An IP address, such as 10.20.0.7.");

    public override void Write(Utf8JsonWriter writer, IPAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
