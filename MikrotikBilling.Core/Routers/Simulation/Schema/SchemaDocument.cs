using System.Text.Json;

namespace MikrotikBilling.Core.Routers.Simulation.Schema;

/// <summary>The embedded <c>routeros-menus.json</c>: menus of 7.24, commands outside menus, and what older versions lack.</summary>
internal sealed record SchemaDocument(
    Dictionary<string, SchemaMenu> Menus,
    Dictionary<string, string[]> Plain,
    Dictionary<string, Dictionary<string, Dictionary<string, JsonElement>>> Older)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static SchemaDocument Read()
    {
        using var stream = typeof(SchemaDocument).Assembly.GetManifestResourceStream("routeros-menus.json")!;
        return JsonSerializer.Deserialize<SchemaDocument>(stream, Json)!;
    }
}

internal sealed record SchemaMenu(
    bool Singleton,
    Dictionary<string, string[]> Commands,
    string[]? Printed,
    Dictionary<string, string>? Defaults,
    Dictionary<string, string>? Hints);
